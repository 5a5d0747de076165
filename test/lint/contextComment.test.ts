import { describe, expect, test } from 'vitest';
import { contextComment, mayNameContext } from '../../server/src/lint/contextComment.ts';
import { lintText } from '../../server/src/service.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';

describe('# shipshape context=', () => {
  test.each([
    ['# shipshape context=../..\nFROM a\n', { path: '../..', line: 1 }],
    ['# syntax=docker/dockerfile:1\n\n#shipshape context = . because\nFROM a\n', { path: '.', line: 3 }],
    ['FROM a\n# shipshape context="my app"\nRUN true\n', { path: 'my app', line: 2 }],
    ['# shipshape context=a\n# shipshape context=b\nFROM a\n', { path: 'a', line: 1 }],
    ['# shipshape context=\nFROM a\n', undefined],
    ['# shipshape contexts=a\nFROM a\n', undefined],
    ['# see shipshape context=a\nFROM a\n', undefined],
    ['FROM a\nRUN <<EOF\n# shipshape context=a\nEOF\n', undefined],
    ['FROM a\n', undefined],
  ])('%j', (text, expected) => {
    expect(contextComment(parseDockerfile(text))).toEqual(expected);
    if (expected) expect(mayNameContext(text)).toBe(true);
  });

  test('silences nothing, and no rule takes it for a suppression', () => {
    const body = 'FROM alpine:3.20\nRUN apk add curl\n';
    const ids = (text: string): string[] =>
      lintText(text, { configuration: { preset: 'all', rules: {} } }).problems.map(({ rule }) => rule.id);
    expect(ids(`# shipshape context=../..\n${body}`)).toEqual(ids(`# any other comment\n${body}`));
  });
});
