import { expect, test } from 'vitest';
import {
  anyVersion,
  atLeast,
  beginningWith,
  behind,
  below,
  between,
  complement,
  intersection,
  overlaps,
  union,
  type Version,
  type VersionRange,
} from '../../server/src/text/versionIntervals.ts';

/** `1.2.0..1.3.0`, `2.0.0..`; nothing for the empty range. */
function show(range: VersionRange): string {
  return range.map(({ from, to }) => `${from.join('.')}..${to?.join('.') ?? ''}`).join(' ');
}

test('numbers stand for all versions that begin with them', () => {
  expect(show(beginningWith([1]))).toBe('1.0.0..2.0.0');
  expect(show(beginningWith([1, 22]))).toBe('1.22.0..1.23.0');
  expect(show(beginningWith([1, 22, 3]))).toBe('1.22.3..1.22.4');
  expect(show(beginningWith([]))).toBe('0.0.0..');
  expect(behind([1, 9])).toEqual([1, 10, 0]);
});

test('what is empty has no interval', () => {
  expect(show(below([0, 0, 0]))).toBe('');
  expect(show(between([2, 0, 0], [2, 0, 0]))).toBe('');
  expect(show(intersection(below([1, 0, 0]), atLeast([1, 0, 0])))).toBe('');
  expect(show(complement(anyVersion))).toBe('');
});

test('intervals that touch become one', () => {
  expect(show(union(beginningWith([18]), beginningWith([19])))).toBe('18.0.0..20.0.0');
  expect(show(union(atLeast([20, 0, 0]), beginningWith([18])))).toBe('18.0.0..19.0.0 20.0.0..');
  expect(show(union(atLeast([1, 0, 0]), beginningWith([2])))).toBe('1.0.0..');
  expect(show(complement(union(beginningWith([18]), atLeast([20, 0, 0]))))).toBe(
    '0.0.0..18.0.0 19.0.0..20.0.0',
  );
});

test('operations agree with asking for each version', () => {
  const versions: Version[] = [0, 1, 2].flatMap((a) =>
    [0, 1, 2].flatMap((b) => [0, 1].map((c): Version => [a, b, c])),
  );
  const ranges = [
    anyVersion,
    [],
    beginningWith([1]),
    beginningWith([1, 1]),
    atLeast([1, 2, 1]),
    below([2, 0, 1]),
    union(beginningWith([0, 1]), atLeast([2, 1, 0])),
  ];
  const has = (range: VersionRange, version: Version) => overlaps(range, beginningWith(version));
  for (const a of ranges) {
    for (const b of ranges) {
      for (const one of versions) {
        expect(has(intersection(a, b), one)).toBe(has(a, one) && has(b, one));
        expect(has(union(a, b), one)).toBe(has(a, one) || has(b, one));
        expect(has(complement(a), one)).toBe(!has(a, one));
      }
    }
  }
});
