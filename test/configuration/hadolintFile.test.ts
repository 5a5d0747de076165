import { describe, expect, test } from 'vitest';
import { readHadolintFile } from '../../server/src/configuration/hadolintFile.ts';
import { defineRule, type Equivalent, type OptionTable } from '../../server/src/rules/rule.ts';
import { parseYaml } from '../../server/src/upstream/yaml.ts';

const read = async (text: string) => readHadolintFile(await parseYaml(text));

function rule(id: string, equivalents: readonly Equivalent[], options: OptionTable = {}) {
  return defineRule({
    id,
    summary: 'For the test',
    why: 'For the test.',
    language: 'dockerfile',
    category: 'style',
    severity: 'information',
    preset: 'off',
    since: '0.1.0',
    references: [],
    equivalents,
    options,
    messages: { found: 'Found.' },
    check: () => undefined,
  });
}

describe('.hadolint.yaml', () => {
  test('an ignored code switches off what declares it', async () => {
    const { file, problems } = await read('ignored:\n  - DL4000\n  - DL3059\n  - SC2086\n  - DL9999\n');
    expect(file.rules).toEqual({
      'maintainer-deprecated': 'off',
      'consecutive-run': 'off',
      'unquoted-variable': 'off',
    });
    expect(problems).toEqual([]);
  });

  test('an override sets what is the same, ignoring wins over it', async () => {
    const { file } = await read(
      'override:\n  error: [DL3004]\n  info: [DL4000, DL3059]\n  style: [DL3059]\nignored: [DL3059]\n',
    );
    expect(file.rules['maintainer-deprecated']).toBe('information');
    expect(file.rules['consecutive-run']).toBe('off');
  });

  test('related rules stay as they are, and only the same are overridden', async () => {
    const rules = [
      rule('related', [{ tool: 'hadolint', code: 'DL1', match: 'related' }]),
      rule('broader', [{ tool: 'hadolint', code: 'DL1', match: 'broader' }]),
      rule('same', [{ tool: 'hadolint', code: 'DL1', match: 'same' }]),
    ];
    const settings = async (text: string) => readHadolintFile(await parseYaml(text), rules).file.rules;
    expect(await settings('ignored: [DL1]')).toEqual({ broader: 'off', same: 'off' });
    expect(await settings('override: { warning: [DL1], error: [DL1] }')).toEqual({ same: 'error' });
    expect(await settings('override: { fatal: [DL1] }')).toEqual({});
  });

  test('registries, as a list or one', async () => {
    const options = { trustedRegistries: ['docker.io', '*.example.com'] };
    const { file } = await read('trustedRegistries:\n  - docker.io\n  - "*.example.com"\n');
    expect(file.rules).toEqual({ 'trusted-registry': { severity: 'on', options } });
    expect((await read('trustedRegistries: docker.io')).file.rules).toEqual({
      'trusted-registry': { severity: 'on', options: { trustedRegistries: ['docker.io'] } },
    });
  });

  test('the schema of labels goes to the rules that take one', async () => {
    const schema = { type: 'strings', default: [], description: 'For the test.' } as const;
    const rules = [
      rule('label-value', [{ tool: 'hadolint', code: 'DL3052', match: 'same' }], { schema }),
      rule('label-unknown', [{ tool: 'hadolint', code: 'DL3050', match: 'same' }], { schema }),
      rule('label-other', [{ tool: 'hadolint', code: 'DL3049', match: 'same' }]),
    ];
    const settings = async (text: string) => readHadolintFile(await parseYaml(text), rules).file.rules;
    const wanted = { severity: 'on', options: { schema: ['author=text', 'home=url'] } };
    const text = 'label-schema:\n  author: text\n  home: url\n';
    expect(await settings(text)).toEqual({ 'label-value': wanted });
    expect(await settings(`${text}strict-labels: true\n`)).toEqual({
      'label-value': wanted,
      'label-unknown': wanted,
    });
  });

  test('comments that are not to count', async () => {
    expect((await read('disable-ignore-pragma: true')).file.ignoresHadolintComments).toBe(true);
    expect((await read('disable-ignore-pragma: false')).file.ignoresHadolintComments).toBe(false);
  });

  test('what has no meaning here is noted, what is misspelled is told', async () => {
    const { problems } = await read(
      'failure-threshold: warning\nformat: tty\ningored: [DL4000]\nignored: [dl4000]\n',
    );
    expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'information: Shipshape has no use for "failure-threshold": problems show in the editor with their severities.',
      'information: Shipshape has no use for "format": problems show in the editor with their severities.',
      'warning: hadolint has no setting "ingored". Did you mean ignored?',
      'warning: hadolint has no rule dl4000. Write DL4000.',
    ]);
  });

  test('whatever it holds, nothing throws', async () => {
    for (const text of ['', '[]', 'ignored: x', 'override: [a]', 'label-schema: 3', 'ignored: [{a: b}, 3]']) {
      await expect(read(text), text).resolves.toBeDefined();
    }
  });
});
