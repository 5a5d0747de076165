import { describe, expect, test } from 'vitest';
import { readConfigurationFile } from '../../server/src/configuration/configurationFile.ts';
import { effectiveConfiguration, matches } from '../../server/src/configuration/effective.ts';
import { defaultConfiguration, type LintConfiguration } from '../../server/src/lint/problem.ts';
import { parseYaml } from '../../server/src/upstream/yaml.ts';

const read = async (text: string) => readConfigurationFile(await parseYaml(text));

/** `marked text: message -> replacement` of each problem. */
async function problems(text: string): Promise<string[]> {
  return (await read(text)).problems.map(({ range, message, replacement }) => {
    const marked = text.slice(range.start, range.end);
    return `${marked}: ${message}${replacement ? ` -> ${replacement.newText}` : ''}`;
  });
}

describe('what it says', () => {
  test('all of it', async () => {
    const { file, problems: found } = await read(`
preset: strict
rules:
  instruction-casing: off
  consecutive-run: warning
  trusted-registry:
    severity: error
    options: { trustedRegistries: [docker.io, "*.example.com"] }
overrides:
  - files: "*.dev.Dockerfile"
    rules: { last-user-root: off }
  - files: [legacy/**, old]
    preset: recommended
exclude:
  - vendor
`);
    expect(found).toEqual([]);
    expect(file).toEqual({
      preset: 'strict',
      rules: {
        'instruction-casing': 'off',
        'consecutive-run': 'warning',
        'trusted-registry': {
          severity: 'error',
          options: { trustedRegistries: ['docker.io', '*.example.com'] },
        },
      },
      overrides: [
        { files: ['*.dev.Dockerfile'], preset: undefined, rules: { 'last-user-root': 'off' } },
        { files: ['legacy/**', 'old'], preset: 'recommended', rules: {} },
      ],
      exclude: ['vendor'],
      ignoresHadolintComments: false,
    });
  });

  test('nothing, and comments only', async () => {
    for (const text of ['', '# nothing\n', 'rules:\n', '---\n']) {
      expect(await problems(text), text).toEqual([]);
      expect((await read(text)).file.rules).toEqual({});
    }
  });

  test('anchors and aliases', async () => {
    const { file } = await read('rules: &r\n  last-user-root: off\noverrides:\n- files: a\n  rules: *r\n');
    expect(file.overrides[0]?.rules).toEqual({ 'last-user-root': 'off' });
  });
});

