import { describe, expect, it } from 'vitest';
import {
  canSkipDirectory,
  compile,
  matchesOrParentMatches,
  matchUsingParent,
  patternMatches,
  type WalkState,
} from '../../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';

/** The matcher for lines as a user writes them. */
function matcherOf(...lines: string[]) {
  return compile(patternsOf(readIgnoreFile(lines.join('\n'))));
}

function excluded(lines: string | string[], path: string): boolean {
  return matchesOrParentMatches(matcherOf(...[lines].flat()), path).excluded;
}

/** `+path` is excluded, `-path` is kept. */
function checkPaths(lines: string | string[], ...verdicts: string[]): void {
  for (const verdict of verdicts) {
    const path = verdict.slice(1);
    expect({ path, excluded: excluded(lines, path) }).toEqual({ path, excluded: verdict.startsWith('+') });
  }
}

describe('one pattern', () => {
  it.each([
    // Anchored at the root; what lies below a match is matched too.
    ['*.log', '+a.log', '+.log', '-x/a.log', '+a.log/x'],
    ['node_modules', '+node_modules', '+node_modules/x/y', '-pkg/node_modules', '-node_modules2'],
    ['build/', '+build', '+build/x'],
    ['/build', '+build/x', '-x/build'],
    ['a/b', '+a/b/c', '-a', '-a/bc'],
    ['?', '+a', '+\u{1F600}', '-ab', '+a/b', '-/'],
    ['a?c', '+abc', '-a/c', '-ac'],
    // Any depth.
    ['**', '+a', '+a/b', '+.x'],
    ['**/.env', '+.env', '+a/.env', '+a/b/.env', '-a.env', '+a/.env/x'],
    ['**/', '+a', '+a/b'],
    ['**/a*', '+a', '+x/ab', '+x/y/ab/z', '-x/ba'],
    ['a/**', '-a', '+a/b', '+a/b/c', '-ab'],
    ['a/**/b', '+a/b', '+a/x/b', '+a/x/y/b/z', '-a/xb'],
    ['a/*', '-a', '+a/b', '+a/b/c'],
    ['a/*/c', '+a/b/c', '-a/c', '-a/b/b/c'],
    // No separator is needed before or behind two stars.
    ['foo**', '+foo', '+foobar', '+foo/bar', '-xfoo'],
    ['**foo', '+foo', '+xfoo', '+a/xfoo', '-foox', '+foo/x'],
    ['**foo**', '+foo', '+a/foo', '+a/foobar', '-xfoo', '-a/xfoo'],
    ['a**b', '+ab', '+ax/b', '-axb', '-a/xb', '+a/x/b'],
    ['**/**', '+a', '+a/b'],
    ['***', '+a', '+a/b'],
    // Classes.
    ['[a-c]x', '+ax', '+bx', '-dx', '-/x'],
    ['[^a]', '+b', '-a', '+b/a'],
    ['a[^b]c', '+axc', '+a/c', '-abc'],
    ['[!a]b', '+ab', '+!b', '-cb'],
    ['[]]', '-]'],
    ['[\\]]', '+]'],
    ['[\\-x]', '+-', '+x', '-\\'],
    ['[a.]', '+.', '-b'],
    ['[☺-☻]x', '+☺x', '-ax'],
    // Wildcards inside of a class are translated all the same, and end it early.
    ['[*]', '-*', '+[]', '+/^]'],
    ['[?]', '-?', '+[]', '+^]'],
    // Named sets and escapes mean what they mean to Go.
    ['[[:digit:]]x', '+1x', '-ax', '-:x'],
    ['foo\\d', '+foo5', '-food'],
    ['\\w', '+a', '+_', '-☺'],
    ['a\\*b', '+a*b', '-axb'],
    ['\\x41', '+A'],
    ['\\101', '+A'],
    ['\\Qa*b', '-a*b'],
    ['\\Q?\\E', '-?', '+[^/]'],
    ['\\pL*', '+é', '-1'],
    ['\\p{Lu}?', '+Ab', '-ab'],
    ['a\\b*', '+a.b', '-ab'],
    ['*\\z', '+a'],
    // The caret is not escaped: it holds the place where a path starts.
    ['a^b*', '-a^bc', '-abc'],
    ['^a*', '+ab', '-^ab'],
    ['^a', '+^a', '-a'],
    // Bars and braces are not either, once there is a wildcard.
    ['a|b', '+a|b', '-a'],
    ['a*|b', '+axyz', '+zb', '+ab', '-cd'],
    ['*|', '+anything'],
    ['a{2}?', '+aab', '-ab', '-a{2}b'],
    ['[ab]{2,3}', '+ab', '+aba', '-a', '-abab'],
    ['*.{js,ts}', '+a.{js,ts}', '-a.js'],
    ['{a,b}', '+{a,b}', '-a'],
    // Ordinary characters, and those of expressions.
    ['a(b)c', '+a(b)c', '-abc'],
    ['a.b', '+a.b', '-axb'],
    ['?+$', '+x+$', '-xx$'],
    ['Foo', '-foo', '+Foo'],
    ['a b', '+a b'],
    // Nothing of the context is called like this.
    ['.', '-a', '-.x'],
    ['/', '-a'],
    ['..', '-a'],
    ['../a', '-a'],
    // Line breaks are for one star, not for two.
    ['*', '+a\nb'],
    ['x/**/b', '-x/a\n/b', '+x/a/b'],
  ])('%j', (line, ...verdicts) => {
    checkPaths(line, ...verdicts);
  });

  it('drops a byte order mark in front of an expression, but not of a plain name', () => {
    checkPaths(['x', '\uFEFF*.log'], '+a.log');
    checkPaths(['x', '\uFEFFa'], '+\uFEFFa', '-a');
    checkPaths(['x', '\uFEFFa**'], '+\uFEFFab', '-ab');
    checkPaths(['x', '\uFEFF**a'], '-a', '-xa');
  });

  it('matches classes by character, not by code unit', () => {
    checkPaths('[^a][^a]', '-\u{1F600}', '+\u{1F600}b');
    checkPaths('*?b', '-b', '+\u{1F600}b');
  });
});

