import { type Anchor, origin } from '../../text/anchor.ts';
import { detached } from '../../text/detached.ts';
import { skipSpaces } from '../../text/goStrings.ts';
import { type Bias, PositionMap } from '../../text/positionMap.ts';
import type { TextRange } from '../../text/range.ts';
import type { Escape, LogicalText, Word } from './tree.ts';

/** A line of an instruction with the lines it continues on. All offsets are of the document. */
export interface LogicalLine {
  /** Joined as BuildKit does; begins at the first character that is no blank, unless the first line is empty. */
  readonly content: LogicalText;
  /** The end of the last line, without its line break. */
  readonly end: number;
  /** Where the next line begins; the length of the document when there is none. */
  readonly next: number;
  /** Physical lines read, the first one included. */
  readonly lineCount: number;
  /** From `#` to the end of the line. */
  readonly comments: readonly TextRange[];
  readonly continuations: readonly TextRange[];
  readonly emptyLines: readonly TextRange[];
}

/**
 * Reads the logical line whose first physical line has its content at [start, end) and is followed by `next`.
 * Comment lines, blank lines and the escape tokens at line ends are left out of the joined text.
 * https://docs.docker.com/reference/dockerfile/#format
 */
export function readLogicalLine(
  text: string,
  start: number,
  end: number,
  next: number,
  escapeToken: Escape,
  anchor: Anchor,
): LogicalLine {
  const escapeCode = escapeToken.charCodeAt(0);
  let token = continuationAt(text, start, end, escapeCode);
  if (token < 0) {
    const content = identityText(text, start, end, anchor);
    return { content, end, next, lineCount: 1, comments: none, continuations: none, emptyLines: none };
  }
  const pieces: string[] = [text.slice(start, token)];
  const derived: number[] = [0];
  const source: number[] = [start];
  let length = token - start;
  let lineEnd = end;
  let at = next;
  let lineCount = 1;
  const comments: TextRange[] = [];
  const continuations: TextRange[] = [];
  const emptyLines: TextRange[] = [];
  while (token >= 0 && at < text.length) {
    const lineStart = at;
    at = nextLineStart(text, lineStart);
    lineEnd = contentEnd(text, lineStart, at);
    lineCount++;
    const first = skipSpaces(text, lineStart, lineEnd);
    if (first === lineEnd) {
      emptyLines.push(anchor.range(lineStart, lineEnd));
      continue;
    }
    if (text.charCodeAt(first) === hash) {
      comments.push(anchor.range(first, lineEnd));
      continue;
    }
    continuations.push(anchor.range(token, lineStart));
    token = continuationAt(text, lineStart, lineEnd, escapeCode);
    const stop = token < 0 ? lineEnd : token;
    if (stop > lineStart) {
      if (length > 0) {
        derived.push(length);
        source.push(lineStart);
      } else {
        source[0] = lineStart;
      }
      pieces.push(text.slice(lineStart, stop));
      length += stop - lineStart;
    }
  }
  if (token >= 0) continuations.push(anchor.range(token, lineEnd));
  const content = logicalText(pieces.join(''), PositionMap.of(derived, source, length, anchor));
  return { content, end: lineEnd, next: at, lineCount, comments, continuations, emptyLines };
}

/** Where the line after the one at `start` begins. BuildKit splits at `\n` only. */
export function nextLineStart(text: string, start: number): number {
  const lineBreak = text.indexOf('\n', start);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

/** The end of the line [start, next) without its line break: every `\r` and `\n` at its end. */
export function contentEnd(text: string, start: number, next: number): number {
  let end = next;
  while (end > start) {
    const code = text.charCodeAt(end - 1);
    if (code !== 10 && code !== 13) break;
    end--;
  }
  return end;
}

/** A part of a logical text, by offsets of `whole.text`. */
export function sliceText(whole: LogicalText, start: number, end: number): LogicalText {
  return new Part(whole, start, end);
}

/**
 * A part of an instruction's line as a word. A word of nothing on a seam has two places: `bias` tells which, the
 * one behind what stands in front of it or the one before what follows.
 */
export function wordAt(line: LogicalText, start: number, end: number, bias: Bias = 'before'): Word {
  return new Part(line, start, end, bias);
}

/** The text as it stands in the document. */
export function identityText(text: string, start: number, end: number, anchor = origin): LogicalText {
  return new Whole(detached(text.slice(start, end)), start - anchor.offset, anchor);
}

// Maps and ranges are worked out when they are asked for: a file can hold hundreds of thousands of words, and the
// time to keep as many small objects alive grows faster than their number.

/** A text that stands in the document in one piece. */
class Whole implements LogicalText {
  readonly text: string;
  /** Counted from the anchor. */
  private readonly start: number;
  private readonly anchor: Anchor;

  constructor(text: string, start: number, anchor: Anchor) {
    this.text = text;
    this.start = start;
    this.anchor = anchor;
  }

  get map(): PositionMap {
    return PositionMap.identity(this.anchor.offset + this.start, this.text.length, this.anchor);
  }

  get range(): TextRange {
    return this.rangeOf(0, this.text.length);
  }

  rangeOf(start: number, end: number): TextRange {
    const at = this.anchor.offset + this.start;
    return this.anchor.range(at + start, at + end);
  }
}

/** A part of another text. */
class Part implements Word {
  readonly text: string;
  readonly offset: number;
  private readonly whole: LogicalText;
  private readonly bias: Bias;

  constructor(whole: LogicalText, start: number, end: number, bias: Bias = 'before') {
    this.text = whole.text.slice(start, end);
    this.offset = start;
    this.whole = whole;
    this.bias = bias;
  }

  get map(): PositionMap {
    if (this.text === '') return PositionMap.identity(this.range.start, 0, this.whole.map.anchor);
    return this.whole.map.slice(this.offset, this.offset + this.text.length);
  }

  get range(): TextRange {
    const { whole, offset } = this;
    if (this.text === '') {
      const { map } = whole;
      const place = map.toSource(offset, this.bias);
      return map.anchor.range(place, place);
    }
    const end = offset + this.text.length;
    return whole instanceof Whole ? whole.rangeOf(offset, end) : whole.map.toSourceRange(offset, end);
  }
}

/** `[\t\v\f\r ]`: the blanks at which BuildKit splits words outside quotes. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || (code >= 0x0b && code <= 0x0d);
}

const hash = 0x23;
const none: readonly TextRange[] = [];

/** A text and where its characters stand. */
export function logicalText(text: string, map: PositionMap): LogicalText {
  return { text, map, range: map.toSourceRange(0, text.length) };
}

/**
 * The offset of the escape token that continues the line [start, end), or -1. Spaces and tabs may follow it;
 * a second escape token in front of it takes its meaning away.
 */
function continuationAt(text: string, start: number, end: number, escapeCode: number): number {
  let at = end - 1;
  while (at >= start) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09) break;
    at--;
  }
  if (at < start || text.charCodeAt(at) !== escapeCode) return -1;
  return at > start && text.charCodeAt(at - 1) === escapeCode ? -1 : at;
}