describe('what is wrong with it', () => {
  test.each([
    [
      'rules: { last-user-rooot: off }',
      'last-user-rooot: There is no rule named "last-user-rooot". Did you mean last-user-root? -> last-user-root',
    ],
    [
      'rules: { DL3002: off }',
      'DL3002: There is no rule named "DL3002". Did you mean last-user-root? -> last-user-root',
    ],
    ['rules: { zzzzzzzzz: off }', 'zzzzzzzzz: There is no rule named "zzzzzzzzz".'],
    ['rule: {}', 'rule: There is no key "rule". Known here: preset, rules, overrides, exclude. -> rules'],
    ['last-user-root: off', 'last-user-root: There is no key "last-user-root". Rules stand under "rules".'],
    ['preset: strickt', 'strickt: The preset must be one of recommended, strict, all. -> strict'],
    [
      'rules: { last-user-root: warn }',
      'warn: The severity of "last-user-root" must be one of off, on, error, warning, information, hint.',
    ],
    [
      'rules: { last-user-root: eror }',
      'eror: The severity of "last-user-root" must be one of off, on, error, warning, information, hint. -> error',
    ],
    [
      'rules: { last-user-root: false }',
      'false: The severity of "last-user-root" is a word: write off. -> off',
    ],
    [
      'rules: { last-user-root: { level: off } }',
      'level: There is no key "level". Known here: severity, options.',
    ],
    [
      'rules: { trusted-registry: { options: { trustedRegistry: [a] } } }',
      'trustedRegistry: The rule "trusted-registry" has no option "trustedRegistry": it has trustedRegistries.',
    ],
    [
      'rules: { last-user-root: { options: { x: 1 } } }',
      'x: The rule "last-user-root" has no option "x": it has none.',
    ],
    [
      'rules: { trusted-registry: { options: { trustedRegistries: 1 } } }',
      '1: The option "trustedRegistries" of "trusted-registry" must be a list of texts.',
    ],
    ['overrides: { files: a }', '{ files: a }: "overrides" must be a list of "files" with their "rules".'],
    ['overrides: [{ rules: {} }]', 'rules: An override needs "files": patterns of the files it is for.'],
    ['exclude: { a: b }', '{ a: b }: "exclude" must be a list of texts.'],
    ['- a', '- a: The configuration must be made of keys and values.'],
  ])('%s', async (text, expected) => {
    expect(await problems(text)).toEqual([expected]);
  });

  test('broken YAML, whose rest counts', async () => {
    const text = 'preset: all\nrules: [\n';
    const result = await read(text);
    expect(result.file.preset).toBe('all');
    expect(result.problems.some(({ severity }) => severity === 'error')).toBe(true);
    for (const { range } of result.problems) expect(range.end).toBeLessThanOrEqual(text.length);
  });

  test('whatever it holds, nothing throws', async () => {
    const texts = [
      '&a [*a]',
      '? {a: b} : c',
      '!!binary x',
      '%YAML 9',
      '{{ x }}',
      '\t- a',
      'a: &a {b: *a}',
      '\u0000',
    ];
    for (const text of texts) await expect(read(text), text).resolves.toBeDefined();
  });
});

describe('what counts for a file', () => {
  const settings: LintConfiguration = {
    preset: 'all',
    rules: { 'last-user-root': 'error', 'consecutive-run': 'off' },
  };
  const counts = async (text: string, path: string, base = settings) =>
    effectiveConfiguration(base, (await read(text)).file, path);

  test('the file goes over the settings, rule by rule', async () => {
    expect(await counts('preset: strict\nrules: { last-user-root: off }', 'Dockerfile')).toMatchObject({
      preset: 'strict',
      rules: { 'last-user-root': 'off', 'consecutive-run': 'off' },
      isExcluded: false,
    });
    expect((await counts('rules: {}', 'Dockerfile')).preset).toBe('all');
  });

  test('overrides go over both, the last one first', async () => {
    const text = `
rules: { last-user-root: off }
overrides:
  - { files: "*.dev.Dockerfile", rules: { last-user-root: hint }, preset: recommended }
  - { files: ["a/**"], rules: { last-user-root: information } }
`;
    const level = async (path: string) => (await counts(text, path)).rules['last-user-root'];
    expect(await level('Dockerfile')).toBe('off');
    expect(await level('deep/er/x.dev.Dockerfile')).toBe('hint');
    expect(await level('a/x.dev.Dockerfile')).toBe('information');
    expect((await counts(text, 'x.dev.Dockerfile')).preset).toBe('recommended');
  });

  test('excluded files', async () => {
    const text = 'exclude: [vendor, "!vendor/ours", "*.tmp"]';
    expect((await counts(text, 'vendor/a/Dockerfile', defaultConfiguration)).isExcluded).toBe(true);
    expect((await counts(text, 'vendor/ours/Dockerfile', defaultConfiguration)).isExcluded).toBe(false);
    expect((await counts(text, 'a/Dockerfile.tmp', defaultConfiguration)).isExcluded).toBe(true);
    expect((await counts(text, 'Dockerfile', defaultConfiguration)).isExcluded).toBe(false);
  });

  test.each([
    ['Dockerfile', 'a/b/Dockerfile', true],
    ['**/*.dev.Dockerfile', 'web.dev.Dockerfile', true],
    ['a/*', 'a/b/Dockerfile', true],
    ['a/*.x', 'b/a/c.x', false],
    ['./a/', 'a/Dockerfile', true],
    ['x[', 'x[', false],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(matches([pattern], path)).toBe(expected);
  });
});
