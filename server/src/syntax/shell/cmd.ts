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
 * Commands, words and separators of Windows `cmd` text; no grammar: `if` and `for` are commands like others, and
 * what stands in their brackets is listed as conditional. `%NAME%` and `!NAME!` are variables. Linear, never throws.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
export function tokenizeCmd(source: LogicalText): ShellScript {
  const script = startFlatScript(source);
  const { text } = source;
  let at = 0;
  while (at < text.length) at = readToken(script, text, at);
  return finishFlatScript(script, 'cmd');
}

function readToken(script: FlatScript, text: string, at: number): number {
  const c = text[at] as string;
  const next = text[at + 1];
  const command = currentCommand(script);
  const isStart = command.start === undefined;
  if (c === ' ' || c === '\t' || c === '\r') return at + 1;
  if (c === '^' && (next === '\n' || next === '\r')) return at + 2;
  if (c === '\n') return separate(script, 'newline', at, at + 1);
  if (c === '&') return next === '&' ? separate(script, '&&', at, at + 2) : separate(script, ';', at, at + 1);
  if (c === '|') return next === '|' ? separate(script, '||', at, at + 2) : separate(script, '|', at, at + 1);
  if (c === '@' && isStart) return at + 1;
  if (isStart && (text.startsWith('::', at) || /^rem(?![^\s])/i.test(text.slice(at, at + 4)))) {
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    addComment(script, at, end, text[at] === ':' ? 2 : 3);
    return end;
  }
  // Brackets group at the start of a command and in `if` and `for`; elsewhere they are characters like others.
  if (c === '(' && (isStart || /^(?:if|for|else)$/i.test(command.words[0]?.text ?? ''))) {
    openBracket(script, at, 'group', !isStart);
    return at + 1;
  }
  if (c === ')' && command.bracket !== undefined) {
    const start = closeBracket(script);
    if (start === undefined) return at + 1;
    const facts = { value: '', expands: true, globs: false, quoted: false, variables: [] };
    addWord(script, makeFlatWord(script, { start, end: at + 1, ...facts }), start, at + 1);
    return at + 1;
  }
  const redirect = /^(?:[0-9]?>>?(?:&[0-9])?|[0-9]?<)/.exec(text.slice(at, at + 5))?.[0];
  if (redirect) return readRedirect(script, text, at, redirect);
  const word = readWord(text, at, command.bracket !== undefined);
  if (word.end === at) return at + 1;
  addWord(script, makeFlatWord(script, word), word.start, word.end);
  return word.end;
}

/** `&` runs one after the other, as `;` does in other shells. */
function separate(script: FlatScript, operator: ShellOperator, start: number, end: number): number {
  endCommand(script, operator, start, end);
  return end;
}

function readRedirect(script: FlatScript, text: string, at: number, operator: string): number {
  let end = at + operator.length;
  const descriptor = Number.parseInt(operator, 10);
  let target: ReturnType<typeof makeFlatWord> | undefined;
  if (!operator.includes('&')) {
    while (text[end] === ' ' || text[end] === '\t') end++;
    const word = readWord(text, end, currentCommand(script).bracket !== undefined);
    if (word.end > word.start) target = makeFlatWord(script, word);
    end = word.end;
  }
  const range = place(script, at, end);
  const fileDescriptor = Number.isNaN(descriptor) ? undefined : descriptor;
  addRedirect(script, { operator: operator.replace(/^\d/, ''), fileDescriptor, target, range }, at, end);
  return end;
}

function readWord(text: string, start: number, inBrackets: boolean): FlatWord {
  const variables: { name: string; start: number; end: number }[] = [];
  let value = '';
  let globs = false;
  let quoted = false;
  let isOpen = false;
  let at = start;
  while (at < text.length) {
    const c = text[at] as string;
    // A quote is closed by the end of its line at the latest.
    if (c === '\n' || (!isOpen && (' \t\r&|<>'.includes(c) || (inBrackets && c === ')')))) break;
    if (c === '"') {
      isOpen = !isOpen;
      quoted = true;
    } else if (c === '^' && !isOpen && at + 1 < text.length) {
      at++;
      quoted = true;
      value += text[at];
    } else if (c === '%' || c === '!') {
      const name = variableName(text, at, c);
      if (name) {
        variables.push({ name, start: at, end: at + name.length + 2 });
        at += name.length + 1;
      } else value += c;
    } else {
      if (c === '*' || c === '?') globs = true;
      value += c;
    }
    at++;
  }
  return { start, end: at, value, expands: variables.length > 0, globs, quoted, variables };
}

function variableName(text: string, at: number, mark: string): string | undefined {
  VARIABLE.lastIndex = at + 1;
  const name = VARIABLE.exec(text)?.[0];
  return name && text[at + 1 + name.length] === mark ? name : undefined;
}

const VARIABLE = /[A-Za-z_][\w()]{0,255}/y;
