import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { one, outlines, pairs, refusals, words } from './outline.ts';

describe('words without quoting', () => {
  it('are split at blanks: FROM, COPY, ADD, EXPOSE, VOLUME', () => {
    expect(words('FROM  a\tAS \v b')).toEqual(['a', 'AS', 'b']);
    expect(words('COPY "a b" c')).toEqual(['"a', 'b"', 'c']);
    expect(words('COPY a\\ b c')).toEqual(['a\\', 'b', 'c']);
    expect(words('EXPOSE 80 443/tcp')).toEqual(['80', '443/tcp']);
    expect(words('VOLUME /a /b')).toEqual(['/a', '/b']);
    expect(words('COPY a\u00a0b c')).toEqual(['a\u00a0b', 'c']);
    expect(words('COPY . . # why')).toEqual(['.', '.', '#', 'why']);
  });

  it('are one: USER, WORKDIR, STOPSIGNAL, MAINTAINER', () => {
    for (const keyword of ['USER', 'WORKDIR', 'STOPSIGNAL', 'MAINTAINER']) {
      expect(words(`${keyword}   a "b c"  `)).toEqual(['a "b c"']);
      expect(words(`${keyword} `)).toEqual([]);
    }
  });

  it('are trimmed of every blank Unicode knows', () => {
    expect(words('WORKDIR \u2003/a\u00a0')).toEqual(['/a']);
  });

  it('have ranges and offsets', () => {
    const text = 'FROM a \\\n  AS b';
    const from = one(text);
    expect(from.words.map(({ range }) => text.slice(range.start, range.end))).toEqual(['a', 'AS', 'b']);
    for (const word of from.words) {
      expect(from.line.text.slice(word.offset, word.offset + word.text.length)).toBe(word.text);
    }
  });
});

describe('ENV and LABEL', () => {
  it('take pairs, with quotes and escapes kept', () => {
    expect(pairs('ENV a=b c="d e" f=\'g h\' i=j\\ k')).toEqual(['a=b', 'c="d e"', "f='g h'", 'i=j\\ k']);
    expect(pairs('LABEL "c d"=e f=')).toEqual(['"c d"=e', 'f=']);
    expect(pairs('ENV a="b"$C d=\'x\'$E')).toEqual(['a="b"$C', "d='x'$E"]);
    expect(pairs('ENV a==b=c')).toEqual(['a==b=c']);
    expect(pairs('ENV =b')).toEqual(['=b']);
  });

  it('take the legacy form when the first word has no equals sign', () => {
    expect(pairs('ENV a b c=d')).toEqual(['a b c=d']);
    expect(pairs('ENV a   "b  c" ')).toEqual(['a "b  c"']);
    expect(pairs('ENV "a b" c')).toEqual(['"a b" c']);
    expect(one('LABEL a b').pairs[0]?.form).toBe('legacy');
  });

  it('take quotes with a blank and an equals sign for a pair', () => {
    expect(pairs('ENV "a =b" c')).toEqual(['"a =b"', 'c']);
    expect(refusals('ENV "a =b" c')).toHaveLength(1);
  });

  it('refuse a name alone', () => {
    expect(refusals('ENV a')).toEqual(['ENV must have two arguments']);
    expect(refusals('LABEL "a b"')).toEqual([]);
    expect(pairs('LABEL "a b"')).toEqual(['"a b"']);
    expect(refusals('label a')).toEqual(['LABEL must have two arguments']);
    // A no-break space ends the word but does not separate name and value.
    expect(refusals('ENV a\u00a0b')).toEqual(['ENV must have two arguments']);
  });

  it('refuse a later word without an equals sign, and read on', () => {
    const text = 'ENV a=b c "d" e=f';
    expect(refusals(text)).toEqual([
      'Syntax error - can\'t find = in "c". Must be of the form: name=value',
      'Syntax error - can\'t find = in "\\"d\\"". Must be of the form: name=value',
    ]);
    expect(pairs(text)).toEqual(['a=b', 'c', '"d"', 'e=f']);
    const [error] = parseDockerfile(text).errors;
    expect(error && text.slice(error.range.start, error.range.end)).toBe('c');
    expect(error?.values).toMatchObject({ problem: 'equals-missing', word: 'c' });
  });

  it('take a quote that never closes for the rest of the line', () => {
    expect(pairs('ENV a="b c d=e')).toEqual(['a="b c d=e']);
    expect(pairs("ENV a='b\\' c=d")).toEqual(["a='b\\'", 'c=d']);
    expect(pairs('ENV a="b\\" c=d" e=f')).toEqual(['a="b\\" c=d"', 'e=f']);
  });

  it('drop an escape token at the very end', () => {
    expect(pairs('ENV a=b\\\\')).toEqual(['a=b\\\\']);
    expect(outlines('# escape=`\nENV a=b\\')[0]?.pairs).toEqual(['a=b\\']);
    expect(pairs('ENV a=b \\')).toEqual(['a=b']);
  });

  it('read quotes over continuations', () => {
    expect(pairs('ENV a="b \\\n  c" \\\n d=e')).toEqual(['a="b   c"', 'd=e']);
  });

  it('separate at any blank Unicode knows', () => {
    expect(pairs('ENV a=b\u2003c=d')).toEqual(['a=b', 'c=d']);
  });

  it('of nothing have no pairs', () => {
    expect(pairs('ENV')).toEqual([]);
    expect(refusals('ENV')).toEqual([]);
  });

  it('have exact ranges', () => {
    const text = 'ENV aa="b c" d e';
    const [first] = one(text).pairs;
    const slice = (range: { start: number; end: number } | undefined) =>
      range && text.slice(range.start, range.end);
    expect(slice(first?.name.range)).toBe('aa');
    expect(slice(first?.value?.range)).toBe('"b c"');
    expect(slice(first?.range)).toBe('aa="b c"');
    const empty = one('ENV a= b=c').pairs[0];
    expect(empty?.value?.range).toEqual({ start: 6, end: 6 });
  });
});

describe('ARG', () => {
  it('takes names and pairs', () => {
    expect(outlines('ARG A=1 B="2 3" C')[0]).toEqual({
      keyword: 'ARG',
      lines: '1',
      words: ['A=1', 'B="2 3"', 'C'],
      pairs: ['A=1', 'B="2 3"', 'C'],
    });
    expect(words('ARG ""')).toEqual(['""']);
    expect(words("ARG a' b'c")).toEqual(["a' b'c"]);
  });
});

describe('HEALTHCHECK', () => {
  it('takes a type and then what CMD takes', () => {
    expect(outlines('HEALTHCHECK --interval=5s CMD a  "b"')[0]).toEqual({
      keyword: 'HEALTHCHECK',
      lines: '1',
      flags: ['interval=5s'],
      words: ['CMD', 'a  "b"'],
    });
    expect(outlines('HEALTHCHECK cmd ["a", "b"]')[0]).toMatchObject({ words: ['cmd', 'a', 'b'], json: true });
    expect(words('HEALTHCHECK NONE')).toEqual(['NONE']);
    expect(one('HEALTHCHECK CMD a b').shell?.text).toBe('a b');
    expect(one('HEALTHCHECK NONE x').shell).toBeUndefined();
    expect(one('HEALTHCHECK CMD').shell).toBeUndefined();
  });
});
