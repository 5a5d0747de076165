import { expect, test } from 'vitest';
import { applyEdits, areDisjoint } from '../../server/src/text/edit.ts';
import { wordEdits } from '../../server/src/text/wordEdits.ts';

test.each([
  ['', ''],
  ['a b c', 'a b c'],
  ['a b c', 'a c'],
  ['a b c', 'c b a'],
  ['a\r\nb  c', 'a\nb c d'],
  ['x', ''],
  ['', ' x '],
])('%j becomes %j', (before, after) => {
  const edits = wordEdits(before, after);
  expect(applyEdits(before, edits)).toBe(after);
  expect(areDisjoint(edits)).toBe(true);
});

test('words in common are left alone', () => {
  const before = 'install git curl # tools';
  const touched = wordEdits(before, 'install -y curl git # tools').map(({ range }) =>
    before.slice(range.start, range.end),
  );
  expect(touched.join('')).not.toContain('install');
  expect(touched.join('')).not.toContain('#');
  expect(touched.join('').includes('git') && touched.join('').includes('curl')).toBe(false);
});

test('equal texts need no edit', () => {
  expect(wordEdits('a b', 'a b')).toEqual([]);
});

test('a long text is edited as a whole', () => {
  const long = Array.from({ length: 800 }, (_, i) => `w${i}`).join(' ');
  const edits = wordEdits(`a ${long}`, `${long} b`);
  expect(applyEdits(`a ${long}`, edits)).toBe(`${long} b`);
  expect(edits).toHaveLength(1);
});
