// Reads every RUN of real Dockerfiles and proves the places: the pieces of each word, put together from the document,
// are the word; operators and comments stand where they are said to; nothing lies outside the instruction; nothing
// throws. Prints counts, the package commands it understood, and the time it took.
// Usage: node scripts/shell-corpus.mjs <dockerfiles.jsonl> [--errors] (lines of {"id", "text"})
import { readFileSync } from 'node:fs';
import { loadTypeScript } from './load.mjs';

const [path, option] = process.argv.slice(2);
if (!path) {
  console.error('Usage: node scripts/shell-corpus.mjs <dockerfiles.jsonl> [--errors]');
  process.exit(2);
}

const { parseDockerfile } = await loadTypeScript('server/src/syntax/dockerfile/parser.ts');
const { createRunModel } = await loadTypeScript('server/src/model/run.ts');
const { dialectOfShell } = await loadTypeScript('server/src/knowledge/shells.ts');

const counts = new Map();
const count = (what, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);
const packages = new Map();
const faults = [];
const errors = [];
const runs = [];

for (const line of readFileSync(path, 'utf8').split('\n')) {
  if (line === '') continue;
  const { id, text } = JSON.parse(line);
  count('files');
  const tree = parseDockerfile(text);
  // The base image is not looked at: a Windows image is told by its escape character or a SHELL instruction.
  const initial = tree.escape === '`' ? 'cmd' : 'posix';
  let dialect = initial;
  for (const outer of tree.instructions) {
    const instruction = outer.trigger ?? outer;
    if (outer.name === 'FROM') dialect = initial;
    if (outer.name === 'SHELL' && outer.json)
      dialect = dialectOfShell(outer.json.items.map((item) => item.value));
    if (instruction.name === 'RUN') runs.push({ id, text, instruction, dialect });
  }
}

for (const run of runs) check(run);

// Processor time of a second, warm round: other programs on the machine do not count.
const before = process.cpuUsage();
for (const { text, instruction, dialect } of runs) createRunModel(instruction, dialect, text);
const { user, system } = process.cpuUsage(before);

console.log(Object.fromEntries(counts));
const calls = [...packages].sort((a, b) => b[1] - a[1]).map(([name, number]) => `${name} ${number}`);
console.log(`package commands: ${calls.join(', ')}`);
console.log(
  `${((user + system) / Math.max(1, runs.length)).toFixed(1)} microseconds of processor time per RUN`,
);
if (option === '--errors') for (const error of errors) console.log(error);
for (const fault of faults.slice(0, 20)) console.log('FAULT', JSON.stringify(fault));
console.log(`${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;

function check({ id, text, instruction, dialect }) {
  const fault = (what, detail) => faults.push({ id, line: instruction.startLine + 1, what, detail });
  const inside = (range, what, bounds = instruction.range) => {
    if (!(range.start <= range.end && bounds.start <= range.start && range.end <= bounds.end))
      fault(what, range);
  };
  count('RUN');
  count(`RUN in ${dialect}`);
  let model;
  try {
    model = createRunModel(instruction, dialect, text);
  } catch (error) {
    fault('throws', String(error));
    return;
  }
  for (const call of model.packageCommands) {
    const name = `${call.manager} ${call.action}`;
    packages.set(name, (packages.get(name) ?? 0) + 1);
  }
  // The words of an exec form are decoded strings.
  if (model.form === 'exec') return;
  for (const { script } of model.scripts) {
    count('scripts');
    if (script.errors.length > 0) {
      count('scripts with errors');
      errors.push(`${id}:${instruction.startLine + 1} ${script.dialect}: ${script.errors[0].message}`);
    }
    for (const error of script.errors) inside(error.range, 'error outside of the instruction');
    for (const comment of script.comments) {
      count('comments');
      inside(comment.range, 'comment outside of the instruction');
      if (!/^(?:#|<#|rem|::)/i.test(text.slice(comment.range.start)))
        fault('no comment at its place', comment);
    }
    for (const variable of script.variables) {
      count('variables');
      inside(variable.range, 'variable outside of the instruction');
      if (!'$%!'.includes(text[variable.range.start])) fault('no variable at its place', variable);
    }
    script.body.forEach(checkList);
  }
  for (const command of model.commands) {
    count('commands');
    inside(command.range, 'command outside of the instruction');
    command.words.forEach(checkWord);
    for (const assignment of command.assignments) checkWord(assignment.value);
    for (const redirect of command.redirects) checkWord(redirect.target);
  }

  function checkList(list) {
    for (const [i, item] of list.items.entries()) {
      inside(item.range, 'item outside of its list', list.range);
      if (i > 0) checkOperator(item);
      if (item.node.kind !== 'compound') continue;
      item.node.words.forEach(checkWord);
      item.node.bodies.forEach(checkList);
      for (const redirect of item.node.redirects) checkWord(redirect.target);
    }
  }

  function checkOperator({ operator, operatorRange }) {
    count('operators');
    const written = text.slice(operatorRange.start, operatorRange.end).replace(/[\\`][ \t]*\r?\n\s*/g, '');
    // `&` of cmd is what `;` is elsewhere.
    const isRight = operator === 'newline' ? written === '\n' : written === operator || written === '&';
    if (!isRight) fault('operator is not at its place', { written, operator });
  }

  function checkWord(word) {
    if (!word) return;
    count('words');
    if (word.segments.length > 1) count('words over a continuation');
    inside(word.range, 'word outside of the instruction');
    const pieces = word.segments.map((piece) => text.slice(piece.start, piece.end)).join('');
    if (pieces !== word.text) fault('pieces differ from the word', { pieces, word: word.text });
    for (const variable of word.variables) inside(variable.range, 'variable outside of its word', word.range);
  }
}
