/** A half-open range of UTF-16 offsets: `start` is in, `end` is out. `start <= end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export function range(start: number, end: number): TextRange {
  return { start, end };
}

/** The smallest range that holds both. */
export function cover(a: TextRange, b: TextRange): TextRange {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** True when the offset lies in the range or right at its end, where a cursor stands after typing. */
export function touches(r: TextRange, offset: number): boolean {
  return r.start <= offset && offset <= r.end;
}

/** True when the ranges share a position; two empty or adjacent ranges at the same offset count. */
export function intersects(a: TextRange, b: TextRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** True when the ranges share at least one character, or are the same empty range. */
export function overlaps(a: TextRange, b: TextRange): boolean {
  if (a.start === a.end || b.start === b.end) return a.start === b.start && a.end === b.end;
  return a.start < b.end && b.start < a.end;
}

export function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
