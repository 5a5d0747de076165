import { describe, expect, test } from 'vitest';
import { insertIgnoreFileSuppression, insertSuppression } from '../../server/src/lint/insertSuppression.ts';
import { dockerfileSuppressions, ignoreFileSuppressions, silences } from '../../server/src/lint/suppress.ts';
import { ruleById } from '../../server/src/rules/index.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

const maintainer = ruleById('maintainer-deprecated') as Rule;

function shown(text: string) {
  return dockerfileSuppressions(parseDockerfile(text)).map(({ tool, codes, scope }) => [
    tool,
    codes.map(({ code }) => code).join(),
    scope === 'file' ? 'file' : text.slice(scope.start, scope.end),
  ]);
}

describe('reading', () => {
  test('every spelling', () => {
    const text = [
      '# check=skip=A,B;error=true',
      '# shipshape global ignore=one , two because it is so',
      'FROM a',
      '#shipshape ignore=three',
      '',
      '# hadolint ignore=DL3008, SC2086',
      '# check=skip=C // why',
      'RUN b',
      '# hadolint global ignore=DL1',
      '',
    ].join('\n');
    expect(shown(text)).toEqual([
      ['buildkit', 'A,B', 'file'],
      ['shipshape', 'one,two', 'file'],
      [
        'shipshape',
        'three',
        '#shipshape ignore=three\n\n# hadolint ignore=DL3008, SC2086\n# check=skip=C // why\nRUN b',
      ],
      ['hadolint', 'DL3008,SC2086', '# hadolint ignore=DL3008, SC2086\n# check=skip=C // why\nRUN b'],
      ['buildkit', 'C', '# check=skip=C // why\nRUN b'],
      ['hadolint', 'DL1', 'file'],
    ]);
  });

  test('of the checks above an instruction BuildKit reads the first behind the last bare #', () => {
    const codes = (text: string) => shown(`FROM a\n${text}RUN b\n`).map(([, code]) => code);
    expect(codes('# check=skip=A\n# check=skip=B\n')).toEqual(['A']);
    expect(codes('# check=skip=A\n#\n# check=skip=B\n')).toEqual(['B']);
    expect(codes('# check=skip=A\n#\n')).toEqual([]);
    expect(codes('# check=skip=A\n# and so on\n\n')).toEqual(['A']);
    expect(codes('RUN a \\\n# check=skip=A\n  b\n')).toEqual([]);
    expect(codes('# check=skip=A\nRUN a\n# check=skip=B\n')).toEqual(['A', 'B']);
    expect(codes('# shipshape ignore=a\n#\n')).toEqual(['a']);
  });

  test('a stage, where the comment stands above its FROM', () => {
    const text =
      'FROM a\n# hadolint stage ignore=DL1\nFROM b\nRUN c\nFROM d\n# hadolint stage ignore=DL2\nRUN e\n';
    expect(shown(text)).toEqual([['hadolint', 'DL1', '# hadolint stage ignore=DL1\nFROM b\nRUN c']]);
    const last = '# shipshape stage ignore=one\nFROM b\nRUN c\n';
    expect(shown(last)).toEqual([['shipshape', 'one', last]]);
  });

  test('hadolint as hadolint does', () => {
    const unread = (line: string) =>
      dockerfileSuppressions(parseDockerfile(`FROM a\n${line}\nRUN b\n`)).map(({ unreadFrom }) =>
        unreadFrom === undefined ? '' : line.slice(unreadFrom - 7),
      );
    expect(unread('# hadolint ignore=DL3008')).toEqual(['']);
    expect(unread('#  hadolint  global  ignore =  DL3008 ,  SC2086  ')).toEqual(['']);
    expect(unread('# hadolint ignore=DL3008 # because')).toEqual(['']);
    expect(unread('# hadolint ignore=DL3008# because')).toEqual(['']);
    expect(unread('# hadolint ignore=DL3008 because')).toEqual(['because']);
    expect(unread('# hadolint ignore=crazy,DL3002')).toEqual(['crazy,DL3002']);
    expect(unread('# hadolint ignore=DL3008,dl3009')).toEqual(['dl3009']);
  });

  test('codes have their place', () => {
    const text = '# shipshape ignore=one, two\nFROM a\n';
    const [suppression] = dockerfileSuppressions(parseDockerfile(text));
    expect(suppression?.codes.map(({ range }) => text.slice(range.start, range.end))).toEqual(['one', 'two']);
    const check = '# check=error=true;skip=A,\tB\nFROM a\n';
    const [directive] = dockerfileSuppressions(parseDockerfile(check));
    expect(directive?.codes.map(({ range }) => check.slice(range.start, range.end))).toEqual(['A', 'B']);
  });

  test('a comment inside a continued instruction speaks of that instruction', () => {
    expect(shown('FROM a\nRUN b \\\n  # shipshape ignore=x\n  c\nRUN d\n')).toEqual([
      ['shipshape', 'x', 'RUN b \\\n  # shipshape ignore=x\n  c'],
    ]);
  });

  test('what only looks like one', () => {
    const lines = [
      '# shipshape',
      '# shipshape ignore=',
      '# ignore=x',
      '# shipshape ignores=x',
      '# see shipshape ignore=x',
    ];
    for (const line of lines) expect(shown(`FROM a\n${line}\nRUN b\n`), line).toEqual([]);
    expect(shown('FROM a\nRUN echo # shipshape ignore=x\n')).toEqual([]);
    expect(shown('FROM a\nRUN <<E\n# shipshape ignore=x\nE\n')).toEqual([]);
  });

  test('ignore files', () => {
    const text = '# shipshape ignore=a\n\n # shipshape ignore=b\nx\n# shipshape global ignore=c why\n';
    const found = ignoreFileSuppressions(readIgnoreFile(text));
    expect(found.map(({ codes, scope }) => [codes[0]?.code, scope])).toEqual([
      ['a', { start: 0, end: 43 }],
      ['c', 'file'],
    ]);
  });
});

