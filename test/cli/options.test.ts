import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatNames } from '../../server/src/cli/formats/formats.ts';
import { help, type ParsedOptions, parseOptions } from '../../server/src/cli/options.ts';

function reasonOf(parsed: ParsedOptions): string | undefined {
  return parsed.kind === 'refused' ? parsed.reason : undefined;
}

describe('arguments of the command line', () => {
  test('without any, the folder is checked', () => {
    expect(parseOptions([])).toEqual({
      kind: 'check',
      options: {
        paths: ['.'],
        format: 'text',
        preset: 'recommended',
        failOn: 'warning',
        fix: 'nothing',
        stdinName: 'Dockerfile',
        color: undefined,
      },
    });
  });

  test('options may stand before and behind names', () => {
    const parsed = parseOptions(['a', '--preset=strict', '--fail-on', 'never', 'b', '--fix', '--no-color']);
    expect(parsed).toMatchObject({
      options: { paths: ['a', 'b'], preset: 'strict', failOn: undefined, fix: 'safe', color: false },
    });
  });

  test('unsafe fixes go over safe ones', () => {
    expect(parseOptions(['--fix', '--fix-unsafe'])).toMatchObject({ options: { fix: 'unsafe' } });
  });

  test('a name behind two dashes is one, whatever it looks like', () => {
    expect(parseOptions(['--', '--fix'])).toMatchObject({ options: { paths: ['--fix'], fix: 'nothing' } });
  });

  test('help and version go over everything', () => {
    expect(parseOptions(['--format', 'nope', '--help'])).toEqual({ kind: 'help' });
    expect(parseOptions(['-h'])).toEqual({ kind: 'help' });
    expect(parseOptions(['x', '--version'])).toEqual({ kind: 'version' });
  });

  test('what it does not know it refuses, and says what there is', () => {
    expect(reasonOf(parseOptions(['--fromat', 'json']))).toBe("Unknown option '--fromat'.");
    expect(reasonOf(parseOptions(['--format', 'xml']))).toBe(
      'There is no format "xml". There are: text, json, sarif, github, gitlab, checkstyle.',
    );
    expect(reasonOf(parseOptions(['--preset', 'none']))).toMatch(/no preset "none"/);
    expect(reasonOf(parseOptions(['--fail-on', 'info']))).toMatch(/no severity "info".*never/);
    expect(reasonOf(parseOptions(['--format']))).toMatch(/--format/);
    expect(reasonOf(parseOptions(['--color', '--no-color']))).toMatch(/contradict/);
    expect(reasonOf(parseOptions(['-', 'Dockerfile']))).toMatch(/standard input/);
  });

  test('help and documentation name every option', () => {
    const page = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8');
    for (const option of ['format', 'preset', 'fail-on', 'fix', 'fix-unsafe', 'stdin-name', 'no-color']) {
      expect(help).toContain(`--${option}`);
      expect(page).toContain(`--${option}`);
    }
    for (const name of formatNames) expect(page).toContain(`\`${name}\``);
  });
});
