import { spanOf } from '../../text/anchor.ts';
import type { LogicalText } from '../dockerfile/tree.ts';
import {
  addComment,
  addRedirect,
  addWord,
  closeBracket,
  currentCommand,
  endCommand,
  type FlatScript,
  type FlatWord,
  finishFlatScript,
  makeFlatWord,
  openBracket,
  place,
  startFlatScript,
} from './flat.ts';
import type { ShellOperator, ShellScript } from './tree.ts';

/**
 * Commands, words and separators of PowerShell text; no grammar. Commands inside `(…)` and `{…}` are listed too
 * (those in braces as conditional), scripts inside `$(…)` and strings are not. `$x = …` becomes an assignment, and
 * `$env:NAME` a variable named `env:NAME`. Linear, never throws.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 */
export function tokenizePowerShell(source: LogicalText): ShellScript {
  const script = startFlatScript(source);
  const { text } = source;
  let at = 0;
  while (at < text.length) at = readToken(script, text, at);
  endStatement(script, undefined, 0, 0);
  while (currentCommand(script).bracket !== undefined) closeBlock(script, text.length, text.length);
  return finishFlatScript(script, 'powershell');
}

function readToken(script: FlatScript, text: string, at: number): number {
  const c = text[at] as string;
  const next = text[at + 1];
  if (c === ' ' || c === '\t' || c === '\r') return at + 1;
  if (c === '`' && (next === '\n' || next === '\r')) return at + 2;
  if (c === '\n') return separate(script, 'newline', at, at + 1);
  if (c === ';') return separate(script, ';', at, at + 1);
  if (c === '|') {
    return next === '|' ? separate(script, '||', at, at + 2) : separate(script, '|', at, at + 1);
  }
  if (c === '&') {
    if (next === '&') return separate(script, '&&', at, at + 2);
    // At the start of a command the call operator, which runs what the next word names; else the background.
    const command = currentCommand(script);
    if (command.start !== undefined) return separate(script, '&', at, at + 1);
    command.isCalled = true;
    return at + 1;
  }
  if (c === '#' || (c === '<' && next === '#')) return readComment(script, text, at);
  if (c === '(' || c === '{') {
    const isBlock = c === '{';
    openBracket(script, at, isBlock ? 'group' : 'subshell', isBlock);
    return at + 1;
  }
  if (c === ')' || c === '}') {
    if (currentCommand(script).bracket === undefined) return at + 1;
    endStatement(script, undefined, at, at);
    closeBlock(script, at, at + 1);
    return at + 1;
  }
  const redirect = /^(?:[1-6*]?>>?(?:&[1-6])?|<)/.exec(text.slice(at, at + 5))?.[0];
  if (redirect) return readRedirect(script, text, at, redirect);
  const word = readWord(text, at);
  addWord(script, makeFlatWord(script, word), word.start, word.end);
  return word.end;
}

function separate(script: FlatScript, operator: ShellOperator, start: number, end: number): number {
  endStatement(script, operator, start, end);
  return end;
}

/** The brackets become a word of the command they are an argument of. */
function closeBlock(script: FlatScript, at: number, end: number): void {
  const start = closeBracket(script);
  if (start === undefined) return;
  const facts = { value: '', expands: true, globs: false, quoted: false, variables: [] };
  addWord(script, makeFlatWord(script, { start, end: Math.max(at, end), ...facts }), start, end);
}

function readComment(script: FlatScript, text: string, at: number): number {
  const isBlock = text[at] === '<';
  const found = text.indexOf(isBlock ? '#>' : '\n', at);
  const end = found < 0 ? text.length : isBlock ? found + 2 : found;
  addComment(script, at, end, isBlock ? 2 : 1);
  return end;
}

function readRedirect(script: FlatScript, text: string, at: number, operator: string): number {
  let end = at + operator.length;
  const descriptor = Number.parseInt(operator, 10);
  const fileDescriptor = Number.isNaN(descriptor) ? undefined : descriptor;
  let target: ReturnType<typeof makeFlatWord> | undefined;
  if (!operator.includes('&')) {
    while (text[end] === ' ' || text[end] === '\t') end++;
    const word = readWord(text, end);
    if (word.end > word.start) target = makeFlatWord(script, word);
    end = Math.max(end, word.end);
  }
  const bare = operator.replace(/^\d/, '');
  addRedirect(script, { operator: bare, fileDescriptor, target, range: place(script, at, end) }, at, end);
  return end;
}