describe('several patterns', () => {
  it.each<[string[], ...string[]]>([
    [['a', '!a/keep'], '+a', '+a/x', '-a/keep', '-a/keep/x'],
    [['*', '!src/**/*.py'], '+src', '+src/a.md', '-src/a.py', '-src/x/y.py', '+x.py'],
    [['!keep', '*'], '+keep'],
    [['*', '!src'], '-src', '-src/a', '+b'],
    [['a/*', '!a/*/'], '-a/file', '-a/dir/x'],
    [['*', '!*/', '!*.py'], '-x', '-x/y'],
    [['**', '!a', 'a/b'], '-a', '-a/c', '+a/b'],
    [['!a'], '-a', '-b'],
    [['a', '!!b', '!b'], '+a', '-b'],
    [['*', '!!b'], '-!b', '+b'],
    [['*', '/!keep'], '-keep', '+x'],
    [['*', '/ /', ' ', '# x'], '+x'],
  ])('%j', (lines, ...verdicts) => {
    checkPaths(lines, ...verdicts);
  });

  it('names the line that decides, and every line that matches', () => {
    const matcher = matcherOf('# all', '*', '!src', '', 'src/*.md');
    expect(matchesOrParentMatches(matcher, 'src/a.md')).toMatchObject({ excluded: true, decidedBy: 2 });
    expect(matchesOrParentMatches(matcher, 'src/a.js')).toMatchObject({ excluded: false, decidedBy: 1 });
    expect(matchesOrParentMatches(matcher, 'x')).toMatchObject({ excluded: true, decidedBy: 0 });
    expect([0, 1, 2].map((index) => patternMatches(matcher, index, 'src/a.js'))).toEqual([true, true, false]);
    expect(matchesOrParentMatches(matcherOf('x'), 'y').decidedBy).toBeUndefined();
    expect(patternMatches(matcher, 7, 'x')).toBe(false);
  });

  it('goes on without a pattern that BuildKit refuses, and says so', () => {
    const matcher = matcherOf('a', '!', '[', 'b');
    expect(matcher.refusal).toEqual({ index: 1, message: 'illegal exclusion pattern: "!"' });
    expect(matchesOrParentMatches(matcher, 'b').excluded).toBe(true);
  });

  it('fails at a broken pattern only when it is held against the path', () => {
    const matcher = matcherOf('a', '[z-a]', '!c*[');
    expect(matcher.refusal).toBeUndefined();
    // Excluded already: the second line is skipped, the third is not.
    expect(matchesOrParentMatches(matcher, 'a').failedAt).toBe(2);
    expect(matchesOrParentMatches(matcher, 'b')).toMatchObject({ excluded: false, failedAt: 1 });
    expect(matchesOrParentMatches(matcherOf('a', '[z-a]'), 'a')).toMatchObject({
      excluded: true,
      decidedBy: 0,
    });
  });

  it('accepts paths that are not clean', () => {
    checkPaths('a/*', '+a/b/', '+a/b/c/', '-a');
    checkPaths('**', '+/a/b', '+a//b');
  });
});

