import type { IgnoreLine } from '../../syntax/dockerignore/reader.ts';
import type { TextRange } from '../../text/range.ts';

/** What to cut for a line of an ignore file to be gone: with its line break, without a byte order mark before it. */
export function wholeLine(text: string, { range, number }: IgnoreLine): TextRange {
  return number === 0 && text.startsWith('\uFEFF') ? { start: 1, end: range.end } : range;
}
