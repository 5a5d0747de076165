import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { one, outlines, refusals, words } from './outline.ts';

describe('lines', () => {
  it('count from one and hold their continuations', () => {
    expect(outlines('FROM a\n\nRUN b \\\n  c\nCMD d\n')).toEqual([
      { keyword: 'FROM', lines: '1', words: ['a'] },
      { keyword: 'RUN', lines: '3-4', words: ['b   c'] },
      { keyword: 'CMD', lines: '5', words: ['d'] },
    ]);
  });

  it('are split at line feeds only: a lone carriage return is content', () => {
    expect(words('RUN a\rRUN b')).toEqual(['a\rRUN b']);
    expect(words('FROM a\rAS\rb')).toEqual(['a', 'AS', 'b']);
  });

  it.each(['\r\n', '\r\r\n', '\n'])(
    'end at every carriage return in front of the line feed: %j',
    (lineBreak) => {
      const text = ['FROM a', 'RUN b \\', '  c', 'CMD d', ''].join(lineBreak);
      expect(outlines(text).map((each) => each.words)).toEqual([['a'], ['b   c'], ['d']]);
      const [, run] = parseDockerfile(text).instructions;
      expect(text.slice(run?.range.start, run?.range.end)).toBe(`RUN b \\${lineBreak}  c`);
    },
  );

  it('may begin with a byte order mark, once and only in the first line', () => {
    const text = '\ufeffFROM a\n';
    const tree = parseDockerfile(text);
    expect(tree.instructions[0]?.keyword.range).toEqual({ start: 1, end: 5 });
    expect(tree.items[0]?.range).toEqual({ start: 0, end: 8 });
    expect(outlines('FROM a\n\ufeffRUN b\n')[1]?.keyword).toBe('\ufeffRUN');
    expect(outlines('\ufeff\ufeffFROM a')[0]?.keyword).toBe('\ufeffFROM');
  });

  it('may be indented with any blank Unicode knows', () => {
    for (const blank of [' ', '\t', '\v', '\f', '\u00a0', '\u0085', '\u2003', '\u3000']) {
      expect(outlines(`${blank}FROM a`)[0]).toEqual({ keyword: 'FROM', lines: '1', words: ['a'] });
    }
    expect(outlines('\u200bFROM a')[0]?.keyword).toBe('\u200bFROM');
  });

  it('separate the keyword with the blanks of ASCII only', () => {
    expect(words('FROM\v\f\ta')).toEqual(['a']);
    expect(one('FROM\u00a0a').keyword.text).toBe('FROM\u00a0a');
    expect(one('FROM\u00a0a').name).toBeUndefined();
  });

  it('keep NUL and other control characters as content', () => {
    expect(words('FROM a\0b c\x01')).toEqual(['a\0b', 'c\x01']);
  });

  it('know every keyword in any case, and keep its spelling', () => {
    expect(outlines('from a\nRuN b').map((each) => each.keyword)).toEqual(['from', 'RuN']);
    expect(parseDockerfile('from a\nRuN b').instructions.map((each) => each.name)).toEqual(['FROM', 'RUN']);
  });

  it('may hold a keyword alone', () => {
    const run = one('RUN');
    expect(run.words).toEqual([]);
    expect(run.shell).toBeUndefined();
    expect(run.args.range).toEqual({ start: 3, end: 3 });
  });

  it('of unknown words are instructions without a name', () => {
    const [instruction] = parseDockerfile('FORM scratch --x=1\n').instructions;
    expect(instruction?.name).toBeUndefined();
    expect(instruction?.keyword.text).toBe('FORM');
    expect(instruction?.args.text).toBe('scratch --x=1');
  });

  it.each(['', '\n\n', '# only a comment\n', '  \t\n', '# syntax=docker/dockerfile:1\n'])(
    'without an instruction are refused: %j',
    (text) => {
      expect(refusals(text)).toEqual(['file with no instructions']);
    },
  );

  it('beyond 65,535 bytes are refused, whatever they hold', () => {
    const message = 'dockerfile line greater than max allowed size of 65535';
    const fill = (bytes: number) => `RUN ${'x'.repeat(bytes - 4)}`;
    expect(refusals(`${fill(65_535)}\nRUN b`)).toEqual([]);
    expect(refusals(`${fill(65_536)}\nRUN b`)).toEqual([message]);
    expect(refusals(fill(65_535))).toEqual([]);
    expect(refusals(`FROM a\n# ${'ä'.repeat(40_000)}`)).toEqual([message]);
    expect(refusals(`FROM a\n# ${'\u{1f600}'.repeat(16_000)}`)).toEqual([]);
    expect(refusals(`FROM a\n# ${'\u{1f600}'.repeat(16_400)}`)).toEqual([message]);
  });
});

