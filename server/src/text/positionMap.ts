import { type Anchor, origin } from './anchor.ts';
import type { TextRange } from './range.ts';

/**
 * Which side of a seam an offset of the joined text belongs to. At a continuation the same joined
 * offset has two places in the document: the end of the upper line and the start of the lower one.
 */
export type Bias = 'before' | 'after';

const zero: readonly number[] = [0];

/**
 * Where the characters of a derived text (a logical line with its continuations joined, or a part of one)
 * stand in the document. Immutable, but that it goes where its anchor goes. A lookup costs the logarithm of the number
 * of seams; a slice costs nothing, since it shares the arrays of the map it was cut from.
 */
export class PositionMap {
  /**
   * Parallel arrays, ascending: segment i holds base offsets [derived[i], derived[i + 1]) from source[i] on, which is
   * counted from the anchor.
   */
  private readonly derived: readonly number[];
  private readonly source: readonly number[];
  readonly anchor: Anchor;
  /** Where this map's offset 0 lies among the base offsets. */
  private readonly base: number;
  readonly length: number;

  private constructor(
    derived: readonly number[],
    source: readonly number[],
    length: number,
    base: number,
    anchor: Anchor,
  ) {
    this.derived = derived;
    this.source = source;
    this.length = length;
    this.base = base;
    this.anchor = anchor;
  }

  /**
   * Segment i holds the derived offsets [derived[i], derived[i + 1]) and stands in the document from source[i] on.
   * `derived[0]` must be 0. The arrays are the map's from now on.
   */
  static of(derived: readonly number[], source: number[], length: number, anchor = origin): PositionMap {
    for (let i = 0; i < source.length; i++) source[i] = (source[i] ?? 0) - anchor.offset;
    return new PositionMap(derived, source, length, 0, anchor);
  }

  /** The map of a text that stands in the document as it is, from `start` on. */
  static identity(start: number, length: number, anchor = origin): PositionMap {
    return new PositionMap(zero, [start - anchor.offset], length, 0, anchor);
  }

  /** The document offset of a derived offset. Clamps; never throws. An empty map gives the place it was cut from. */
  toSource(offset: number, bias: Bias = 'after'): number {
    const inside = Math.max(0, Math.min(offset, this.length));
    const at = inside + this.base;
    let index = this.segmentAt(at);
    // Both ends belong to the text's own characters, not to the neighbor beyond the seam; nothing at all stays
    // with what is in front of it.
    const upper = inside === this.length || (inside > 0 && bias === 'before');
    if (upper && index > 0 && this.derived[index] === at) index--;
    return this.anchor.offset + (this.source[index] ?? 0) + at - (this.derived[index] ?? 0);
  }

  /**
   * From the start of the first character to the end of the last one, seams in between included. An empty range
   * on a seam stays with what is in front of it, unless `bias` says otherwise.
   */
  toSourceRange(start: number, end: number, bias: Bias = 'before'): TextRange {
    if (end <= start) {
      const at = this.toSource(start, bias);
      return this.anchor.range(at, at);
    }
    return this.anchor.range(this.toSource(start, 'after'), this.toSource(end, 'before'));
  }

  /** The pieces of the document that put together are derived[start, end): seams left out. */
  segments(start: number, end: number): TextRange[] {
    const pieces: TextRange[] = [];
    let at = Math.max(0, start) + this.base;
    const stop = Math.min(end, this.length) + this.base;
    for (let i = this.segmentAt(at); at < stop && i < this.derived.length; i++) {
      const next = Math.min(stop, this.derived[i + 1] ?? stop);
      if (next > at) {
        const from = this.anchor.offset + (this.source[i] ?? 0) + at - (this.derived[i] ?? 0);
        pieces.push(this.anchor.range(from, from + next - at));
      }
      at = Math.max(at, next);
    }
    return pieces;
  }

  /** The derived offset of a document offset; a place inside a seam gives the derived offset of the seam. */
  toDerived(documentOffset: number): number {
    const sourceOffset = documentOffset - this.anchor.offset;
    let low = 0;
    let high = this.source.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.source[middle] ?? 0) <= sourceOffset) low = middle;
      else high = middle - 1;
    }
    const start = this.derived[low] ?? 0;
    const at = Math.max(start, start + sourceOffset - (this.source[low] ?? 0));
    const inSegment = Math.min(at, this.derived[low + 1] ?? at);
    return Math.max(0, Math.min(inSegment - this.base, this.length));
  }

  /** The map of derived[start, end) as a text of its own. */
  slice(start: number, end: number): PositionMap {
    const from = Math.max(0, Math.min(start, this.length));
    const to = Math.max(from, Math.min(end, this.length));
    return new PositionMap(this.derived, this.source, to - from, this.base + from, this.anchor);
  }

  /** The last segment that starts at or before a base offset. */
  private segmentAt(offset: number): number {
    let low = 0;
    let high = this.derived.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.derived[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
