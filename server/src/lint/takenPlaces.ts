import { DisjointEdits, type TextEdit } from '../text/edit.ts';
import type { TextRange } from '../text/range.ts';

/**
 * Which fixes can be applied to one text together. Those that claim something share an instruction as long as no edit
 * is in the way of another: together they are proved. One that claims nothing is right only for the text that it was
 * made for, and its edits may be words of one rewriting: it has every instruction that it touches to itself, and what
 * is between those that are next to each other. Far edits of one fix leave what is between them to others.
 */
export class TakenPlaces {
  private readonly instructions: readonly { readonly range: TextRange }[];
  private readonly edits = new DisjointEdits();
  private readonly claimed = new Set<number>();
  private readonly unclaimed = new Set<number>();

  /** The instructions on the top level, in order. */
  constructor(instructions: readonly { readonly range: TextRange }[]) {
    this.instructions = instructions;
  }

  /** Adds the edits of a fix, or none of them where another is in the way. True when they were added. */
  add(edits: readonly TextEdit[], isClaimed: boolean): boolean {
    const places = this.placesOf(edits);
    const isFree = places.every(
      (place) => !this.unclaimed.has(place) && (isClaimed || !this.claimed.has(place)),
    );
    if (!isFree || !this.edits.add(edits)) return false;
    for (const place of places) (isClaimed ? this.claimed : this.unclaimed).add(place);
    return true;
  }

  /** The instructions that edits touch (with odd numbers), and the gaps around and between them (with even ones). */
  private placesOf(edits: readonly TextEdit[]): readonly number[] {
    const places = new Set<number>();
    for (const { range } of edits) {
      const first = this.firstFrom(range.start);
      let next = first;
      // An edit that ends where an instruction begins touches it as well: it may continue it.
      while ((this.instructions[next]?.range.start ?? Number.POSITIVE_INFINITY) <= range.end) {
        places.add(2 * next++ + 1);
      }
      if (next === first) places.add(2 * first);
    }
    for (const place of [...places]) {
      if (place % 2 === 1 && places.has(place + 2)) places.add(place + 1);
    }
    return [...places];
  }

  /** Of the first instruction that ends at or behind an offset. */
  private firstFrom(offset: number): number {
    let low = 0;
    let high = this.instructions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.instructions[middle]?.range.end ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
