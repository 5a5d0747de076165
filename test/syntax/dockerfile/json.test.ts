import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { one, outlines, refusals, words } from './outline.ts';

describe('JSON arrays', () => {
  it.each(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'VOLUME', 'COPY', 'ADD'])('are read by %s', (keyword) => {
    expect(outlines(`${keyword} [ "a b" ,"c"\t] `)[0]).toEqual({
      keyword,
      lines: '1',
      words: ['a b', 'c'],
      json: true,
    });
  });

  it('are not read by the others', () => {
    expect(words('USER ["a"]')).toEqual(['["a"]']);
    expect(words('EXPOSE ["a", "b"]')).toEqual(['["a",', '"b"]']);
  });

  it('may be empty and may span lines', () => {
    expect(one('CMD []').json?.items).toEqual([]);
    expect(one('CMD []').words).toEqual([]);
    expect(words('CMD [ \\\n  "a", \\\n# c\n  "b" \\\n]')).toEqual(['a', 'b']);
  });

  it('are decoded as Go does', () => {
    expect(words('CMD ["\\"\\\\\\/\\b\\f\\n\\r\\t", "\\u0041\\u00e9"]')).toEqual([
      '"\\/\b\f\n\r\t',
      'A\u00e9',
    ]);
    expect(words('CMD ["\\ud83d\\ude00"]')).toEqual(['\u{1f600}']);
    expect(words('CMD ["\\ud83d", "\\ude00\\ud83d", "\\ud83dx", "\\ud83d\\u0041"]')).toEqual([
      '\ufffd',
      '\ufffd\ufffd',
      '\ufffdx',
      '\ufffdA',
    ]);
    expect(words('CMD ["a\u2028b\u007f"]')).toEqual(['a\u2028b\u007f']);
  });

  it('have ranges with and without quotes, and a map from what they say to what stands there', () => {
    const text = 'CMD ["a\\tb", "c\\\nd"]';
    const cmd = one(text);
    const slice = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    expect(slice(cmd.json?.range ?? { start: 0, end: 0 })).toBe('["a\\tb", "c\\\nd"]');
    expect(cmd.json?.items.map(({ range }) => slice(range))).toEqual(['"a\\tb"', '"c\\\nd"']);
    expect(cmd.words.map(({ range }) => slice(range))).toEqual(['a\\tb', 'c\\\nd']);
    const [first] = cmd.words;
    expect([0, 1, 2].map((at) => first?.map.toSource(at))).toEqual([6, 7, 9]);
  });

  it.each([
    ["['a']", 'single-quotes', "'"],
    ['["a', 'unterminated-string', '"a'],
    ['["a"', 'unterminated-array', ''],
    ['["a",', 'unterminated-array', ''],
    ['["a" "b"]', 'missing-comma', '"b'],
    ['["a",]', 'trailing-comma', ']'],
    ['["\\x"]', 'bad-escape', '\\x'],
    ['["\\u12"]', 'bad-escape', '\\u'],
    ['["a"] b', 'text-after-array', 'b'],
    ['["a"] # b', 'text-after-array', '#'],
    ['[a]', 'other', 'a'],
    ['[ -f x ] && y', 'other', '-f'],
    ['["a\tb"]', 'other', '\t'],
    ['["a",\u00a0"b"]', 'other', '\u00a0'],
    ['[01]', 'other', '1'],
    ['[1e999]', 'not-a-string', '1e999'],
  ])('fall back when they are none: %s', (body, reason, at) => {
    const text = `CMD ${body}`;
    const cmd = one(text);
    expect(cmd.json).toBeUndefined();
    expect(refusals(text)).toEqual([]);
    expect(cmd.shell?.text).toBe(body);
    expect(cmd.brokenJson?.reason).toBe(reason);
    expect(cmd.brokenJson?.range).toEqual({ start: 4, end: text.length });
    expect(text.slice(cmd.brokenJson?.at)).toMatch(
      new RegExp(`^${at.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&')}`),
    );
  });

  it('fall back to words where the instruction takes words', () => {
    expect(words("COPY ['a', 'b']")).toEqual(["['a',", "'b']"]);
    expect(one("VOLUME ['a']").brokenJson?.reason).toBe('single-quotes');
    expect(one("HEALTHCHECK CMD ['a']").brokenJson?.reason).toBe('single-quotes');
  });

  it.each(['[1]', '["a", null]', '[["a"]]', '[{"a": [1, true]}]', '[false]', '["a", -1.5e3]'])(
    'are refused when something in them is no string: %s',
    (body) => {
      const text = `CMD ${body}`;
      expect(refusals(text)).toEqual([
        'when using JSON array syntax, arrays must be comprised of strings only',
      ]);
      expect(parseDockerfile(text).instructions[0]?.brokenJson?.reason).toBe('not-a-string');
    },
  );

  it('nested too deeply for Go are no JSON', () => {
    const nested = (depth: number) => `CMD ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(refusals(nested(10_000))).toHaveLength(1);
    expect(refusals(nested(10_001))).toEqual([]);
  });

  it('begin with the bracket', () => {
    expect(one('CMD x ["a"]').json).toBeUndefined();
    expect(one('CMD x ["a"]').brokenJson).toBeUndefined();
    expect(one('CMD "a"').brokenJson).toBeUndefined();
  });
});
