import { isSpace } from '../../text/goStrings.ts';
import { isBlank, wordAt } from './logicalLines.ts';
import type { Escape, LogicalText, Word } from './tree.ts';

/**
 * Words separated by blanks, quotes without meaning: FROM, EXPOSE, and COPY, ADD and VOLUME when they are not
 * in JSON form. Offsets are of `line.text`, which must have no blanks at `start` and before `end`.
 */
export function splitAtBlanks(line: LogicalText, start: number, end: number): Word[] {
  const { text } = line;
  const words: Word[] = [];
  for (let at = start; at < end; ) {
    let stop = at;
    while (stop < end && !isBlank(text.charCodeAt(stop))) stop++;
    words.push(wordAt(line, at, stop));
    at = stop;
    while (at < end && isBlank(text.charCodeAt(at))) at++;
  }
  return words;
}

/**
 * Words as BuildKit's `parseWords` reads them for ENV, LABEL and ARG: quotes and escape tokens keep blanks
 * inside a word and stay part of it. A quote that never closes takes the rest.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/line_parsers.go
 */
export function splitQuoted(
  line: LogicalText,
  start: number,
  end: number,
  escapeToken: Escape,
): { readonly words: readonly Word[]; readonly unterminatedQuote: number | undefined } {
  const { text } = line;
  const escapeCode = escapeToken.charCodeAt(0);
  const words: Word[] = [];
  let at = start;
  for (;;) {
    while (at < end && isSpace(text.charCodeAt(at))) at++;
    if (at >= end) return { words, unterminatedQuote: undefined };
    const wordStart = at;
    let stop = end;
    let quoteCode = 0;
    let quoteStart = 0;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (quoteCode === 0 && isSpace(code)) {
        stop = at;
        break;
      }
      if (code === escapeCode && quoteCode !== singleQuote) {
        if (at + 1 === end) {
          // An escape token at the very end is dropped, and ends a quote too.
          quoteCode = 0;
          stop = at;
          at++;
          break;
        }
        at += 2;
        continue;
      }
      if (code === quoteCode) {
        quoteCode = 0;
      } else if (quoteCode === 0 && (code === singleQuote || code === doubleQuote)) {
        quoteCode = code;
        quoteStart = at;
      }
      at++;
    }
    if (at > end) at = end;
    if (stop > wordStart) words.push(wordAt(line, wordStart, stop));
    if (quoteCode !== 0) return { words, unterminatedQuote: quoteStart };
  }
}

const singleQuote = 0x27;
const doubleQuote = 0x22;
