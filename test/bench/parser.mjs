// Our parser beside dockerfile-ast on the same inputs, each building all it can: every word, flag, variable,
// heredoc and JSON string with its range.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadTypeScript } from '../../scripts/load.mjs';
import { environment, longLine, longRun, mixed, stages } from './inputs.mjs';

const { DockerfileParser } = createRequire(import.meta.url)('dockerfile-ast');

const inputs = [
  ['mixed, 30 lines', mixed(30)],
  ['mixed, 200 lines', mixed(200)],
  ['mixed, 1,000 lines', mixed(1_000)],
  ['mixed, 10,000 lines', mixed(10_000)],
  ['mixed, 50,000 lines', mixed(50_000)],
  ['one RUN, 1,000 lines', longRun(1_000)],
  ['one RUN, 10,000 lines', longRun(10_000)],
  ['stages, 200', stages(200)],
  ['stages, 2,000', stages(2_000)],
  ['ENV lines, 1,000', environment(1_000)],
  ['ENV lines, 10,000', environment(10_000)],
  ['one line of 100 kB', longLine(100_000)],
  ['one line of 1 MB', longLine(1_000_000)],
];

setFlagsFromString('--expose-gc');
/** So that no run pays for what the one before it left. */
const collectGarbage = runInNewContext('gc');

/** Beyond this many milliseconds in one run the other parser is not measured again on a bigger input. */
const patience = 8_000;

export async function run() {
  const { parseDockerfile } = await loadTypeScript('server/src/syntax/dockerfile/parser.ts');
  const { instructionVariables, variableReferences, withNested } = await loadTypeScript(
    'server/src/syntax/dockerfile/variables.ts',
  );
  const ours = (text) =>
    touchOurs(parseDockerfile(text), { instructionVariables, variableReferences, withNested });
  const theirs = (text) => touchTheirs(DockerfileParser.parse(text));
  const families = new Set();
  const rows = [];
  for (const [name, text] of inputs) {
    const lines = text.split('\n').length - 1;
    const mine = measure(() => ours(text), text);
    const family = name.replace(/[\d,]+.*$/, '');
    const other = families.has(family) ? undefined : measure(() => theirs(text), text);
    if (other && other > patience / 2) families.add(family);
    rows.push({
      input: name,
      'ours (ms)': mine.toFixed(2),
      'ours per line (µs)': ((mine * 1000) / lines).toFixed(2),
      'ours per kB (µs)': ((mine * 1000) / (text.length / 1000)).toFixed(1),
      'dockerfile-ast (ms)': other === undefined ? 'not waited for' : other.toFixed(2),
      'times faster': other === undefined ? '' : (other / mine).toFixed(1),
    });
  }
  console.log('\nParser: parse and touch everything, fastest of several runs. Lower is better.');
  console.table(rows);
}

/**
 * Milliseconds for one input, from the fastest of several runs: what other programs on the machine take away is not
 * the parser's. A small input is parsed many times in a run and every tree kept until its end, so that the garbage
 * collector has the same work at every size.
 */
function measure(task, text) {
  const begin = performance.now();
  task();
  const once = performance.now() - begin;
  const copies = Math.max(1, Math.min(Math.round(1_500_000 / text.length), Math.floor(patience / 8 / once)));
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 8; i++) {
    const kept = [];
    collectGarbage();
    const start = performance.now();
    for (let n = 0; n < copies; n++) kept.push(task());
    fastest = Math.min(fastest, (performance.now() - start) / copies);
    if (performance.now() - begin > patience / 2) break;
  }
  return fastest;
}

function touchOurs(tree, { instructionVariables, variableReferences, withNested }) {
  let sum = 0;
  const range = ({ start, end }) => {
    sum += start + end;
  };
  const visit = (instruction) => {
    range(instruction.range);
    range(instruction.keyword.range);
    for (const flag of instruction.flags) {
      range(flag.nameRange);
      if (flag.valueRange) range(flag.valueRange);
    }
    for (const word of instruction.words) range(word.range);
    for (const pair of instruction.pairs) {
      range(pair.name.range);
      if (pair.value) range(pair.value.range);
    }
    for (const item of instruction.json?.items ?? []) range(item.range);
    for (const heredoc of instruction.heredocs) {
      range(heredoc.range);
      range(heredoc.contentRange);
    }
    for (const comment of instruction.comments) range(comment.range);
    for (const reference of withNested(instructionVariables(instruction, tree.text, tree.escape))) {
      range(reference.nameRange);
    }
    // dockerfile-ast counts the variables of shell commands too.
    if (instruction.shell) {
      for (const reference of withNested(variableReferences(instruction.shell))) range(reference.nameRange);
    }
    if (instruction.trigger) visit(instruction.trigger);
  };
  for (const instruction of tree.instructions) visit(instruction);
  for (const comment of tree.comments) range(comment.range);
  return [sum, tree];
}

function touchTheirs(document) {
  let sum = 0;
  const range = (r) => {
    if (r) sum += r.start.line + r.start.character + r.end.line + r.end.character;
  };
  for (const instruction of document.getInstructions()) {
    range(instruction.getRange());
    range(instruction.getInstructionRange());
    for (const argument of instruction.getArguments()) range(argument.getRange());
    for (const variable of instruction.getVariables()) range(variable.getNameRange());
    for (const flag of instruction.getFlags?.() ?? []) {
      range(flag.getNameRange());
      range(flag.getValueRange());
    }
    for (const property of instruction.getProperties?.() ?? []) {
      range(property.getNameRange());
      range(property.getValueRange());
    }
    for (const string of instruction.getJSONStrings?.() ?? []) range(string.getRange());
    for (const heredoc of instruction.getHeredocs?.() ?? []) {
      range(heredoc.getStartRange());
      range(heredoc.getContentRange());
    }
  }
  for (const comment of document.getComments()) range(comment.getRange());
  return [sum, document];
}
