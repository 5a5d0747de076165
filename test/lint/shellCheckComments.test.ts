import { describe, expect, test } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { lintDockerfile } from '../../server/src/lint/run.ts';
import { shellCheckSuppressions } from '../../server/src/lint/shellCheckComments.ts';
import { silences } from '../../server/src/lint/suppress.ts';
import { createModel } from '../../server/src/model/model.ts';
import { defineRule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';

const modelOf = (text: string) => createModel(parseDockerfile(text));

function shown(text: string) {
  return shellCheckSuppressions(modelOf(text)).map(({ codes, scope }) => [
    codes.map(({ range }) => text.slice(range.start, range.end)).join(),
    scope === 'file' ? scope : text.slice(scope.start, scope.end),
  ]);
}

describe('comments of ShellCheck', () => {
  test('above an instruction and between its lines speak of the instruction', () => {
    expect(shown('FROM a\n# shellcheck disable=SC2086,SC2046\nRUN b\nRUN c\n')).toEqual([
      ['SC2086,SC2046', '# shellcheck disable=SC2086,SC2046\nRUN b'],
    ]);
    expect(shown('FROM a\nRUN b \\\n  # shellcheck shell=sh disable=all\n  && c\nRUN d\n')).toEqual([
      ['all', 'RUN b \\\n  # shellcheck shell=sh disable=all\n  && c'],
    ]);
  });

  test('at the top of a body speak of the body, below it of the next command', () => {
    const top = 'FROM a\nRUN <<E\n#!/bin/sh\n# shellcheck disable=SC2086\nb\nc\nE\n';
    expect(shown(top)).toEqual([['SC2086', '# shellcheck disable=SC2086\nb\nc']]);
    const below = 'FROM a\nRUN <<E\nb\n\t# shellcheck disable=SC2086 # because\n\nc $d |\n  e && f\ng\nE\n';
    expect(shown(below)).toEqual([['SC2086', '# shellcheck disable=SC2086 # because\n\nc $d |\n  e && f']]);
    const inner =
      'FROM a\nRUN <<-E\n\tb\n\tif c; then\n\t\t# shellcheck disable=SC1-SC2\n\t\td\n\t\te\n\tfi\n\tE\n';
    expect(shown(inner)).toEqual([['SC1-SC2', '# shellcheck disable=SC1-SC2\n\t\td']]);
    expect(
      shown('FROM a\nRUN bash <<"E"\nb\n# shellcheck disable=SC2086\nfor c in d; do\n e\ndone\nf\nE\n'),
    ).toEqual([['SC2086', '# shellcheck disable=SC2086\nfor c in d; do\n e\ndone']]);
    expect(shown('FROM a\nRUN <<E\nb "$(\n# shellcheck disable=SC2086\nc\nd)"\nE\n')).toEqual([
      ['SC2086', '# shellcheck disable=SC2086\nc'],
    ]);
  });

  test('are not behind a command, in what no shell runs, or without codes', () => {
    expect(shown('FROM a\nRUN <<E\nb # shellcheck disable=SC2086\nc\nE\n')).toEqual([]);
    expect(shown('FROM a\nRUN cat <<E >f\n# shellcheck disable=SC2086\nc\nE\n')).toEqual([]);
    expect(shown('FROM a\nRUN python3 <<E\n# shellcheck disable=SC2086\nc\nE\n')).toEqual([]);
    expect(shown('FROM a\n# shellcheck source=/dev/null\nRUN b\n')).toEqual([]);
    expect(shown('FROM a\n# shellcheck because disable=SC2086\nRUN b\n')).toEqual([]);
    expect(shown('FROM a\n# shellcheck disable=\nRUN b\n')).toEqual([]);
    expect(shown('FROM a\nRUN b\n# shellcheck disable=SC2086\n')).toEqual([]);
  });

  const rule = defineRule({
    id: 'for-the-test',
    summary: 'For the test',
    why: 'For the test.',
    language: 'dockerfile',
    category: 'style',
    severity: 'information',
    preset: 'recommended',
    since: '0.1.0',
    equivalents: [
      { tool: 'hadolint', code: 'SC2086', match: 'same' },
      { tool: 'hadolint', code: 'SC2046', match: 'related' },
    ],
    references: [],
    messages: { found: 'Found.' },
    check({ steps, report }) {
      for (const { run } of steps)
        for (const { name, range } of run?.commands ?? [])
          if (name === 'bad') report({ at: range, message: 'found' });
    },
  });

  test('mean what hadolint has from ShellCheck', () => {
    const by = (code: string) => {
      const [suppression] = shellCheckSuppressions(modelOf(`FROM a\n# shellcheck disable=${code}\nRUN b\n`));
      return suppression !== undefined && silences(suppression, rule);
    };
    expect(['SC2086', '2086', 'all', 'SC2000-SC2099', '"SC1000,SC2086"', 'SC2086-SC2086'].map(by)).toEqual(
      Array(6).fill(true),
    );
    expect(['SC2046', 'DL3008', 'SC2000-SC2085', 'SC3', 'for-the-test'].map(by)).toEqual(
      Array(5).fill(false),
    );
  });

  test('silence within their scope', () => {
    const text = 'FROM a\nRUN <<E\nbad 1\n# shellcheck disable=SC2086\nbad 2 &&\n  bad 3\nbad 4\nE\n';
    const configuration = { preset: 'all', rules: {} } as const;
    const found = lintDockerfile({
      text,
      model: modelOf(text),
      context: unknownContext,
      configuration,
      rules: [rule],
    });
    const texts = (list: typeof found.problems) =>
      list.map(({ range }) => text.slice(range.start, range.end));
    expect(texts(found.problems)).toEqual(['bad 1', 'bad 4']);
    expect(texts(found.suppressed)).toEqual(['bad 2', 'bad 3']);
  });
});
