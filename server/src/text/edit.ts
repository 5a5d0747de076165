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

/** A growing set of edits none of which overlaps another. Cheap where they come in document order. */
export class DisjointEdits {
  /** Sorted by start. */
  private readonly edits: TextEdit[] = [];

  /** Adds all of them or, where one overlaps another or what is there, none. True when they were added. */
  add(edits: readonly TextEdit[]): boolean {
    const sorted = sortEdits(edits);
    if (!areDisjoint(sorted) || sorted.some((edit) => this.overlaps(edit))) return false;
    for (const edit of sorted) this.edits.splice(this.indexOf(edit.range.start), 0, edit);
    return true;
  }

  private overlaps({ range }: TextEdit): boolean {
    const index = this.indexOf(range.start);
    const before = this.edits[index - 1];
    const after = this.edits[index];
    if (before && before.range.end > range.start) return true;
    // Two at one place: one of them inserts there, or they share a character.
    return after !== undefined && (after.range.start < range.end || after.range.start === range.start);
  }

  /** Of the first edit that starts at or behind an offset. */
  private indexOf(offset: number): number {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.edits[middle]?.range.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
