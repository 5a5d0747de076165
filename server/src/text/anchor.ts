import type { TextRange } from './range.ts';

/**
 * Where a piece of the document begins: offset and zero-based line. It is the one thing of a parsed piece that
 * changes, when text above it comes or goes: everything below the piece is kept relative to its anchor, so that a
 * piece whose own text stays the same is neither parsed nor copied again.
 */
export class Anchor {
  offset: number;
  line: number;

  constructor(offset: number, line: number) {
    this.offset = offset;
    this.line = line;
  }

  /** The range of these offsets of the document as it is now; it goes where the anchor goes. */
  range(start: number, end: number): TextRange {
    return new AnchoredRange(this, start - this.offset, end - this.offset);
  }

  moveBy(offset: number, line: number): void {
    this.offset += offset;
    this.line += line;
  }
}

/** For texts that are no piece of a document, or of one that is read but once. Never moves. */
export const origin: Anchor = Object.freeze(new Anchor(0, 0));

/** A range that goes where its anchor goes. */
class AnchoredRange implements TextRange {
  readonly anchor: Anchor;
  private readonly from: number;
  private readonly to: number;

  constructor(anchor: Anchor, from: number, to: number) {
    this.anchor = anchor;
    this.from = from;
    this.to = to;
  }

  get start(): number {
    return this.anchor.offset + this.from;
  }

  get end(): number {
    return this.anchor.offset + this.to;
  }

  toJSON(): TextRange {
    return { start: this.start, end: this.end };
  }
}

/** What a range moves with. */
export function anchorOf(range: TextRange): Anchor {
  return range instanceof AnchoredRange ? range.anchor : origin;
}

/** From the start of the first to the end of the last, moving with the first. */
export function spanOf(first: TextRange, last: TextRange): TextRange {
  return anchorOf(first).range(first.start, last.end);
}

/** The offsets as they are now: a value that stays what it is. */
export function fixedRange({ start, end }: TextRange): TextRange {
  return { start, end };
}
