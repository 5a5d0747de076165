// What rules do on a corpus of real files:
//   npm run corpus -- <files.jsonl or folder> [--rule id] [--sample n] [--seed n] [--limit n] [--markdown]
//   node scripts/corpus-report.mjs … the same without the fixes, unless there is `--fixes`
// The corpus is JSON lines `{id: "owner/repo:path", text}`, or a folder that is searched for Dockerfiles and ignore
// files (the folders right below it count as repositories). For each rule it prints how many files and problems it
// finds, the fixes offered by safety, and the share of files by repository (the mean over repositories, so that
// families of near-duplicates do not count for more than one). `--rule` looks at one rule, whatever its preset, and
// prints sampled findings in context. `--fixes` applies every fix alone and lists the violations: see
// corpus/checkFix.mjs. `--markdown` prints the table as that of docs/corpus.md.
// It ends with 1 when there are violations, or when a rule breaks.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createFixChecks } from './corpus/checkFix.mjs';
import { isIgnoreFile, readCorpus } from './corpus/readCorpus.mjs';
import { loadWithRules } from './generate/registry.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rule: { type: 'string' },
    fixes: { type: 'boolean', default: false },
    sample: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string' },
    markdown: { type: 'boolean', default: false },
  },
});
const [corpus] = positionals;
if (!corpus) {
  console.error(
    'Usage: npm run corpus -- <files.jsonl or folder> [--rule id] [--sample n] [--seed n] [--limit n] [--markdown]',
  );
  process.exit(1);
}

const engine = await loadWithRules(`
  export { lintDockerfile, lintIgnoreFile } from '../lint/run.ts';
  export { unknownContext } from '../lint/context.ts';
  export { fixAll } from '../lint/fixAll.ts';
  export { fixInstruction } from '../lint/fixInstruction.ts';
  export { proveFixes } from '../lint/proof/prove.ts';
  export { createModel } from '../model/model.ts';
  export { parseDockerfile } from '../syntax/dockerfile/parser.ts';
  export { readIgnoreFile } from '../syntax/dockerignore/reader.ts';
  export { applyEdits } from '../text/edit.ts';
  export { LineIndex } from '../text/lines.ts';
`);

const files = readCorpus(corpus).slice(0, values.limit ? Number(values.limit) : undefined);
const rules = values.rule ? engine.rules.filter(({ id }) => id === values.rule) : engine.rules;
if (rules.length === 0) {
  console.error(`There is no rule "${values.rule}".`);
  process.exit(1);
}

function lint(text, language, some = rules) {
  const { unknownContext: context } = engine;
  const configuration = { preset: 'all', rules: values.rule ? { [values.rule]: 'on' } : {} };
  if (language === 'dockerignore') {
    return engine.lintIgnoreFile({
      text,
      file: engine.readIgnoreFile(text),
      context,
      configuration,
      rules: some,
    });
  }
  const model = engine.createModel(engine.parseDockerfile(text));
  return engine.lintDockerfile({ text, model, context, configuration, rules: some });
}

const statistics = new Map(
  rules.map((rule) => [
    rule.id,
    { files: 0, instances: 0, repositories: new Map(), fixes: { safe: 0, unsafe: 0, manual: 0 } },
  ]),
);
const repositories = new Map();
const findings = [];
const logs = new Map();
const checks = createFixChecks(engine, lint, rules);
const started = performance.now();

for (const { id, text } of files) {
  const language = isIgnoreFile(id) ? 'dockerignore' : 'dockerfile';
  const repository = id.slice(0, id.indexOf(':'));
  repositories.set(repository, (repositories.get(repository) ?? 0) + 1);
  const { problems, log } = lint(text, language);
  for (const entry of log) logs.set(entry.split('\n')[0], [...(logs.get(entry.split('\n')[0]) ?? []), id]);
  const here = new Set();
  for (const problem of problems) {
    const entry = statistics.get(problem.rule.id);
    entry.instances++;
    if (!here.has(problem.rule.id)) {
      here.add(problem.rule.id);
      entry.files++;
      entry.repositories.set(repository, (entry.repositories.get(repository) ?? 0) + 1);
    }
    if (values.rule) findings.push({ id, text, problem });
    for (const fix of problem.fixes) entry.fixes[fix.safety]++;
  }
  if (values.fixes) checks.file({ id, text, language, problems });
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);

