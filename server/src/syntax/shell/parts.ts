import type { TextRange } from '../../text/range.ts';
import type { ShellWord } from './tree.ts';

/**
 * Where the letters [start, end) of a word's text stand in the document: from its first letter to behind its last one,
 * so that what is written at either end stays on its side of a continuation.
 */
export function placeIn({ segments, range }: ShellWord, start: number, end: number): TextRange {
  let before = 0;
  let from: number | undefined;
  for (const segment of segments) {
    const after = before + segment.end - segment.start;
    if (from === undefined && start < after) from = segment.start + start - before;
    if (end <= after) {
      const to = segment.start + end - before;
      return { start: from ?? to, end: to };
    }
    before = after;
  }
  return { start: from ?? range.end, end: range.end };
}
