import type { TextRange } from './range.ts';

/**
 * Which side of a seam an offset of the joined text belongs to. At a continuation the same joined
 * offset has two places in the document: the end of the upper line and the start of the lower one.
 */
export type Bias = 'before' | 'after';

/**
 * Where the characters of a derived text (a logical line with its continuations joined) stand in the
 * document. Segments are ascending in both texts and cover the derived text without a gap.
 */
export class PositionMap {
  /** Parallel arrays: segment i holds derived offsets [derived[i], derived[i + 1]) from source[i] on. */
  private readonly derived: readonly number[];
  private readonly source: readonly number[];
  readonly length: number;

  constructor(segments: readonly { readonly derived: number; readonly source: number }[], length: number) {
    this.derived = segments.map((segment) => segment.derived);
    this.source = segments.map((segment) => segment.source);
    this.length = length;
  }

  /** The map of a text that stands in the document as it is, from `start` on. */
  static identity(start: number, length: number): PositionMap {
    return new PositionMap([{ derived: 0, source: start }], length);
  }

  /** The document offset of a derived offset. Clamps; never throws. An empty map gives 0. */
  toSource(offset: number, bias: Bias = 'after'): number {
    const at = Math.max(0, Math.min(offset, this.length));
    let index = this.segmentAt(at);
    if (bias === 'before' && index > 0 && this.derived[index] === at) index--;
    return (this.source[index] ?? 0) + at - (this.derived[index] ?? 0);
  }

  /** From the start of the first character to the end of the last one, seams in between included. */
  toSourceRange(start: number, end: number): TextRange {
    if (end <= start) {
      const at = this.toSource(start, 'after');
      return { start: at, end: at };
    }
    return { start: this.toSource(start, 'after'), end: this.toSource(end, 'before') };
  }

  /** The pieces of the document that put together are derived[start, end): seams left out. */
  segments(start: number, end: number): TextRange[] {
    const pieces: TextRange[] = [];
    let at = Math.max(0, start);
    const stop = Math.min(end, this.length);
    for (let i = this.segmentAt(at); at < stop && i < this.derived.length; i++) {
      const next = Math.min(stop, this.derived[i + 1] ?? this.length);
      if (next > at) {
        const from = (this.source[i] ?? 0) + at - (this.derived[i] ?? 0);
        pieces.push({ start: from, end: from + next - at });
      }
      at = Math.max(at, next);
    }
    return pieces;
  }

  /** The derived offset of a document offset; a place inside a seam gives the derived offset of the seam. */
  toDerived(sourceOffset: number): number {
    let low = 0;
    let high = this.source.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.source[middle] ?? 0) <= sourceOffset) low = middle;
      else high = middle - 1;
    }
    const start = this.derived[low] ?? 0;
    const end = this.derived[low + 1] ?? this.length;
    return Math.max(start, Math.min(end, start + sourceOffset - (this.source[low] ?? 0)));
  }

  /** The map of derived[start, end) as a text of its own. */
  slice(start: number, end: number): PositionMap {
    const from = Math.max(0, Math.min(start, this.length));
    const to = Math.max(from, Math.min(end, this.length));
    const segments: { derived: number; source: number }[] = [];
    for (let i = this.segmentAt(from); i < this.derived.length; i++) {
      const derived = this.derived[i] ?? 0;
      if (derived >= to && segments.length > 0) break;
      const begin = Math.max(derived, from);
      segments.push({ derived: begin - from, source: (this.source[i] ?? 0) + begin - derived });
    }
    return new PositionMap(segments, to - from);
  }

  /** The last segment that starts at or before a derived offset. */
  private segmentAt(offset: number): number {
    let low = 0;
    let high = this.derived.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.derived[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
