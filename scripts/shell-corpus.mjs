// Reads every RUN of real Dockerfiles and proves the places: the pieces of each word, put together from the document,
// are the word; nothing lies outside the instruction; nothing throws.
// Usage: node scripts/shell-corpus.mjs <dockerfiles.jsonl> (lines of {"id", "text"})
import { readFileSync } from 'node:fs';
import { loadTypeScript } from './load.mjs';

const path = process.argv[2];
if (!path) {
  console.error('Usage: node scripts/shell-corpus.mjs <dockerfiles.jsonl>');
  process.exit(2);
}

const { parseDockerfile } = await loadTypeScript('server/src/syntax/dockerfile/parser.ts');
const { createRunModel } = await loadTypeScript('server/src/model/run.ts');

const files = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

const count = {
  runs: 0,
  scripts: 0,
  commands: 0,
  words: 0,
  overSeams: 0,
  comments: 0,
  variables: 0,
  operators: 0,
  withErrors: 0,
};
const packages = new Map();
const faults = [];
const times = [];

for (const { id, text } of files) {
  const tree = parseDockerfile(text);
  for (const outer of tree.instructions) {
    const instruction = outer.trigger ?? outer;
    if (instruction.name !== 'RUN') continue;
    count.runs++;
    const fault = (what, detail) => faults.push({ id, line: instruction.startLine + 1, what, detail });
    const start = process.hrtime.bigint();
    let run;
    try {
      run = createRunModel(instruction, 'posix', text);
    } catch (error) {
      fault('throws', String(error));
      continue;
    }
    times.push(Number(process.hrtime.bigint() - start) / 1000);
    check(run, text, instruction, fault);
  }
}

function check(run, text, instruction, fault) {
  const inside = (range, what, bounds = instruction.range) => {
    if (!(range.start <= range.end && bounds.start <= range.start && range.end <= bounds.end))
      fault(what, range);
  };
  const word = (item) => {
    if (!item) return;
    count.words++;
    if (item.segments.length > 1) count.overSeams++;
    inside(item.range, 'word outside of the instruction');
    const pieces = item.segments.map((piece) => text.slice(piece.start, piece.end)).join('');
    if (pieces !== item.text) fault('pieces differ from the word', { pieces, text: item.text });
    for (const variable of item.variables) inside(variable.range, 'variable outside of its word', item.range);
  };
  const list = (body) => {
    for (const [i, item] of body.items.entries()) {
      inside(item.range, 'item outside of its list', body.range);
      if (i > 0) operator(item);
      if (item.node.kind !== 'compound') continue;
      item.node.words.forEach(word);
      item.node.bodies.forEach(list);
      for (const redirect of item.node.redirects) word(redirect.target);
    }
  };
  const operator = (item) => {
    count.operators++;
    const written = text.slice(item.operatorRange.start, item.operatorRange.end);
    const expected = item.operator === 'newline' ? '\n' : item.operator;
    if (written.replace(/[\\`]?\s*\n/g, (all) => (expected === '\n' ? all : '')) !== expected) {
      fault('operator is not at its place', { written, expected });
    }
  };
  for (const { script } of run.scripts) {
    count.scripts++;
    if (script.errors.length > 0) count.withErrors++;
    for (const error of script.errors) inside(error.range, 'error outside of the instruction');
    for (const comment of script.comments) {
      count.comments++;
      inside(comment.range, 'comment outside of the instruction');
      if (text[comment.range.start] !== '#') fault('comment does not begin with #', comment);
    }
    for (const variable of script.variables) {
      count.variables++;
      inside(variable.range, 'variable outside of the instruction');
      if (text[variable.range.start] !== '$') fault('variable does not begin with $', variable);
    }
    script.body.forEach(list);
  }
  if (run.form !== 'exec') {
    for (const command of run.commands) {
      count.commands++;
      inside(command.range, 'command outside of the instruction');
      command.words.forEach(word);
      for (const assignment of command.assignments) word(assignment.value);
      for (const redirect of command.redirects) word(redirect.target);
    }
  }
  for (const call of run.packageCommands) {
    const key = `${call.manager} ${call.action}`;
    packages.set(key, (packages.get(key) ?? 0) + 1);
  }
}

times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(1);
const mean = times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length);
console.log(`${files.length} files`, count);
console.log(
  `microseconds per RUN: mean ${mean.toFixed(1)}, median ${at(0.5)}, 99th ${at(0.99)}, worst ${at(1)}`,
);
const sorted = [...packages].sort((a, b) => b[1] - a[1]);
console.log('package commands:', sorted.map(([key, value]) => `${key} ${value}`).join(', '));
for (const entry of faults.slice(0, 20)) console.log('FAULT', JSON.stringify(entry));
console.log(`${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
