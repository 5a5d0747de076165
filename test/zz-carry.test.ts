import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { analyze, type DockerfileAnalysis } from '../server/src/analysis.ts';
import { CarriedRun } from '../server/src/lint/carryOver.ts';
import type { LintConfiguration } from '../server/src/lint/problem.ts';
import type { LintResult } from '../server/src/lint/run.ts';
import type { ContextFacts } from '../server/src/rules/rule.ts';
import { documentOf } from './harness/checkCase.ts';
import { readSpec } from './harness/spec.ts';

// A rule that would see nothing new is not run again: what it found in the version before must be what it would find.
// The cases of the rules are where they begin to speak and fall silent, so these are typed at here, line by line.
// SHIPSHAPE_CARRY_ALL=1 types at every line of them, in every way.
const typesEverywhere = process.env.SHIPSHAPE_CARRY_ALL === '1';

const folder = fileURLToPath(new URL('../server/src/rules', import.meta.url));

const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'support')
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) =>
    readSpec(readFileSync(file, 'utf8')).cases.map((one) => ({ id: basename(file, '.md'), one })),
  )
  .filter(({ one }) => one.language === 'dockerfile' && one.text.length < 4_000);

function analysisOf(text: string, earlier?: ReturnType<DockerfileAnalysis['surrender']>): DockerfileAnalysis {
  const document = { uri: 'file:///Dockerfile', language: 'dockerfile' as const, version: 1, text };
  return analyze(document, undefined, earlier) as DockerfileAnalysis;
}

function found({ problems, suppressed, log }: LintResult): unknown {
  const plain = [...problems, ...suppressed].map(({ rule, ...problem }) => ({ id: rule.id, ...problem }));
  return JSON.parse(JSON.stringify([plain, log]));
}

/** Reads the versions one out of the other, and afresh. */
function checkVersions(
  versions: readonly string[],
  configuration: LintConfiguration,
  context: ContextFacts,
): void {
  let analysis: DockerfileAnalysis | undefined;
  const known = new Map<string, unknown>(); let prev = '';
  for (const text of versions) {
    analysis = analysisOf(text, analysis?.surrender());
    const carried = found(analysis.lint(configuration, context));
    const fresh = known.get(text) ?? found(analysisOf(text).lint(configuration, context));
    known.set(text, fresh);
    if (JSON.stringify(carried) !== JSON.stringify(fresh)) { const ids = (x: any) => x[0].map((p: any) => JSON.stringify(p)); const a = new Set(ids(carried)), b = new Set(ids(fresh)); for (const p of [...a].filter((x) => !b.has(x)).map((x) => ['extra', x]).concat([...b].filter((x) => !a.has(x)).map((x) => ['missing', x]))) { const q = JSON.parse(p[1] as string); const k = `${p[0]} ${q.id}`; if (!bad.has(k)) bad.set(k, { n: 0, before: prev, text, q: p[1] }); bad.get(k)!.n++; } }
    prev = text;
  }
}

/** What typing at a line makes of a text. */
const edits: readonly ((line: string) => string)[] = [
  () => '',
  (line) => `${line}x`,
  (line) => line.replace(/\S+(?=\s*$)/, ''),
  (line) => `# ${line}`,
  (line) => line.replace(/\S+\s*/, ''),
  (line) => `${line}\n`,
  (line) => `RUN true\n${line}`,
];

function versionsOf(text: string, seed: number): string[] {
  const lines = text.split('\n');
  const versions = [text];
  const change = (at: number, edit: (line: string) => string) => {
    const changed = [...lines];
    changed[at] = edit(changed[at] ?? '');
    versions.push(changed.join('\n'), text);
  };
  if (typesEverywhere) {
    for (let at = 0; at < lines.length; at++) for (const edit of edits) change(at, edit);
    return versions;
  }
  for (let n = 0; n < 2; n++) {
    change((seed * 7 + n * 3) % lines.length, edits[(seed + n) % edits.length] as (typeof edits)[0]);
  }
  return versions;
}

const bad = new Map<string, any>(); afterAll(() => { for (const [k, v] of bad) console.log('BAD', k, v.n, JSON.stringify(v.before).slice(0, 300), '=>', JSON.stringify(v.text).slice(0, 300), String(v.q).slice(0, 200)); });
describe('what is carried over is what would be found', () => {
  test('while the cases of the rules are typed at', { timeout: 3_600_000 }, () => {
    cases.forEach(({ id, one }, seed) => {
      const { text, options, context } = documentOf(one);
      const configuration: LintConfiguration = {
        preset: 'all',
        rules: { [id]: { severity: 'on', options } },
      };
      checkVersions(versionsOf(text, seed), configuration, context);
    });
  });

  test('while one case of a rule becomes the next', { timeout: 3_600_000 }, () => {
    for (const rule of new Set(cases.map(({ id }) => id))) {
      const list = cases.filter(({ id }) => id === rule);
      const texts = list.map(({ one }) => one.text);
      const configuration: LintConfiguration = { preset: 'all', rules: {} };
      checkVersions(texts, configuration, documentOf((list[0] as (typeof list)[0]).one).context);
    }
  });
});

describe('most rules do not run again', () => {
  const text = `FROM node:22-slim AS build
WORKDIR /app
COPY package.json ./
RUN npm ci
# The program.
COPY src ./src
USER node
CMD ["node", "src/main.js"]
EXPOSE 3000
`;
  const runsOf = (before: string, after: string): number => {
    const configuration: LintConfiguration = { preset: 'all', rules: {} };
    const first = analysisOf(before);
    first.lint(configuration);
    let runs = 0;
    const keep = CarriedRun.prototype.keep;
    CarriedRun.prototype.keep = function (...given) {
      runs++;
      keep.apply(this, given);
    };
    try {
      analysisOf(after, first.surrender()).lint(configuration);
    } finally {
      CarriedRun.prototype.keep = keep;
    }
    return runs;
  };
  const all = runsOf('', text);

  test.each([
    ['a comment', text.replace('program', 'programs'), 0.5],
    ['a RUN', text.replace('npm ci', 'npm ci -q'), 0.5],
    ['a USER', text.replace('USER node', 'USER nodes'), 0.5],
    ['a COPY', text.replace('./src', './srcs'), 0.5],
  ])('%s', (_, after, share) => {
    expect(all).toBeGreaterThan(60);
    expect(runsOf(text, after)).toBeLessThanOrEqual(share * all);
  });
});
