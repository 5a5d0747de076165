import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import type { SuppressionCode, SuppressionComment } from '../rule.ts';

/** Whether a comment, without its `#`, silences a linter for the instruction below it. */
export function silencesNext(comment: string): boolean {
  return /^(?:check\s*=|(?:hadolint|shipshape)\s+ignore\b|shellcheck\s+(?:\S+\s+)*?disable=)/i.test(comment);
}

/** The edit that takes a comment away with its line. */
export function withoutComment(text: string, comment: TextRange): TextEdit {
  const start = text.lastIndexOf('\n', comment.start - 1) + 1;
  const end = text.indexOf('\n', comment.end);
  // A byte order mark is no part of the line.
  const from = start === 0 && text.startsWith('\uFEFF') ? 1 : start;
  if (end >= 0) return { range: { start: from, end: end + 1 }, newText: '' };
  // The last line, without a break of its own.
  const before = from > 0 && text[from - 1] === '\n' ? (text[from - 2] === '\r' ? 2 : 1) : 0;
  return { range: { start: from - before, end: text.length }, newText: '' };
}

/** The edit that takes one code of several away, with its comma; undefined for the only one. */
export function withoutCode({ codes }: SuppressionComment, code: SuppressionCode): TextEdit | undefined {
  const index = codes.indexOf(code);
  const next = codes[index + 1];
  if (next) return { range: { start: code.range.start, end: next.range.start }, newText: '' };
  const previous = codes[index - 1];
  if (!previous) return undefined;
  return { range: { start: previous.range.end, end: code.range.end }, newText: '' };
}
