import { describe, expect, it } from 'vitest';
import {
  isBool,
  isMemorySize,
  isUint32,
  parseDuration,
  parseInt32,
} from '../../../server/src/syntax/dockerfile/goValues.ts';
import { quote, trimSpace, utf8Length } from '../../../server/src/text/goStrings.ts';
import { nearest, nearestKeyword } from '../../../server/src/text/nearest.ts';

describe('values as Go reads them', () => {
  it.each([
    ['0', 0],
    ['+0', 0],
    ['1h2m3.5s', 3_723_500_000_000],
    ['-1.5h', -5_400_000_000_000],
    ['.5s', 500_000_000],
    ['1.s', 1_000_000_000],
    ['3\u00b5s', 3_000],
    ['1ns', 1],
    ['-9223372036854775808ns', -(2 ** 63)],
    ['9223372036854775808ns9223372036854775808ns', 0],
    ['0.00000000000000000000000001h', 0],
  ])('duration %s', (text, value) => {
    expect(parseDuration(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['.', 'time: invalid duration "."'],
    ['.s', 'time: invalid duration ".s"'],
    ['s', 'time: invalid duration "s"'],
    ['1', 'time: missing unit in duration "1"'],
    ['1m2', 'time: missing unit in duration "1m2"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1 s', 'time: unknown unit " s" in duration "1 s"'],
    ['1.2.3s', 'time: missing unit in duration "1.2.3s"'],
    ['9999999h', 'time: invalid duration "9999999h"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['9223372036854775809x', 'time: invalid duration "9223372036854775809x"'],
    ['9999999h1x', 'time: invalid duration "9999999h1x"'],
    ['9223372036854775808ns1x', 'time: unknown unit "x" in duration "9223372036854775808ns1x"'],
    ['1\u00e9"', 'time: unknown unit "\\xc3\\xa9\\"" in duration "1\\xc3\\xa9\\""'],
  ])('no duration %s', (text, error) => {
    expect(parseDuration(text)).toEqual({ ok: false, error });
  });

  it('integers', () => {
    expect(parseInt32('+5')).toEqual({ ok: true, value: 5 });
    expect(parseInt32('1_0').ok).toBe(false);
    expect(parseInt32('2147483647').ok).toBe(true);
    expect(parseInt32('-2147483649').ok).toBe(false);
    expect(parseInt32('4294967296x')).toEqual({
      ok: false,
      error: 'strconv.ParseInt: parsing "4294967296x": value out of range',
    });
    expect(parseInt32('4294967295x')).toEqual({
      ok: false,
      error: 'strconv.ParseInt: parsing "4294967295x": invalid syntax',
    });
    expect([
      isUint32('0755', 8),
      isUint32('8', 8),
      isUint32('4294967295', 10),
      isUint32('4294967296', 10),
    ]).toEqual([true, false, true, false]);
  });

  it('truth values and sizes', () => {
    expect(['1', 't', 'TRUE', 'False', 'f'].every(isBool)).toBe(true);
    expect(['yes', 'tRUE', ''].some(isBool)).toBe(false);
    expect(['1', '1b', '2k', '2KB', '2 kib', '.5m', '1.5GiB', '1e3'].every(isMemorySize)).toBe(true);
    expect(['', 'm', '1x', '1kbb', '-1', '1  k', '1bb', '1i'].some(isMemorySize)).toBe(false);
  });

  it('quotes', () => {
    expect(quote('a"b\\c\n\t\0\u00e9\u200b\u{1f600}\u{e0001}')).toBe(
      '"a\\"b\\\\c\\n\\t\\x00\u00e9\\u200b\u{1f600}\\U000e0001"',
    );
  });

  it('blanks and bytes', () => {
    expect(trimSpace('\u0085\u00a0\u3000a b\ufeff \n')).toBe('a b\ufeff');
    expect(utf8Length('a\u00e9\u20ac\u{1f600}', 0, 5)).toBe(10);
  });
});

describe('nearest', () => {
  it('allows two changes, and takes the first of equals', () => {
    expect(nearest('fron', ['from', 'link'])).toBe('from');
    expect(nearest('ab', ['ad', 'ac'])).toBe('ad');
    expect(nearest('from', ['from', 'frob'])).toBeUndefined();
    expect(nearest('abcdef', ['xyz'])).toBeUndefined();
    expect(nearest('', ['ab'])).toBe('ab');
  });

  it('keeps the case of a keyword', () => {
    expect(nearestKeyword('RUNN', ['RUN'])).toBe('RUN');
    expect(nearestKeyword('runn', ['RUN'])).toBe('run');
    expect(nearestKeyword('Runn', ['RUN'])).toBe('run');
  });
});