describe('matching', () => {
  const by = (tool: 'shipshape' | 'hadolint' | 'buildkit', code: string, rule = maintainer) =>
    silences(
      {
        tool,
        comment: { start: 0, end: 0 },
        isDirective: false,
        codes: [{ code, range: { start: 0, end: 0 } }],
        scope: 'file',
      },
      rule,
    );

  test('our id, a former id, and equivalents that are not merely related', () => {
    expect(by('shipshape', 'maintainer-deprecated')).toBe(true);
    expect(by('shipshape', 'DL4000')).toBe(false);
    expect(by('hadolint', 'DL4000')).toBe(true);
    expect(by('hadolint', 'DL4001')).toBe(false);
    expect(by('buildkit', 'MaintainerDeprecated')).toBe(true);
    expect(by('buildkit', 'maintainerdeprecated')).toBe(false);
    expect(by('buildkit', 'all')).toBe(true);
    expect(by('hadolint', 'all')).toBe(false);
    const related: Rule = {
      ...maintainer,
      aliases: ['old'],
      equivalents: [{ tool: 'hadolint', code: 'DL1', match: 'related' }],
    };
    expect(by('hadolint', 'DL1', related)).toBe(false);
    expect(by('buildkit', 'all', related)).toBe(false);
    expect(by('shipshape', 'old', related)).toBe(true);
  });
});

