import { describe, expect, it } from 'vitest';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';

function read(text: string): string[] {
  return patternsOf(readIgnoreFile(text));
}

function only(text: string) {
  const line = readIgnoreFile(text).patterns[0];
  if (!line) throw new Error('no pattern');
  return line;
}

function slice(
  text: string,
  range: { readonly start: number; readonly end: number } | undefined,
): string | undefined {
  return range && text.slice(range.start, range.end);
}

describe('lines', () => {
  it.each([
    ['a comment and a pattern', '# notes\ntarget\n', ['comment', 'pattern']],
    ['blank lines', '\n \t\n\u00a0\u0085\u3000\n', ['blank', 'blank', 'blank']],
    ['no line break at the end', 'a\nb', ['pattern', 'pattern']],
    ['nothing', '', []],
    ['only a byte order mark', '\uFEFF', ['blank']],
    ['a comment behind a byte order mark', '\uFEFF# notes', ['comment']],
    ['a second byte order mark is part of the pattern', '\uFEFF\uFEFF# a', ['pattern']],
    ['a byte order mark on another line', 'a\n\uFEFF# b', ['pattern', 'pattern']],
    ['a number sign behind a blank is a pattern', ' # a', ['pattern']],
    ['a lone # is a comment', '#', ['comment']],
    ['a lone CR ends no line', 'a\rb\n', ['pattern']],
  ])('%s', (_name, text, kinds) => {
    expect(readIgnoreFile(text).lines.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('cover the text, line breaks and byte order mark included', () => {
    const text = '\uFEFF# a\r\n\r\n  build/ \r\n!keep\rme\n\0\u{1F600}\n';
    const { lines } = readIgnoreFile(text);
    expect(lines.map(({ range }) => slice(text, range))).toEqual([
      '\uFEFF# a\r\n',
      '\r\n',
      '  build/ \r\n',
      '!keep\rme\n',
      '\0\u{1F600}\n',
    ]);
    expect(lines.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
  });

  it('say where a comment is', () => {
    const text = '\uFEFF# why \r\nx';
    const line = readIgnoreFile(text).lines[0];
    expect(line?.kind === 'comment' && slice(text, line.comment)).toBe('# why');
  });
});

describe('what BuildKit reads', () => {
  it.each([
    ['/build', 'build'],
    ['build/', 'build'],
    ['./build', 'build'],
    ['build//x/', 'build/x'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['..', '..'],
    ['../x', '../x'],
    ['/..', '/'],
    ['/', '/'],
    ['//', '/'],
    ['a/./b', 'a/b'],
    ['  *.log\t', '*.log'],
    ['\u2003x\u2028', 'x'],
    ['! /keep', '!keep'],
    ['!./keep/', '!keep'],
    ['!!keep', '!!keep'],
    ['!', '!'],
    ['! ', '!'],
    ['!/', '!/'],
    ['a #b', 'a #b'],
    [' #b', '#b'],
    ['a /', 'a '],
    ['/ a', ' a'],
    ['{a,b}/', '{a,b}'],
  ])('%j is %j', (line, pattern) => {
    expect(read(`${line}\r\n`)).toEqual([pattern]);
  });
});

describe('places in a pattern', () => {
  it('tells mark, body, segments and wildcards', () => {
    const text = 'a\n  ! src/**/te?t[0-9]/*\\*.md \r\n';
    const line = readIgnoreFile(text).patterns[1];
    expect(line && slice(text, line.written)).toBe('! src/**/te?t[0-9]/*\\*.md');
    expect(line && slice(text, line.mark)).toBe('!');
    expect(line && slice(text, line.body)).toBe('src/**/te?t[0-9]/*\\*.md');
    expect(line?.segments.map((range) => slice(text, range))).toEqual(['src', '**', 'te?t[0-9]', '*\\*.md']);
    expect(line?.wildcards.map(({ kind, range }) => [kind, slice(text, range)])).toEqual([
      ['globstar', '**'],
      ['question', '?'],
      ['class', '[0-9]'],
      ['star', '*'],
      ['escape', '\\*'],
    ]);
    expect(line).toMatchObject({ number: 1, negated: true, read: '!src/**/te?t[0-9]/*\\*.md' });
  });

  it('keeps surrogate pairs whole', () => {
    const text = '\\\u{1F600}[\u{1F600}]';
    expect(only(text).wildcards.map(({ range }) => slice(text, range))).toEqual([
      '\\\u{1F600}',
      '[\u{1F600}]',
    ]);
  });

  it.each([
    // What the matcher makes of a line differs from what is written.
    ['/!keep', true, 'keep'],
    ['./!keep', true, 'keep'],
    ['!../../b', false, 'b'],
    ['!a', true, 'a'],
    ['!!a', true, '!a'],
    ['/ /', false, ''],
    ['/ x', false, 'x'],
  ])('%j: re-includes %j, matches %j', (text, negated, glob) => {
    expect(only(text)).toMatchObject({ negated, glob });
  });
});

describe('errors', () => {
  it.each([
    ['!', 'illegal-exclusion', 'illegal exclusion pattern: "!"', '!'],
    ['! ', 'illegal-exclusion', 'illegal exclusion pattern: "!"', '!'],
    ['!/', 'illegal-exclusion', 'illegal exclusion pattern: "!"', '!/'],
    ['/!', 'illegal-exclusion', 'illegal exclusion pattern: "!"', '/!'],
    ['[', 'bad-pattern', 'syntax error in pattern', '['],
    ['ab[', 'bad-pattern', 'syntax error in pattern', '['],
    ['a/[]x]', 'bad-pattern', 'syntax error in pattern', '[]x]'],
    ['[^]', 'bad-pattern', 'syntax error in pattern', '[^]'],
    ['[-a]', 'bad-pattern', 'syntax error in pattern', '[-a]'],
    ['[a-]', 'bad-pattern', 'syntax error in pattern', '[a-]'],
    ['[a-b-c]', 'bad-pattern', 'syntax error in pattern', '[a-b-c]'],
    ['x\\', 'bad-pattern', 'syntax error in pattern', '\\'],
    ['*.[', 'bad-pattern', 'syntax error in pattern', '['],
    ['.*[', 'bad-pattern', 'syntax error in pattern', '['],
    ['?*[', 'bad-pattern', 'syntax error in pattern', '['],
  ])('%j: %s', (text, code, message, place) => {
    const { errors } = readIgnoreFile(`x\n${text}\n`);
    expect(errors).toMatchObject([{ code, message, line: 1, always: true }]);
    expect(slice(`x\n${text}\n`, errors[0]?.range)).toBe(place);
  });

  it.each([
    // BuildKit's check looks no further than it has to; these break once a path is held against them.
    ['a*['],
    ['src/**/[z'],
    ['[z-a]'],
    ['[[:nothing:]]'],
    ['x*\\8'],
    ['?{3,2}'],
    ['*{2}'],
    ['\\C?'],
  ])('%j breaks later', (text) => {
    expect(readIgnoreFile(text).errors).toMatchObject([{ code: 'broken-expression', always: false }]);
  });

  it.each([
    ['[a'],
    ['[!a]b'],
    ['[a-z]'],
    ['[\\]]'],
    ['[^a-c]*'],
    ['\\!a'],
    ['a]'],
    ['[a^]'],
    ['[[]'],
    ['a**\\'],
  ])('judges %j as it should', (text) => {
    expect(readIgnoreFile(text).errors).toHaveLength(text === '[a' ? 1 : 0);
  });

  it('counts bytes, not characters, for the longest line', () => {
    expect(readIgnoreFile(`${'a'.repeat(65_535)}\n`).errors).toEqual([]);
    expect(readIgnoreFile(`${'é'.repeat(32_767)}\r\n`).errors).toEqual([]);
    const tooLong = readIgnoreFile(`b\n#${'é'.repeat(32_768)}\nc`);
    expect(tooLong.errors).toMatchObject([
      { code: 'line-too-long', message: 'bufio.Scanner: token too long', line: 1, always: true },
    ]);
    expect(tooLong.patterns).toHaveLength(2);
  });
});

describe('growth', () => {
  it.each(['[', '[:', '[[:', '\\', '**/', 'a*', '{1}', 'a|', '[a-', '!', '\\Q', '\\x{', '../', '\n', 'a\n'])(
    'half a megabyte of %j is read in linear time',
    (unit) => {
      const text = unit.repeat(500_000 / unit.length);
      // No stop watch: quadratic work on this length would outlive the test runner's patience.
      expect(readIgnoreFile(text).lines.at(-1)?.range.end).toBe(text.length);
    },
  );
});
