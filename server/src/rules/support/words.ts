import type { Word } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** A word without its surrounding quotes: what they hold, and where. Quotes inside, as in `a"b"c`, are left alone. */
export function unquoted(word: Word): { readonly text: string; readonly range: TextRange } {
  const quote = /^(["'])(.*)\1$/s.exec(word.text);
  if (!quote || quote[2]?.includes(quote[1] ?? '')) return { text: word.text, range: word.range };
  return { text: quote[2] ?? '', range: { start: word.range.start + 1, end: word.range.end - 1 } };
}

/** `$HOME/run.sh`, `"${BIN}/server"`: a program, whatever the variables hold, and nothing that the shell does itself. */
export function namesFile(text: string): boolean {
  return /^"?(?:[\w.-]*\$(?:\w+|\{\w+\}))?[\w.-]*\/(?:[\w./-]|\$\w+|\$\{\w+\})*"?$/.test(text);
}