describe('inserting', () => {
  function inserted(text: string, needle: string, scope: 'next' | 'file', rule = maintainer) {
    const at = text.indexOf(needle);
    const edit = insertSuppression(
      parseDockerfile(text),
      { start: at, end: at + needle.length },
      rule,
      scope,
    );
    return edit && applyEdits(text, [edit]);
  }

  test('a new comment above the instruction, with its indentation and line break', () => {
    expect(inserted('FROM a\n  RUN b \\\n    && c\n', 'c', 'next')).toBe(
      'FROM a\n  # shipshape ignore=maintainer-deprecated\n  RUN b \\\n    && c\n',
    );
    expect(inserted('FROM a\r\nRUN b\r\n', 'RUN', 'next')).toBe(
      'FROM a\r\n# shipshape ignore=maintainer-deprecated\r\nRUN b\r\n',
    );
    expect(inserted('\uFEFFFROM a\n', 'FROM', 'next')).toBe(
      '\uFEFF# shipshape ignore=maintainer-deprecated\nFROM a\n',
    );
  });

  test('an existing comment is extended', () => {
    expect(inserted('FROM a\n# shipshape ignore=x why\nRUN b\n', 'RUN', 'next')).toBe(
      'FROM a\n# shipshape ignore=x,maintainer-deprecated why\nRUN b\n',
    );
    expect(inserted('# shipshape global ignore=x, y why\nFROM a\n', 'FROM', 'file')).toBe(
      '# shipshape global ignore=x, y,maintainer-deprecated why\nFROM a\n',
    );
  });

  test('a comment of the instruction above, or of another tool, is left alone', () => {
    expect(inserted('# shipshape ignore=x\nFROM a\nRUN b\n', 'RUN', 'next')).toBe(
      '# shipshape ignore=x\nFROM a\n# shipshape ignore=maintainer-deprecated\nRUN b\n',
    );
    expect(inserted('FROM a\n# hadolint ignore=DL1\nRUN b\n', 'RUN', 'next')).toBe(
      'FROM a\n# shipshape ignore=maintainer-deprecated\n# hadolint ignore=DL1\nRUN b\n',
    );
    expect(inserted('FROM a\nRUN b \\\n# shipshape ignore=x\n  c\n', 'c', 'next')).toBe(
      'FROM a\n# shipshape ignore=maintainer-deprecated\nRUN b \\\n# shipshape ignore=x\n  c\n',
    );
  });

  test('directives stay first', () => {
    expect(inserted('# syntax=docker/dockerfile:1\n# escape=`\n# a comment\nFROM a\n', 'FROM', 'file')).toBe(
      '# syntax=docker/dockerfile:1\n# escape=`\n# shipshape global ignore=maintainer-deprecated\n# a comment\nFROM a\n',
    );
    expect(inserted('#!/usr/bin/env x\nFROM a\n', 'FROM', 'file')).toBe(
      '#!/usr/bin/env x\n# shipshape global ignore=maintainer-deprecated\nFROM a\n',
    );
    expect(inserted('# escape=`', 'escape', 'file')).toBe(
      '# escape=`\n# shipshape global ignore=maintainer-deprecated\n',
    );
    expect(inserted('# escape=`\nFROM a\n', 'escape', 'next')).toBeUndefined();
  });

  test('one check directive, and only one', () => {
    expect(inserted('# check=skip=A;error=true\nFROM a\n', 'FROM', 'file')).toBe(
      '# check=skip=A,MaintainerDeprecated;error=true\nFROM a\n',
    );
    expect(inserted('# check=error=true\nFROM a\n', 'FROM', 'file')).toBe(
      '# check=error=true\n# shipshape global ignore=maintainer-deprecated\nFROM a\n',
    );
    const ours: Rule = { ...maintainer, equivalents: [] };
    expect(inserted('# check=skip=A\nFROM a\n', 'FROM', 'file', ours)).toBe(
      '# check=skip=A\n# shipshape global ignore=maintainer-deprecated\nFROM a\n',
    );
  });

  test('ignore files', () => {
    const edited = (text: string, needle: string, scope: 'next' | 'file') => {
      const at = text.indexOf(needle);
      const edit = insertIgnoreFileSuppression(
        readIgnoreFile(text),
        { start: at, end: at + 1 },
        maintainer,
        scope,
      );
      return edit && applyEdits(text, [edit]);
    };
    expect(edited('a\nb\n', 'b', 'next')).toBe('a\n# shipshape ignore=maintainer-deprecated\nb\n');
    expect(edited('a\n  b\n', 'b', 'next')).toBe('a\n# shipshape ignore=maintainer-deprecated\n  b\n');
    expect(edited('# shipshape ignore=x\nb\n', 'b', 'next')).toBe(
      '# shipshape ignore=x,maintainer-deprecated\nb\n',
    );
    expect(edited('\uFEFFa\n', 'a', 'file')).toBe(
      '\uFEFF# shipshape global ignore=maintainer-deprecated\na\n',
    );
  });
});
