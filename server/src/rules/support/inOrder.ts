import type { TextRange } from '../../text/range.ts';

/** The index of the first that begins at or behind an offset, in logarithmic time; they are in order of place. */
export function firstFrom(all: readonly { readonly range: TextRange }[], offset: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.range.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
