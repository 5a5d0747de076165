import type { IgnoreLine, PatternLine } from '../../syntax/dockerignore/reader.ts';
import type { TextRange } from '../../text/range.ts';

/** What to cut for a line of an ignore file to be gone: with its line break, without a byte order mark before it. */
export function wholeLine(text: string, { range, number }: IgnoreLine): TextRange {
  return number === 0 && text.startsWith('\uFEFF') ? { start: 1, end: range.end } : range;
}

/** A line of an ignore file as a place that a problem points to; `path` is that of the file. */
export function relatedLine(path: string, { number, glob }: Pick<PatternLine, 'number' | 'glob'>) {
  return { path, line: number, message: `Line ${number + 1}: ${glob}` };
}

/** A path that is the same in a Dockerfile and as a line of an ignore file, and means nothing but itself. */
export function isPlainPath(path: string): boolean {
  return /^[\w./@+-]+$/.test(path);
}
