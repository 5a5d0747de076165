import { expect, test } from 'vitest';
import {
  byteSize,
  counted,
  enumerated,
  enumeratedUpTo,
  grouped,
  share,
} from '../../server/src/text/counts.ts';

test('numbers and what they count', () => {
  expect([0, 999, 1000, 1204, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '1,204', '1,234,567']);
  expect([0, 1, 1204].map((count) => counted(count, 'file'))).toEqual(['no files', '1 file', '1,204 files']);
  expect(counted(2, 'entry', 'entries')).toBe('2 entries');
});

test('sizes have one digit, in the unit in which they are read best', () => {
  expect([0, 1, 999, 1000, 12_345_678, 999_949, 999_950, 3e9, 5e15].map(byteSize)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '12.3 MB',
    '999.9 kB',
    '1.0 MB',
    '3.0 GB',
    '5000.0 TB',
  ]);
});

test('shares and lists', () => {
  expect([share(1, 1000), share(2, 3), share(0, 0), share(7, 7)]).toEqual(['< 1 %', '67 %', '0 %', '100 %']);
  expect([enumerated([]), enumerated(['a']), enumerated(['a', 'b']), enumerated(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

test('a list that is cut counts what is left out', () => {
  expect(enumeratedUpTo(2, ['a', 'b'])).toBe('a and b');
  expect(enumeratedUpTo(2, ['a', 'b', 'c'])).toBe('a, b and 1 more');
  expect(enumeratedUpTo(2, ['a'], 2001)).toBe('a and 2,000 more');
});
