import { type Conversion, place, type Span } from './conversion.ts';
import type { ShellError, ShellErrorKind } from './tree.ts';

/** What was gathered, in the order of the text, without doubles. */
export function convertErrors(state: Conversion): ShellError[] {
  const errors: ShellError[] = [];
  let last: { at: number; message: string } | undefined;
  for (const error of state.errors) {
    if (last && last.at === error.at && last.message === error.message) continue;
    const { span, ...read } = readError(state.text, error.message, error.at);
    errors.push({ ...read, message: error.message, range: place(state, span.pos, span.end) });
    last = error;
  }
  return errors;
}

/** What the parser stopped at, read off its message. Offsets are those of the text. */
interface ReadError {
  readonly kind: ShellErrorKind;
  readonly word: string;
  readonly missing: string;
  readonly span: Span;
}

/** Where the message names the place of the mistake, the span covers the word; else it is the character found there. */
function readError(text: string, message: string, pos: number): ReadError {
  const start = Math.min(pos, text.length);
  const error = (kind: ShellErrorKind, word: string, missing: string, from: number, to: number) => ({
    kind,
    word,
    missing,
    span: { pos: from, end: Math.min(to, text.length) },
  });
  const opener = openers.get(message);
  if (opener) return error('unclosed', opener[0], opener[1], start, start + opener[0].length);
  const closing = /^expected '(.+)' to close (?:'(.+)'|subshell|brace group)$/.exec(message);
  if (closing) {
    const [, missing = '', keyword] = closing;
    const word = keyword ?? (missing === ')' ? '(' : '{');
    return error(word === '[[' ? 'other' : 'unclosed', word, missing, start, start + 1);
  }
  const lacking = /^expected '(then|do|in)'/.exec(message)?.[1];
  if (lacking) return error('incomplete', '', lacking, start, start + 1);
  const leading = /^expected command (?:after '(.+)'|in (?:subshell|brace group))$/.exec(message);
  if (leading) {
    const word = leading[1] ?? (message.endsWith('subshell') ? '(' : '{');
    const at = leading[1] === undefined ? start : text.lastIndexOf(word, start - 1);
    if (at >= 0 && word !== 'coproc') return error('nothing', word, '', at, at + word.length);
  }
  if (message === 'expected redirect target') {
    const operator = /\d*[<>][<>&|-]*(?=\s*$)/.exec(text.slice(0, start));
    const at = operator?.index ?? start;
    return error('no-target', operator?.[0] ?? '', '', at, at + (operator?.[0].length ?? 1));
  }
  const token = /^unexpected token '(.+)'$/.exec(message)?.[1];
  if (token !== undefined && text.startsWith(token, start))
    return error('unexpected', token, '', start, start + token.length);
  return error('other', '', '', start, start + 1);
}

const openers: ReadonlyMap<string, readonly [word: string, missing: string]> = new Map([
  ['unterminated single quote', ["'", "'"]],
  ['unterminated double quote', ['"', '"']],
  ['unterminated backtick', ['`', '`']],
  ['unterminated command substitution', ['$(', ')']],
  ['unterminated parameter expansion', ['${', '}']],
]);