printStatistics();
if (values.rule) printSample();
if (values.fixes) printFixes();
for (const [entry, ids] of logs) console.log(`\nFAILED in ${ids.length} files, first ${ids[0]}: ${entry}`);
// Not `exit`, which ends before a pipe has taken all that was written.
process.exitCode = logs.size > 0 || checks.violations.size > 0 ? 1 : 0;

function printStatistics() {
  console.log(`${files.length} files of ${repositories.size} repositories in ${seconds} s\n`);
  const rows = [...statistics].map(([id, { files: count, instances, repositories: own, fixes }]) => {
    const shares = [...repositories].map(([name, total]) => (own.get(name) ?? 0) / total);
    const share = shares.reduce((sum, one) => sum + one, 0) / repositories.size;
    return { id, count, instances, share, spread: own.size, fixes };
  });
  rows.sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
  const line = (id, ...cells) => {
    if (values.markdown) console.log(`| ${[id, ...cells].join(' | ')} |`);
    else console.log(id.padEnd(34) + cells.map((cell, i) => String(cell).padStart(widths[i])).join(''));
  };
  const widths = [7, 8, 10, 15, 7, 8, 8, 8];
  line('rule', 'files', 'share', 'problems', 'share by repo', 'repos', 'safe', 'unsafe', 'manual');
  if (values.markdown) line('---', ...widths.map(() => '--:'));
  const percent = (part) => `${(100 * part).toFixed(1)} %`;
  for (const { id, count, instances, share, spread, fixes } of rows) {
    line(
      id,
      count,
      percent(count / files.length),
      instances,
      percent(share),
      spread,
      fixes.safe,
      fixes.unsafe,
      fixes.manual,
    );
  }
}

function printSample() {
  console.log(`\n${findings.length} findings; a sample:`);
  for (const { id, text, problem } of pick(findings, Number(values.sample))) {
    console.log(`\n--- ${id}\n${excerpt(text, problem)}`);
  }
}

function printFixes() {
  const { counts, violations, composed } = checks;
  console.log('\nfixes offered:');
  for (const [name, { safe, unsafe, manual }] of counts) {
    console.log(`  ${name}: ${safe} safe, ${unsafe} unsafe, ${manual} manual`);
  }
  const tried = [...counts.values()].reduce((sum, { safe, unsafe }) => sum + safe + unsafe, 0);
  const cases = [...violations.values()].reduce((sum, list) => sum + list.length, 0);
  for (const [what, list] of violations) {
    console.log(`\n### ${what}: ${list.length} times`);
    for (const { id, before, after, problem } of pick(list, 3)) {
      console.log(`--- ${id}\n${problem ? `${excerpt(before, problem)}\n` : ''}${difference(before, after)}`);
    }
  }
  console.log(`\nfixes tried: ${tried} one by one, ${composed} in "fix all" and in the guides' form`);
  console.log(`violations: ${cases}${cases === 0 ? '' : ` of ${violations.size} kinds`}`);
}

/** A seeded choice, so that two runs show the same. */
function pick(list, count) {
  let state = Number(values.seed) || 1;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const pool = [...list];
  const chosen = [];
  while (pool.length > 0 && chosen.length < count) {
    chosen.push(...pool.splice(Math.floor(random() * pool.length) % pool.length, 1));
  }
  return chosen;
}

function excerpt(text, problem) {
  const index = new engine.LineIndex(text);
  const { line, character } = index.positionAt(problem.range.start);
  const last = index.positionAt(problem.range.end).line;
  const lines = [];
  for (let i = Math.max(0, line - 2); i <= Math.min(index.lineCount - 1, Math.min(last, line + 8) + 2); i++) {
    lines.push(`${String(i + 1).padStart(5)}  ${index.lineText(i).slice(0, 200)}`);
    if (i === line) {
      const length = Math.max(
        1,
        Math.min(problem.range.end, index.contentRange(i).end) - problem.range.start,
      );
      lines.push(
        `${' '.repeat(7 + character)}${'~'.repeat(Math.min(length, 150))} ${problem.messageId}: ${problem.message}`,
      );
    }
  }
  return lines.join('\n');
}

/** The lines that differ, without those around them. */
function difference(before, after) {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - start && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const show = (lines, mark) =>
    lines
      .slice(start, lines.length - tail)
      .slice(0, 15)
      .map((line) => `  ${mark} ${line}`);
  return [...show(old, '-'), ...show(now, '+')].join('\n');
}
