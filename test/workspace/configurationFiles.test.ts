import { describe, expect, test } from 'vitest';
import { defaultConfiguration } from '../../server/src/lint/problem.ts';
import { ConfigurationFiles } from '../../server/src/workspace/configurationFiles.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

const dockerfile = 'file:///ws/a/b/Dockerfile';

function filesOver(files: Readonly<Record<string, string>>, folders: readonly string[] = ['file:///ws']) {
  const host = new MemoryHost(files);
  const open = new Map<string, string>();
  const changed: string[] = [];
  const configurations = new ConfigurationFiles(host, {
    openText: (uri) => open.get(uri),
    changed: (uri) => changed.push(uri),
  });
  configurations.setFolders(folders);
  const presetOf = async (uri = dockerfile): Promise<string> => {
    await configurations.ready(uri);
    return configurations.effective(uri, defaultConfiguration).preset;
  };
  return { host, open, changed, configurations, presetOf };
}

describe('the configuration file', () => {
  test.each([
    ['none', {}, 'recommended'],
    ['beside the file', { 'file:///ws/a/b/.shipshape.yaml': 'preset: all' }, 'all'],
    ['in the workspace folder', { 'file:///ws/.shipshape.yml': 'preset: strict' }, 'strict'],
    [
      'the nearest wins',
      { 'file:///ws/.shipshape.yaml': 'preset: strict', 'file:///ws/a/.shipshape.yaml': 'preset: all' },
      'all',
    ],
    ['not above the workspace folder', { 'file:///.shipshape.yaml': 'preset: all' }, 'recommended'],
    [
      "ours anywhere before hadolint's",
      { 'file:///ws/a/b/.hadolint.yaml': 'ignored: [DL4000]', 'file:///ws/.shipshape.yaml': 'preset: all' },
      'all',
    ],
  ])('%s', async (_, files, expected) => {
    expect(await filesOver(files as unknown as Record<string, string>).presetOf()).toBe(expected);
  });

  test("hadolint's where there is none of ours", async () => {
    const { configurations, presetOf } = filesOver({ 'file:///ws/.hadolint.yml': 'ignored: [DL4000]' });
    await presetOf();
    expect(configurations.effective(dockerfile, defaultConfiguration).rules).toEqual({
      'maintainer-deprecated': 'off',
    });
  });

  test('in no workspace folder the search goes up to the root', async () => {
    const { presetOf, host } = filesOver({ 'file:///ws/.shipshape.yaml': 'preset: all' }, []);
    expect(await presetOf()).toBe('all');
    expect(host.asked.every((uri) => uri.startsWith('file:///'))).toBe(true);
    expect(await presetOf('untitled:Untitled-1')).toBe('recommended');
  });

  test('is read once, for all documents', async () => {
    const { host, presetOf } = filesOver({ 'file:///ws/.shipshape.yaml': 'preset: all' });
    await presetOf();
    await presetOf('file:///ws/a/b/Dockerfile.dev');
    await presetOf();
    expect(host.asked.filter((uri) => uri === 'file:///ws/.shipshape.yaml')).toHaveLength(1);
  });

  test('gives the same object while nothing changes', async () => {
    const { configurations, presetOf } = filesOver({ 'file:///ws/.shipshape.yaml': 'preset: all' });
    expect(configurations.effective(dockerfile, defaultConfiguration)).toBe(defaultConfiguration);
    await presetOf();
    const first = configurations.effective(dockerfile, defaultConfiguration);
    expect(configurations.effective(dockerfile, defaultConfiguration)).toBe(first);
    expect(configurations.ready(dockerfile)).toBeUndefined();
  });

  test('overrides go by the path from its folder', async () => {
    const text = 'overrides:\n  - files: ["b/*"]\n    preset: all\n';
    const { presetOf } = filesOver({ 'file:///ws/a/.shipshape.yaml': text });
    expect(await presetOf()).toBe('all');
    expect(await presetOf('file:///ws/a/Dockerfile')).toBe('recommended');
  });

  test('what changes on disk or in the editor is told of', async () => {
    const { configurations, changed, host, open, presetOf } = filesOver({});
    await presetOf();
    expect(changed).toEqual([]);
    host.files.set('file:///ws/.shipshape.yaml', 'preset: all');
    configurations.filesChanged(['file:///ws/.shipshape.yaml']);
    await settled();
    await settled();
    expect(changed).toEqual([dockerfile]);
    expect(await presetOf()).toBe('all');
    // Unsaved, in the editor.
    open.set('file:///ws/.shipshape.yaml', 'preset: strict');
    configurations.filesChanged(['file:///ws/.shipshape.yaml']);
    await settled();
    expect(changed).toHaveLength(2);
    expect(await presetOf()).toBe('strict');
    open.clear();
    host.files.clear();
    configurations.filesChanged(['file:///ws/.shipshape.yaml']);
    await settled();
    expect(await presetOf()).toBe('recommended');
    configurations.filesChanged(['file:///ws/README.md']);
    await settled();
    expect(changed).toHaveLength(3);
  });

  test('what is wrong in it is logged', async () => {
    const { host, presetOf } = filesOver({ 'file:///ws/.shipshape.yaml': 'presett: all' });
    await presetOf();
    expect(host.logged).toEqual([
      '.shipshape.yaml: There is no key "presett". Known here: preset, rules, overrides, exclude.',
    ]);
  });
});
