import type { IgnoreFile, IgnoreLine } from '../../syntax/dockerignore/reader.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';

/**
 * Blanks at the ends of lines go, one blank line at most stays between others and none at the ends of the file, and the
 * last line gets its line break. What BuildKit reads stays the same: order, patterns and comments are not touched, nor
 * are blanks at the beginning of a line, which tell a pattern `#x` from a comment. Edits are ascending and disjoint.
 */
export function formatIgnoreFile(file: IgnoreFile): TextEdit[] {
  const { text, lines } = file;
  const edits: TextEdit[] = [];
  const cut = (start: number, end: number): void => {
    if (start < end) edits.push({ range: { start, end }, newText: '' });
  };
  const first = lines.find(({ kind }) => kind !== 'blank');
  // At the beginning of the file a character of the pattern would turn into a byte order mark.
  if (first && first.number > 0 && text[first.range.start] === '\uFEFF') return [];
  const begin = text.startsWith('\uFEFF') ? 1 : 0;
  const last = lines.filter(({ kind }) => kind !== 'blank').at(-1);
  let previous: IgnoreLine | undefined;
  for (const line of lines) {
    const start = Math.max(line.range.start, begin);
    if (line.kind === 'blank') {
      const isNeeded =
        previous !== undefined && previous.kind !== 'blank' && line.number < (last?.number ?? 0);
      if (isNeeded) cut(start, breakOf(text, line));
      else cut(start, line.range.end);
    } else {
      cut(line.kind === 'comment' ? line.comment.end : line.written.end, breakOf(text, line));
    }
    // Lines that go leave the one before them as it was; the first line that stays has none.
    if (line.kind !== 'blank' || previous) previous = line;
  }
  if (last && last.range.end === text.length && !text.endsWith('\n')) {
    edits.push({ range: { start: text.length, end: text.length }, newText: lineBreakOf(text) });
  }
  return edits;
}

/** Where the line break of a line begins; its end when it has none. */
function breakOf(text: string, { range }: IgnoreLine): number {
  if (text[range.end - 1] !== '\n') return range.end;
  const isPair = range.end - 2 >= range.start && text[range.end - 2] === '\r';
  return range.end - (isPair ? 2 : 1);
}