describe('the walk of a build', () => {
  function walk(lines: string[], path: string): boolean {
    const matcher = matcherOf(...lines);
    let state: WalkState | undefined;
    let verdict = false;
    const parts = path.split('/');
    for (const index of parts.keys()) {
      const result = matchUsingParent(matcher, parts.slice(0, index + 1).join('/'), state);
      state = result.state;
      verdict = result.excluded;
    }
    return verdict;
  }

  it.each([
    [['a', '!a/b'], 'a/b/c'],
    [['*', '!src/**/*.py'], 'src/x/y.py'],
    [['**/node_modules', '!a/node_modules'], 'a/node_modules/b'],
    [['a', '!a/b', 'a/b/c'], 'a/b/c/d'],
    [['!a', '*'], 'a/b'],
    [['a/**'], 'a'],
  ])('gives the verdict of the whole path: %j on %j', (lines, path) => {
    expect(walk(lines, path)).toBe(excluded(lines, path));
  });

  it.each([
    // The exception is not held against `a`, which is not excluded; below it nothing remembers it.
    [['?/x', '!a'], 'a/x', true, false],
    [['**/node_modules', '!a'], 'a/node_modules/b', true, false],
    // The last line is not held against `src/x`, which is excluded already.
    [['*', '!src/**/*.py', 'src/x'], 'src/x/y.py', false, true],
  ])('forgets what did not matter further up: %j on %j', (lines, path, onWalk, onWhole) => {
    expect(walk(lines, path)).toBe(onWalk);
    expect(excluded(lines, path)).toBe(onWhole);
  });

  it('fails at a broken pattern', () => {
    expect(matchUsingParent(matcherOf('[z-a]'), 'x', undefined)).toMatchObject({
      failedAt: 0,
      excluded: false,
    });
    expect(matchUsingParent(matcherOf('*', '[z-a]'), 'x', undefined)).toMatchObject({ decidedBy: 0 });
  });

  it.each([
    [['a'], 'a', true],
    [['a', '!a/b'], 'a', false],
    [['a', '!a/b'], 'a/c', true],
    [['*', '!b/c/d'], 'b/c', false],
    [['*', '!b/c/d'], 'b/c/d/e', true],
    [['*', '!b'], 'bc', true],
    [['*', '!b/*'], 'b', false],
    [['*', '!b/**'], 'c', true],
    [['*', '!b/*/c'], 'x', false],
    [['*', '!**/x'], 'y', false],
    [['*', '!**'], 'y', false],
    [['*', '!x\\y'], 'y', false],
  ])('%j: skipping %j is %j', (lines, directory, expected) => {
    expect(canSkipDirectory(matcherOf(...lines), directory)).toBe(expected);
  });

  it('names the exception that makes it look everywhere', () => {
    expect(matcherOf('*', '!src/**', '!**/*.md', '!*.c').wildcardException).toBe(2);
    expect(matcherOf('*', '!src/*').wildcardException).toBeUndefined();
    expect(matcherOf('*', '!src/*').hasExceptions).toBe(true);
  });
});

describe('growth', () => {
  it.each([
    '**a'.repeat(40),
    '*a'.repeat(60),
    '[^b]{0,1000}a'.repeat(20),
    '?{2,}'.repeat(50),
    '**/a'.repeat(60),
  ])('never tries again and again: %j', (line) => {
    const matcher = matcherOf(line);
    const path = `${'a/'.repeat(200)}${'a'.repeat(200)}b`;
    // No stop watch: trying again and again would outlive the test runner's patience.
    expect(matchesOrParentMatches(matcher, path).failedAt).toBeUndefined();
  });
});
