import { expect } from 'vitest';

/** Ranges are equal when their offsets are, whatever they move with. */
function areRangesEqual(a: unknown, b: unknown): boolean | undefined {
  return isRange(a) && isRange(b) && (isMoving(a) || isMoving(b))
    ? a.start === b.start && a.end === b.end
    : undefined;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function isRange(value: unknown): value is Range {
  if (typeof value !== 'object' || value === null) return false;
  const { start, end } = value as Partial<Range>;
  return typeof start === 'number' && typeof end === 'number';
}

function isMoving(range: Range): boolean {
  return !Object.hasOwn(range, 'start');
}

expect.addEqualityTesters([areRangesEqual]);