/** `$x = Get-Item y`: the left side is an assignment; the right side is a command when it begins with a bare name. */
function endStatement(
  script: FlatScript,
  operator: ShellOperator | undefined,
  start: number,
  end: number,
): void {
  const command = currentCommand(script);
  const [left, equals, first] = command.words;
  if (left && equals && /^\$[\w:]+$/.test(left.text) && /^[-+*/%]?=$/.test(equals.text)) {
    const rest = command.words.slice(2);
    const isCommand = first !== undefined && /^[A-Za-z_.\\/]/.test(first.text);
    const last = rest[rest.length - 1] ?? equals;
    command.assignments.push({
      name: left.text.slice(1),
      value: rest.length === 1 && !isCommand ? first : undefined,
      range: spanOf(left.range, last.range),
    });
    command.words.splice(0, command.words.length, ...(isCommand ? rest : []));
  }
  const head = command.words[0]?.text ?? '';
  if (!command.isCalled && !/^[A-Za-z_\\/.]/.test(head)) command.isExpression = true;
  if (/^\.[A-Za-z]/.test(head)) command.isExpression = true;
  endCommand(script, operator, start, end);
}

const WORD_END = ' \t\r\n;|&(){}';

function readWord(text: string, start: number): FlatWord {
  const variables: { name: string; start: number; end: number }[] = [];
  let value = '';
  let expands = false;
  let globs = false;
  let quoted = false;
  let at = start;
  let depth = 0;
  let closer = '';
  while (at < text.length) {
    const c = text[at] as string;
    if (closer === '') {
      // `$x.Method(…)`: brackets right after a name belong to it.
      if (depth === 0 && WORD_END.includes(c) && (c !== '(' || at === start)) break;
      if (c === "'" || c === '"') {
        // A here-string (`@'` … `'@`) is read as a string, too: its quotes come in pairs but for odd cases.
        closer = c;
        quoted = true;
        at++;
        continue;
      }
      if (c === '*' || c === '?') globs = true;
    } else if (c === closer) {
      // A doubled quote stands for itself.
      const isDoubled = text[at + 1] === closer;
      if (isDoubled) value += c;
      else closer = '';
      at += isDoubled ? 2 : 1;
      continue;
    }
    if (closer !== "'") {
      if (c === '`' && at + 1 < text.length) {
        quoted = true;
        value += text[at + 1];
        at += 2;
        continue;
      }
      if (c === '$') {
        const reference = readReference(text, at);
        if (reference) {
          expands = true;
          if (reference.name) variables.push({ name: reference.name, start: at, end: reference.end });
          value += text.slice(at, reference.end);
          at = reference.end;
          continue;
        }
      }
      if (closer === '' && (c === '(' || c === '{')) depth++;
      if (closer === '' && (c === ')' || c === '}')) depth--;
      if (closer === '' && c === '@' && (text[at + 1] === '(' || text[at + 1] === '{')) {
        expands = true;
        depth++;
        value += c;
        at += 2;
        continue;
      }
    }
    value += c;
    at++;
  }
  return { start, end: at, value, expands, globs, quoted, variables };
}

/** `$name`, `$env:name`, `${any name}`, `$(…)` (skipped as a whole). */
function readReference(text: string, at: number): { name: string | undefined; end: number } | undefined {
  const next = text[at + 1];
  if (next === '(') {
    let depth = 0;
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '(') depth++;
      else if (text[i] === ')' && --depth === 0) return { name: undefined, end: i + 1 };
    }
    return { name: undefined, end: text.length };
  }
  if (next === '{') {
    const close = text.slice(at + 2, at + 2 + MAX_NAME).indexOf('}');
    if (close < 0) return undefined;
    return { name: text.slice(at + 2, at + 2 + close), end: at + 3 + close };
  }
  NAME.lastIndex = at + 1;
  const name = NAME.exec(text)?.[0];
  return name ? { name, end: at + 1 + name.length } : undefined;
}

/** Bounds the search for the end of `${…}`. */
const MAX_NAME = 256;

const NAME = /[A-Za-z_]\w*(?::[A-Za-z_]\w*)?/y;
