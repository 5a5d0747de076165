// Scaffolds a rule: `npm run new-rule -- <category> <rule-id>` writes the two files of a rule that compiles and whose
// spec passes, to be turned into the real one.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './load.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string', default: root } },
});
const [category, id] = positionals;
const folder = join(values.root, 'server/src/rules');

const severities = {
  syntax: 'error',
  correctness: 'warning',
  security: 'warning',
  reproducibility: 'warning',
  efficiency: 'warning',
  deprecation: 'warning',
  runtime: 'warning',
  style: 'information',
  context: 'warning',
};

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (!category || !id) fail('Usage: npm run new-rule -- <category> <rule-id>');
if (!(category in severities))
  fail(`Unknown category "${category}"; known: ${Object.keys(severities).join(', ')}.`);
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) fail(`A rule id is written in kebab-case, not "${id}".`);
for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
  if (entry.isDirectory() && existsSync(join(folder, entry.name, `${id}.ts`))) {
    fail(`There is a rule "${id}" already, in ${entry.name}.`);
  }
}

const name = id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

const rule = `import { defineRule } from '../rule.ts';

export const ${name} = defineRule({
  id: '${id}',
  summary: 'What is wrong, in one line',
  why: 'Why it matters, in one to three sentences.',
  language: 'dockerfile',
  category: '${category}',
  severity: '${severities[category]}',
  preset: 'off',
  status: 'preview',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  messages: {
    found: '{keyword} is what this rule looks for. Do something else instead.',
  },
  fixes: {
    mend: { title: 'Use STOPSIGNAL SIGTERM', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    for (const { instruction } of model.steps) {
      if (instruction.name !== 'STOPSIGNAL' || instruction.args.text !== 'SIGKILL') continue;
      report({
        at: instruction.args.range,
        message: 'found',
        values: { keyword: instruction.keyword.text.toUpperCase() },
        fixes: [{ fix: 'mend', edits: [{ range: instruction.args.range, newText: 'SIGTERM' }] }],
      });
    }
  },
});
`;

const spec = `# ${id}

What the reader of this page should know: when it bites, and what to do instead.

## Bad

\`\`\`dockerfile
FROM alpine:3.20
STOPSIGNAL SIGKILL
           ~~~~~~~ found "STOPSIGNAL is what this rule looks for. Do something else instead."
\`\`\`

\`\`\`fixed mend
FROM alpine:3.20
STOPSIGNAL SIGTERM
\`\`\`

## Good

\`\`\`dockerfile
FROM alpine:3.20
STOPSIGNAL SIGTERM
\`\`\`

## Cases

### another signal is fine

\`\`\`dockerfile
FROM alpine:3.20
STOPSIGNAL SIGINT
\`\`\`
`;

mkdirSync(join(folder, category), { recursive: true });
writeFileSync(join(folder, category, `${id}.ts`), rule);
writeFileSync(join(folder, category, `${id}.md`), spec);
console.log(`Wrote server/src/rules/${category}/${id}.ts and ${id}.md. Next:
  npx vitest run test/rules.test.ts -t ${id}            runs the spec
  UPDATE=1 SPEC=${id} npx vitest run test/rules.test.ts  rewrites its markers and fixed blocks; read the diff
  npm run generate                                      registry, docs, settings`);