describe('continuations', () => {
  it('join without a blank and keep the indentation of the next line', () => {
    expect(words('RUN a\\\nb \\\n\tc')).toEqual(['ab \tc']);
  });

  it('may have spaces and tabs behind the escape token, nothing else', () => {
    expect(words('RUN a \\ \t\nb')).toEqual(['a b']);
    expect(outlines('RUN a \\\v\nRUN b')).toHaveLength(2);
    expect(outlines('RUN a \\\u00a0\nRUN b')).toHaveLength(2);
  });

  it('are none behind an escaped escape token', () => {
    expect(outlines('RUN a \\\\\nRUN b').map((each) => each.words)).toEqual([['a \\\\'], ['b']]);
    expect(outlines('RUN a \\\\ \nRUN b')).toHaveLength(2);
    // BuildKit cannot tell an escaped escape token from the one in front of it either.
    expect(outlines('RUN a \\\\\\\nRUN b')).toHaveLength(2);
    expect(outlines('RUN a \\ \\\nRUN b')).toHaveLength(1);
  });

  it('leave out comment lines, indented ones too', () => {
    const text = 'RUN a \\\n# one\n  # two \\\n  b';
    const run = one(text);
    expect(run.words[0]?.text).toBe('a   b');
    expect(run.comments.map((comment) => comment.text)).toEqual(['one', 'two \\']);
    expect(run.comments.every((comment) => comment.inside === run)).toBe(true);
    expect(parseDockerfile(text).comments).toHaveLength(2);
  });

  it('leave out blank lines, with one warning for the instruction', () => {
    const text = 'FROM a\nRUN b \\\n\n  \\\n \t\n  c\n';
    const tree = parseDockerfile(text);
    const [, run] = tree.instructions;
    expect(run?.words[0]?.text).toBe('b     c');
    expect(run?.emptyLines).toEqual([
      { start: 15, end: 15 },
      { start: 20, end: 22 },
    ]);
    expect(tree.warnings).toHaveLength(1);
    expect(tree.warnings[0]?.message).toBe('Empty continuation line found in: RUN b     c');
    expect(tree.warnings[0]?.range).toEqual({ start: 15, end: 15 });
  });

  it('do not warn of comment lines alone', () => {
    expect(parseDockerfile('RUN a \\\n# c\n  b').warnings).toEqual([]);
  });

  it('may run to the end of the file', () => {
    expect(outlines('RUN a \\')).toEqual([{ keyword: 'RUN', lines: '1', words: ['a'] }]);
    expect(outlines('RUN a \\\n')).toEqual([{ keyword: 'RUN', lines: '1', words: ['a'] }]);
    expect(outlines('RUN a \\\n\n# c\n')).toEqual([{ keyword: 'RUN', lines: '1-3', words: ['a'] }]);
  });

  it('may split the keyword, a flag and a word', () => {
    const text = 'CO\\\nPY --fr\\\nom=st\\\nage a\\\nb /d\\\nst';
    const copy = one(text);
    expect(copy.name).toBe('COPY');
    expect(copy.keyword.range).toEqual({ start: 0, end: 6 });
    expect(copy.flags[0]?.name).toBe('from');
    expect(copy.flags[0]?.value).toBe('stage');
    expect(copy.words.map((word) => word.text)).toEqual(['ab', '/dst']);
    expect(text.slice(copy.words[1]?.range.start, copy.words[1]?.range.end)).toBe('/d\\\nst');
  });

  it("may begin an instruction: its indentation is then the next line's", () => {
    const text = '\\\n   FROM a';
    expect(outlines(text)).toEqual([{ keyword: 'FROM', lines: '1-2', words: ['a'] }]);
    expect(one(text).keyword.range).toEqual({ start: 5, end: 9 });
    expect(outlines('\\\nFROM a')[0]?.keyword).toBe('FROM');
  });

  it('of nothing make an instruction without a keyword', () => {
    expect(outlines('\\\n')).toEqual([{ keyword: '', lines: '1' }]);
  });

  it('keep a comment sign that is not the first character', () => {
    expect(words('RUN a # b\\\n c # d')).toEqual(['a # b c # d']);
  });

  it('tell where they stand', () => {
    const text = 'RUN a \\ \n# c\n\n  b';
    const run = one(text);
    expect(run.continuations).toEqual([{ start: 6, end: 14 }]);
    const open = one('RUN a \\\n# c\n');
    expect(open.continuations).toEqual([{ start: 6, end: 11 }]);
  });

  it('map every character of the joined text to its place', () => {
    const text = 'RUN ab\\\n# c\ncd \\\n\n  ef';
    const { line, range } = one(text);
    expect(line.text).toBe('RUN abcd   ef');
    const pieces = line.map.segments(0, line.text.length).map(({ start, end }) => text.slice(start, end));
    expect(pieces).toEqual(['RUN ab', 'cd ', '  ef']);
    for (let at = 0; at < line.text.length; at++) {
      expect(text[line.map.toSource(at)]).toBe(line.text[at]);
      expect(line.map.toDerived(line.map.toSource(at))).toBe(at);
    }
    expect(line.map.toSource(6, 'before')).toBe(6);
    expect(line.map.toSource(6, 'after')).toBe(12);
    expect(range).toEqual({ start: 0, end: text.length });
  });

  it('use the backtick when the escape directive says so', () => {
    const text = '# escape=`\nRUN a `\n b\nRUN c \\\nRUN d ``\nCMD e';
    expect(outlines(text).map((each) => each.words)).toEqual([['a  b'], ['c \\'], ['d ``'], ['e']]);
  });
});

describe('items', () => {
  it('are adjacent and cover the text', () => {
    const text = '\ufeff# escape=`\r\n# c\n\nFROM a\n  RUN b `\n  # d\n  c\n\n\nCOPY <<E /x\n1\nE\n# e';
    const { items } = parseDockerfile(text);
    expect(items.map(({ range }) => text.slice(range.start, range.end)).join('')).toBe(text);
    expect(items.map((item) => item.kind)).toEqual([
      'directive',
      'comment',
      'blank',
      'instruction',
      'instruction',
      'blank',
      'blank',
      'instruction',
      'comment',
    ]);
  });

  it('trim comments', () => {
    expect(parseDockerfile('  #   a b  \r\nFROM a').comments[0]).toEqual({
      range: { start: 2, end: 11 },
      text: 'a b',
      inside: undefined,
    });
  });
});
