import type { TextRange } from './range.ts';

/** Replaces `range` (half-open, UTF-16, in the text before any edit of the same list) by `newText`. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * Applies edits given in any order. Overlapping edits are a mistake of the caller: the later one
 * (by start, then by order in the list) is dropped, so that text is never garbled.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.range.start < at) continue;
    result += text.slice(at, edit.range.start) + edit.newText;
    at = edit.range.end;
  }
  return result + text.slice(at);
}

/** Sorted by start; edits at the same place keep their order. */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  return edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.range.start - b.edit.range.start || a.index - b.index)
    .map(({ edit }) => edit);
}

/** True when no two edits share a character or insert at the same offset. */
export function areDisjoint(edits: readonly TextEdit[]): boolean {
  const sorted = sortEdits(edits);
  return sorted.every((edit, i) => {
    const next = sorted[i + 1];
    if (!next) return true;
    if (edit.range.end > next.range.start) return false;
    return !(edit.range.start === edit.range.end && next.range.start === edit.range.start);
  });
}
