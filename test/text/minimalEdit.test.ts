import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../server/src/text/edit.ts';
import { minimalEdit, splitsUnit } from '../../server/src/text/minimalEdit.ts';

test.each([
  ['', '', undefined],
  ['abc', 'abc', undefined],
  ['abc', 'axc', { range: { start: 1, end: 2 }, newText: 'x' }],
  ['aa', 'aaa', { range: { start: 2, end: 2 }, newText: 'a' }],
  ['a\r\nb', 'a\nb', { range: { start: 1, end: 3 }, newText: '\n' }],
  ['😀', '😁', { range: { start: 0, end: 2 }, newText: '😁' }],
])('%j -> %j', (before, after, edit) => {
  expect(minimalEdit(before, after)).toEqual(edit);
});

test('it makes the one the other, and splits nothing', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\r\n', '\n', '\r', '😀', '😁') });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edit = minimalEdit(before, after);
      expect(edit ? applyEdits(before, [edit]) : before).toBe(after);
      if (!edit) return;
      expect(splitsUnit(before, edit.range.start) || splitsUnit(before, edit.range.end)).toBe(false);
    }),
  );
});
