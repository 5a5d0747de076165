// Colors every Dockerfile of a corpus and looks for rules that run away.
//
//   node scripts/grammar-corpus.mjs <dockerfiles.jsonl> [<parser.jsonl>] [--grammars <folder>]
//
// The first file holds `{id, text}` per line; the second `{id, instructions: [{keyword, startLine, endLine, …}]}` as
// a parser sees the same texts: with it, every line that begins an instruction must begin with a keyword's color, and
// no other line may. `--grammars` takes a folder of extensions (VS Code's own) whose grammars are embedded; without
// it shells and languages are left uncolored.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { KEYWORDS } from '../syntaxes/source/regex.mjs';
import { root } from './load.mjs';

const KEYWORD = 'keyword.other.special-method.dockerfile';
const HEREDOC = /^(?:meta\.heredoc|string\.unquoted\.heredoc|keyword\.control\.heredoc-token)/;
const TERMINATOR = 'keyword.control.heredoc-token.dockerfile';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { grammars: { type: 'string' }, show: { type: 'string', default: '10' } },
});
const [corpusPath, oraclePath] = positionals;
if (!corpusPath) {
  console.error(
    'usage: node scripts/grammar-corpus.mjs <dockerfiles.jsonl> [<parser.jsonl>] [--grammars <folder>]',
  );
  process.exit(2);
}

const grammar = await loadGrammar();
const files = readLines(corpusPath);
const oracle = new Map(oraclePath ? readLines(oraclePath).map((line) => [line.id, line]) : []);
const findings = [];
let lineCount = 0;
let compared = 0;
let instructionCount = 0;
let milliseconds = 0;
let slowest = { time: 0, where: '' };

for (const { id, text } of files) {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const tokens = colorize(id, lines);
  const parsed = oracle.get(id);
  // The parser splits lines at \n alone.
  if (tokens && parsed?.instructions && !/\r(?!\n)/.test(text))
    compare(id, lines, tokens, parsed.instructions);
}

console.log(
  `${files.length} files, ${lineCount} lines, ${(milliseconds / (lineCount / 1000)).toFixed(1)} ms per 1,000 lines`,
);
console.log(`slowest line: ${slowest.time.toFixed(1)} ms, ${slowest.where}`);
if (oraclePath) console.log(`compared with the parser: ${compared} files, ${instructionCount} instructions`);
console.log(`${findings.length} findings`);
for (const finding of findings.slice(0, Number(values.show))) console.log(`- ${finding}`);
process.exitCode = findings.length > 0 ? 1 : 0;

/** Tokens per line, or undefined when the grammar fails on the file. */
function colorize(id, lines) {
  const result = [];
  let stack = textmate.INITIAL;
  lineCount += lines.length;
  for (const [index, line] of lines.entries()) {
    const before = performance.now();
    try {
      const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine(line, stack);
      stack = ruleStack;
      result.push(tokens);
      if (stoppedEarly) findings.push(`${id}:${index + 1}: stopped early`);
    } catch (error) {
      findings.push(`${id}:${index + 1}: ${error}`);
      return undefined;
    }
    const time = performance.now() - before;
    milliseconds += time;
    // The first lines pay for compiling the expressions.
    if (lineCount > 20_000 && time > slowest.time) slowest = { time, where: `${id}:${index + 1}` };
  }
  return result;
}

function compare(id, lines, tokens, instructions) {
  compared++;
  const starts = new Map(instructions.map((instruction) => [instruction.startLine, instruction]));
  const bodies = new Set();
  const terminators = new Set();
  for (const { endLine, heredocs } of instructions) {
    // Bodies and terminators are the last lines of an instruction, in order.
    let line = endLine;
    for (const { content } of [...(heredocs ?? [])].reverse()) {
      terminators.add(line);
      const height = (content ?? '').split('\n').length - 1;
      for (let back = 1; back <= height; back++) bodies.add(line - back);
      line -= height + 1;
    }
  }
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const first = tokens[index].find(
      ({ startIndex, endIndex }) => line.slice(startIndex, endIndex).trim() !== '',
    );
    const scopes = first?.scopes ?? [];
    const report = (what) =>
      findings.push(`${id}:${number}: ${what}: ${line.trim().slice(0, 80)} [${scopes.slice(1).join(' ')}]`);
    // Within the arguments stand the keywords of a HEALTHCHECK or an ONBUILD trigger.
    const isKeyword = scopes.at(-1) === KEYWORD && !scopes.includes('meta.arguments.dockerfile');
    const instruction = starts.get(number);
    if (instruction) {
      instructionCount++;
      const begun =
        isKeyword || (!isKnown(instruction) && scopes.includes('meta.instruction.unknown.dockerfile'));
      if (!begun) report('no keyword');
    } else if (isKeyword) {
      report('a keyword where none is');
    }
    if (first && bodies.has(number) && !scopes.some((scope) => HEREDOC.test(scope)))
      report('no heredoc body');
    if (terminators.has(number) && scopes.at(-1) !== TERMINATOR) report('no heredoc terminator');
  }
}

/** The parser takes any word for a keyword. */
function isKnown({ keyword }) {
  return KEYWORDS.includes(keyword.toUpperCase());
}

async function loadGrammar() {
  const require = createRequire(import.meta.url);
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer);
  const paths = new Map([['source.dockerfile', join(root, 'syntaxes/dockerfile.tmLanguage.json')]]);
  for (const [scope, path] of values.grammars ? contributedGrammars(values.grammars) : []) {
    if (!paths.has(scope)) paths.set(scope, path);
  }
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const path = paths.get(scope);
      return path ? textmate.parseRawGrammar(readFileSync(path, 'utf8'), path) : null;
    },
  });
  const before = performance.now();
  const loaded = await registry.loadGrammar('source.dockerfile');
  console.log(`grammars loaded in ${(performance.now() - before).toFixed(0)} ms`);
  return loaded;
}

function contributedGrammars(folder) {
  return readdirSync(folder).flatMap((name) => {
    const manifest = join(folder, name, 'package.json');
    if (!existsSync(manifest)) return [];
    const { contributes } = JSON.parse(readFileSync(manifest, 'utf8'));
    return (contributes?.grammars ?? []).map((grammar) => [
      grammar.scopeName,
      join(folder, name, grammar.path),
    ]);
  });
}

function readLines(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
