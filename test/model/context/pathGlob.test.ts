import { describe, expect, test } from 'vitest';
import { hasWildcard, matchPathGlob, readPathGlob } from '../../../server/src/model/context/pathGlob.ts';

const matches = (pattern: string, path: string, isWindows = false): boolean =>
  matchPathGlob(readPathGlob(pattern, isWindows), path);

// As Go's filepath.Match on Linux answers.
describe('a pattern against a path', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*', 'a/b', false],
    ['**', 'a/b', false],
    ['**', 'ab', true],
    ['**/x', 'a/x', true],
    ['**/x', 'x', false],
    ['**/x', 'a/b/x', false],
    ['*c', 'abc', true],
    ['a*', 'a', true],
    ['a*/b', 'abc/b', true],
    ['a*/b', 'a/c/b', false],
    ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
    ['a*b*c*d*e*/f', 'axbxcxdxexxx/fff', false],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['a*b?c*x', 'abxbbxdbxebxczzy', false],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[^c]', 'abc', false],
    ['ab[^e-g]', 'abc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a?b', 'a☺b', true],
    ['a[^a]b', 'a☺b', true],
    ['a??b', 'a☺b', false],
    ['[a-ζ]*', 'α', true],
    ['a?b', 'a/b', false],
    ['[\\]a]', ']', true],
    ['[\\-x]', '-', true],
    ['[x\\-]', 'z', false],
    // `!` is a member, and a slash is no exception in a class.
    ['[!a]b', '!b', true],
    ['[!a]b', 'cb', false],
    ['a[^x]b', 'a/b', true],
    ['a[/]b', 'a/b', true],
    // Malformed: nothing matches.
    ['[]a]', ']', false],
    ['[-]', '-', false],
    ['[x-]', 'x', false],
    ['[-x]', 'x', false],
    ['[', 'a', false],
    ['[^', 'a', false],
    ['a[', 'a', false],
    ['a\\', 'a', false],
    ['*x', 'xxx', true],
    ['', '', true],
    ['*.js', '.js', true],
    ['Makefile', 'makefile', false],
  ];
  for (const [pattern, path, expected] of cases) {
    test(`${pattern} and ${path}`, () => expect(matches(pattern, path)).toBe(expected));
  }

  test('on Windows a backslash is a character', () => {
    expect(matches('a\\*', 'a\\b', true)).toBe(true);
    expect(matches('a\\*', 'a*', true)).toBe(false);
  });

  test('many stars take no time', () => {
    expect(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});

describe('segments', () => {
  const count = (pattern: string): number | undefined => readPathGlob(pattern, false).segments?.length;
  test('one for each', () => {
    expect(count('a*/b/[cd]')).toBe(3);
    expect(count('a')).toBe(1);
  });
  test('none where a class may match a slash, or nothing matches', () => {
    expect(count('a[^b]/c')).toBeUndefined();
    expect(count('a[/]c')).toBeUndefined();
    expect(count('a[b')).toBeUndefined();
  });
});

test('what makes a wildcard', () => {
  for (const segment of ['*', 'a?', 'x[0]', 'a\\\\*', 'a\\b*'])
    expect(hasWildcard(segment, false)).toBe(true);
  for (const segment of ['a', 'a\\*', '\\[x]', 'a]', 'a\\']) expect(hasWildcard(segment, false)).toBe(false);
  expect(hasWildcard('a\\*', true)).toBe(true);
});
