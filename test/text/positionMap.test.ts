import { describe, expect, it } from 'vitest';
import { PositionMap } from '../../server/src/text/positionMap.ts';

/** `abcdef` from `ab` at 10, `cd` at 20 and `ef` at 30. */
const map = PositionMap.of([0, 2, 4], [10, 20, 30], 6);

describe('PositionMap', () => {
  it('finds the place of each character', () => {
    expect([0, 1, 2, 3, 4, 5].map((at) => map.toSource(at))).toEqual([10, 11, 20, 21, 30, 31]);
  });

  it('has two places for a seam', () => {
    expect(map.toSource(2, 'before')).toBe(12);
    expect(map.toSource(2, 'after')).toBe(20);
  });

  it('ends with its own characters, whatever the bias', () => {
    const middle = map.slice(2, 4);
    expect([middle.toSource(0, 'before'), middle.toSource(2, 'after')]).toEqual([20, 22]);
    expect([map.toSource(-5), map.toSource(99)]).toEqual([10, 32]);
  });

  it('gives ranges and pieces', () => {
    expect(map.toSourceRange(1, 5)).toEqual({ start: 11, end: 31 });
    expect(map.toSourceRange(2, 4)).toEqual({ start: 20, end: 22 });
    expect(map.toSourceRange(2, 2)).toEqual({ start: 12, end: 12 });
    expect(map.segments(1, 5)).toEqual([
      { start: 11, end: 12 },
      { start: 20, end: 22 },
      { start: 30, end: 31 },
    ]);
    expect(map.segments(2, 2)).toEqual([]);
    expect(map.slice(1, 3).segments(0, 2)).toEqual([
      { start: 11, end: 12 },
      { start: 20, end: 21 },
    ]);
  });

  it('goes back, seams to the nearest offset', () => {
    expect([10, 11, 12, 15, 20, 31, 32, 99, 0].map((at) => map.toDerived(at))).toEqual([
      0, 1, 2, 2, 2, 5, 6, 6, 0,
    ]);
    const part = map.slice(1, 5);
    expect([10, 11, 20, 31, 99].map((at) => part.toDerived(at))).toEqual([0, 0, 1, 4, 4]);
  });

  it('of a slice of a slice is the same as of the text', () => {
    const part = map.slice(1, 6).slice(1, 4);
    expect(part.length).toBe(3);
    expect([0, 1, 2].map((at) => part.toSource(at))).toEqual([20, 21, 30]);
  });

  it('of nothing stands where it was cut', () => {
    expect(map.slice(3, 3).toSourceRange(0, 0)).toEqual({ start: 21, end: 21 });
    expect(map.slice(2, 2).toSource(0)).toBe(12);
    expect(map.slice(0, 0).toSource(0)).toBe(10);
    expect(PositionMap.identity(7, 0).toSource(0)).toBe(7);
  });
});
