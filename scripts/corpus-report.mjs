// What rules do on a corpus of real files:
//   node scripts/corpus-report.mjs <files.jsonl> [--rule id] [--fixes] [--sample n] [--seed n]
// The corpus is JSON lines `{id: "owner/repo:path", text}`. For each rule it prints how many files and instances it
// finds and the share of files by repository (the mean over repositories, so that families of near-duplicates do not
// count for more than one). `--rule` looks at one rule, whatever its preset, and prints sampled findings in context.
// `--fixes` applies every fix alone and lists those that break the parse, lose a comment or a heredoc body, change
// the indentation of a line they keep, fail their claim, or do not mend what they promise to.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { loadWithRules } from './generate/registry.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rule: { type: 'string' },
    fixes: { type: 'boolean', default: false },
    sample: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const [corpus] = positionals;
if (!corpus) {
  console.error(
    'Usage: node scripts/corpus-report.mjs <files.jsonl> [--rule id] [--fixes] [--sample n] [--seed n]',
  );
  process.exit(1);
}

const engine = await loadWithRules(`
  export { lintDockerfile, lintIgnoreFile } from '../lint/run.ts';
  export { unknownContext } from '../lint/context.ts';
  export { proveFixes } from '../lint/proof/prove.ts';
  export { createModel } from '../model/model.ts';
  export { parseDockerfile } from '../syntax/dockerfile/parser.ts';
  export { readIgnoreFile } from '../syntax/dockerignore/reader.ts';
  export { applyEdits } from '../text/edit.ts';
  export { LineIndex } from '../text/lines.ts';
`);

const files = readFileSync(corpus, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line));
const isIgnoreFile = (id) => /dockerignore|containerignore/.test(id.slice(id.indexOf(':') + 1));
const rules = values.rule ? engine.rules.filter(({ id }) => id === values.rule) : engine.rules;
if (rules.length === 0) {
  console.error(`There is no rule "${values.rule}".`);
  process.exit(1);
}

function lint(text, language) {
  const { unknownContext: context } = engine;
  const configuration = { preset: 'all', rules: values.rule ? { [values.rule]: 'on' } : {} };
  if (language === 'dockerignore') {
    return engine.lintIgnoreFile({ text, file: engine.readIgnoreFile(text), context, configuration, rules });
  }
  const model = engine.createModel(engine.parseDockerfile(text));
  return engine.lintDockerfile({ text, model, context, configuration, rules });
}

const statistics = new Map(
  rules.map((rule) => [rule.id, { files: 0, instances: 0, repositories: new Map() }]),
);
const repositories = new Map();
const findings = [];
const broken = new Map();
const fixCounts = new Map();
const logs = new Map();
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
    if (values.fixes) for (const fix of problem.fixes) checkFix({ id, text, language, problem, fix });
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);

printStatistics();
if (values.rule) printSample();
if (values.fixes) printFixes();
for (const [entry, ids] of logs) console.log(`\nFAILED in ${ids.length} files, first ${ids[0]}: ${entry}`);
process.exit(logs.size > 0 ? 1 : 0);

function checkFix({ id, text, language, problem, fix }) {
  const name = `${problem.rule.id}/${fix.id}`;
  const count = fixCounts.get(name) ?? { safe: 0, unsafe: 0, manual: 0 };
  count[fix.safety]++;
  fixCounts.set(name, count);
  const edits = fix.edits.filter((edit) => 'range' in edit);
  const after = engine.applyEdits(text, edits);
  const complain = (what) => {
    const key = `${name}: ${what}`;
    broken.set(key, [...(broken.get(key) ?? []), { id, before: text, after, problem }]);
  };
  if (fix.safety === 'safe') {
    const proof = engine.proveFixes(language, text, [fix]);
    if (!proof.ok) complain(`fails its claim (${proof.reason.slice(0, 60)})`);
  }
  if (language === 'dockerfile') {
    const old = engine.parseDockerfile(text);
    const now = engine.parseDockerfile(after);
    if (now.errors.length > old.errors.length) complain('breaks the parse');
    const lost = missing(
      old.comments.map((comment) => comment.text),
      now.comments.map((comment) => comment.text),
    );
    // A removed or replaced comment is what some unsafe fixes are for; look at it all the same.
    if (lost.length > 0) complain('loses a comment');
    const bodies = (tree) =>
      allInstructions(tree).flatMap((one) => one.heredocs.map(({ content }) => content));
    if (missing(bodies(old), bodies(now)).length > 0) complain('loses or changes a heredoc body');
  }
  if (changesIndentation(text, after)) complain('changes the indentation of a line it keeps');
  if (fix.safety === 'manual') return;
  const again = lint(after, language).problems.filter(
    (other) => other.rule.id === problem.rule.id && other.messageId === problem.messageId,
  ).length;
  const before = lint(text, language).problems.filter(
    (other) => other.rule.id === problem.rule.id && other.messageId === problem.messageId,
  ).length;
  if (edits.length > 0 && again >= before) complain('does not make the problem go away');
}

function allInstructions(tree) {
  return tree.instructions.flatMap((one) => (one.trigger ? [one, one.trigger] : [one]));
}

function missing(before, after) {
  const left = new Map();
  for (const item of after) left.set(item, (left.get(item) ?? 0) + 1);
  return before.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

/** A line whose content is there before and after, but never with the same indentation. */
function changesIndentation(before, after) {
  const indents = (text) => {
    const found = new Map();
    for (const line of text.split(/\r?\n/)) {
      const content = line.trim();
      if (content.length < 4) continue;
      const indent = line.slice(0, line.length - line.trimStart().length);
      found.set(content, (found.get(content) ?? new Set()).add(indent));
    }
    return found;
  };
  const old = indents(before);
  for (const [content, now] of indents(after)) {
    const was = old.get(content);
    if (was && ![...now].every((indent) => was.has(indent))) return true;
  }
  return false;
}

function printStatistics() {
  console.log(`${files.length} files of ${repositories.size} repositories in ${seconds} s\n`);
  const rows = [...statistics].map(([id, { files: count, instances, repositories: own }]) => {
    const shares = [...repositories].map(([name, total]) => (own.get(name) ?? 0) / total);
    const share = shares.reduce((sum, one) => sum + one, 0) / repositories.size;
    return { id, count, instances, share, spread: own.size };
  });
  rows.sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
  console.log(
    `${'rule'.padEnd(34)}${'files'.padStart(7)}${'instances'.padStart(11)}${'share by repo'.padStart(15)}${'repos'.padStart(7)}`,
  );
  for (const { id, count, instances, share, spread } of rows) {
    console.log(
      `${id.padEnd(34)}${String(count).padStart(7)}${String(instances).padStart(11)}${`${(100 * share).toFixed(1)} %`.padStart(15)}${String(spread).padStart(7)}`,
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
  console.log('\nfixes offered:');
  for (const [name, { safe, unsafe, manual }] of fixCounts) {
    console.log(`  ${name}: ${safe} safe, ${unsafe} unsafe, ${manual} manual`);
  }
  if (broken.size === 0) console.log('every fix keeps what it promises');
  for (const [what, cases] of broken) {
    console.log(`\n### ${what}: ${cases.length} times`);
    for (const { id, before, after, problem } of pick(cases, 3)) {
      console.log(`--- ${id}\n${excerpt(before, problem)}\n${difference(before, after)}`);
    }
  }
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
