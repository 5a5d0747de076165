import { describe, expect, test } from 'vitest';
import { dockerfileFolds } from '../../../server/src/features/navigation/dockerfileFolds.ts';
import {
  type DockerfileSymbol,
  dockerfileSymbols,
} from '../../../server/src/features/navigation/dockerfileSymbols.ts';
import { createModel } from '../../../server/src/model/model.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';

const text = [
  '# syntax=docker/dockerfile:1', // 0
  '# About', // 1
  '# this file', // 2
  'ARG V=1', // 3
  'FROM golang:$V AS Build', // 4
  'RUN --mount=type=cache,target=/c a && \\', // 5
  '    b', // 6
  '# region copies', // 7
  'COPY a \\', // 8
  '  # why', // 9
  '  # so', // 10
  '  b /', // 11
  '# endregion', // 12
  '', // 13
  '# the end', // 14
  'FROM scratch', // 15
  'ONBUILD RUN x', // 16
  'COPY <<A <<B /', // 17
  'a', // 18
  'A', // 19
  'b', // 20
  'B', // 21
  'RUN <<EOF', // 22
  'x', // 23
  'EOF', // 24
  '', // 25
].join('\n');

const modelOf = (source: string) => createModel(parseDockerfile(source));

describe('the outline', () => {
  const lines = (symbols: readonly DockerfileSymbol[], indent = ''): string[] =>
    symbols.flatMap(({ kind, name, detail, children }) => [
      `${indent}${kind} ${name}${detail === undefined ? '' : ` (${detail})`}`,
      ...lines(children, `${indent}  `),
    ]);

  test('has the stages with their instructions', () => {
    expect(lines(dockerfileSymbols(modelOf(text)))).toEqual([
      'variable ARG V=1',
      'stage Build (golang:1)',
      '  command RUN a && b',
      '  copy COPY a b /',
      'stage FROM scratch',
      '  command ONBUILD RUN x',
      '  copy COPY <<A <<B /',
      '  command RUN <<EOF',
    ]);
  });

  test('has ranges that hold what is below them', () => {
    const check = (symbols: readonly DockerfileSymbol[]): void => {
      for (const { range, selection, children } of symbols) {
        expect(range.start).toBeLessThanOrEqual(selection.start);
        expect(range.end).toBeGreaterThanOrEqual(selection.end);
        for (const child of children) {
          expect(range.start).toBeLessThanOrEqual(child.range.start);
          expect(range.end).toBeGreaterThanOrEqual(child.range.end);
        }
        check(children);
      }
    };
    check(dockerfileSymbols(modelOf(text)));
  });

  test.each(['', 'FROM', 'RUN', 'FROM x AS', 'ONBUILD', 'nothing', 'FROM x\nCOPY'])(
    'never has an empty name: %j',
    (source) => {
      for (const { name, children } of dockerfileSymbols(modelOf(source))) {
        expect(name).not.toBe('');
        for (const child of children) expect(child.name).not.toBe('');
      }
    },
  );
});

describe('folds', () => {
  const folds = (source: string): string[] =>
    dockerfileFolds(modelOf(source)).map(({ kind, startLine, endLine }) => `${kind} ${startLine}-${endLine}`);

  test('are stages, long instructions, heredocs, comments and regions', () => {
    expect(folds(text)).toEqual([
      'comment 1-2',
      'code 4-11',
      'code 5-6',
      'region 7-12',
      'code 8-11',
      'comment 9-10',
      'code 15-24',
      'code 17-21',
      'code 19-21',
      'code 22-24',
    ]);
  });

  test('a single stage is none', () => {
    expect(folds('FROM x\nRUN a\nRUN b\n')).toEqual([]);
  });

  test('the lines of a heredoc under a long command line have one of their own', () => {
    expect(folds('FROM x\nRUN a \\\n  <<EOF\nb\nEOF\n')).toEqual(['code 1-4', 'code 2-4']);
  });

  test('the same with CRLF', () => {
    expect(folds(text.replaceAll('\n', '\r\n'))).toEqual(folds(text));
  });
});
