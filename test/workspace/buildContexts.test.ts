import { describe, expect, test } from 'vitest';
import { BuildContexts } from '../../server/src/workspace/buildContexts.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

const dockerfile = 'file:///ws/app/Dockerfile';

function contextsOver(files: Readonly<Record<string, string>>, open = new Map<string, string>()) {
  const host = new MemoryHost(files);
  const changed: string[] = [];
  const contexts = new BuildContexts(host, {
    openText: (uri) => open.get(uri),
    changed: (uri) => changed.push(uri),
  });
  contexts.setFolders(['file:///ws']);
  return { host, changed, contexts, open };
}

describe('the ignore file in force', () => {
  const cases: readonly (readonly [string, string, Record<string, string>, string | null])[] = [
    ['none', dockerfile, {}, null],
    ['beside the Dockerfile', dockerfile, { 'file:///ws/app/.dockerignore': 'a' }, '.dockerignore'],
    [
      'that of the Dockerfile wins',
      dockerfile,
      { 'file:///ws/app/.dockerignore': 'a', 'file:///ws/app/Dockerfile.dockerignore': 'b' },
      'Dockerfile.dockerignore',
    ],
    ['in the workspace folder', dockerfile, { 'file:///ws/.dockerignore': 'a' }, '.dockerignore'],
    ['not in a folder between', 'file:///ws/a/b/Dockerfile', { 'file:///ws/a/.dockerignore': 'x' }, null],
    [
      '.containerignore of a Containerfile',
      'file:///ws/Containerfile',
      { 'file:///ws/.containerignore': 'a' },
      '.containerignore',
    ],
    [
      '.containerignore is nothing to a Dockerfile',
      dockerfile,
      { 'file:///ws/app/.containerignore': 'a' },
      null,
    ],
  ];
  for (const [name, uri, files, expected] of cases) {
    test(name, async () => {
      const { contexts } = contextsOver(files);
      expect(contexts.facts(uri).ignoreFile).toBeUndefined();
      await settled();
      const { ignoreFile } = contexts.facts(uri);
      expect(ignoreFile === null ? null : ignoreFile?.path).toBe(expected);
    });
  }

  test('an untitled document has no context', async () => {
    const { contexts, host } = contextsOver({});
    expect(contexts.facts('untitled:Untitled-1').ignoreFile).toBeUndefined();
    await settled();
    expect(contexts.facts('untitled:Untitled-1').ignoreFile).toBeUndefined();
    expect(contexts.locate('untitled:Untitled-1', '.dockerignore')).toBeUndefined();
    expect(host.asked).toEqual([]);
  });

  test('the unsaved text of an open document counts', async () => {
    const { contexts, open, changed } = contextsOver({ 'file:///ws/app/.dockerignore': 'dist\n' });
    contexts.facts(dockerfile);
    await settled();
    expect(contexts.facts(dockerfile).isIgnored('dist')).toBe(true);
    open.set('file:///ws/app/.dockerignore', 'node_modules\n');
    contexts.filesChanged(['file:///ws/app/.dockerignore']);
    await settled();
    expect(contexts.facts(dockerfile).isIgnored('dist')).toBe(false);
    expect(contexts.facts(dockerfile).isIgnored('./node_modules/x')).toBe(true);
    expect(changed).toEqual([dockerfile]);
  });

  test('a file that is created or deleted is noticed, whoever percent-encodes what', async () => {
    const uri = 'file:///c%3A/my%20app/Dockerfile';
    const { contexts, host, changed } = contextsOver({});
    expect(contexts.facts(uri).ignoreFile).toBeUndefined();
    await settled();
    expect(contexts.facts(uri).ignoreFile).toBeNull();
    host.files.set('file:///c%3A/my%20app/.dockerignore', 'dist');
    contexts.filesChanged(['file:///c:/my app/.dockerignore']);
    await settled();
    expect(contexts.facts(uri).ignoreFile?.text).toBe('dist');
    host.files.clear();
    contexts.filesChanged(['file:///c%3A/my%20app/.dockerignore']);
    await settled();
    expect(contexts.facts(uri).ignoreFile).toBeNull();
    expect(changed).toEqual([uri, uri, uri]);
  });

  test('nobody is told of facts that nobody asked for', async () => {
    const { contexts, host, changed } = contextsOver({});
    contexts.prefetch(dockerfile);
    await settled();
    host.files.set('file:///ws/app/.dockerignore', 'dist');
    contexts.filesChanged(['file:///ws/app/.dockerignore']);
    await settled();
    expect(changed).toEqual([]);
  });

  test('the root of the context is never left out', async () => {
    const { contexts } = contextsOver({ 'file:///ws/app/.dockerignore': '*\n' });
    contexts.facts(dockerfile);
    await settled();
    const facts = contexts.facts(dockerfile);
    expect([facts.isIgnored('.'), facts.isIgnored('a'), facts.isIgnored('../a')]).toEqual([
      false,
      true,
      undefined,
    ]);
  });
});

describe('single files', () => {
  test('are looked up in the background, once', async () => {
    const { contexts, host, changed } = contextsOver({
      'file:///ws/app/index.js': '{}',
      'file:///ws/app/src/a.js': '',
    });
    const ask = (): unknown[] => {
      const facts = contexts.facts(dockerfile);
      return ['index.js', '/index.js', 'src/', 'missing', '.', '../up'].map((path) => facts.exists(path));
    };
    expect(ask()).toEqual([undefined, undefined, undefined, undefined, true, undefined]);
    await settled();
    expect(ask()).toEqual([true, true, true, false, true, undefined]);
    expect(changed).toContain(dockerfile);
    await settled();
    expect(host.asked.filter((uri) => uri.endsWith('index.js'))).toHaveLength(1);
  });

  test.each([
    ['nothing tells that this is the context', {}, undefined],
    ['an ignore file does', { 'file:///ws/app/.dockerignore': '' }, false],
    ['an ignore file in the workspace folder does', { 'file:///ws/.dockerignore': '' }, false],
    [
      "the Dockerfile's own ignore file does not",
      { 'file:///ws/app/Dockerfile.dockerignore': '' },
      undefined,
    ],
    ['another file that is there does', { 'file:///ws/app/package.json': '{}' }, false],
  ])('a missing one says something only where the root is known: %s', async (_, files, expected) => {
    const { contexts } = contextsOver(files);
    const ask = (): boolean | undefined => {
      contexts.facts(dockerfile).exists('package.json');
      return contexts.facts(dockerfile).exists('yarn.lock');
    };
    ask();
    await settled();
    ask();
    await settled();
    expect(ask()).toBe(expected);
  });

  test('their text comes after they are known to be there', async () => {
    const { contexts } = contextsOver({ 'file:///ws/app/package.json': '{"name":"x"}' });
    expect(contexts.facts(dockerfile).read('package.json')).toBeUndefined();
    await settled();
    expect(contexts.facts(dockerfile).read('package.json')).toBeUndefined();
    await settled();
    expect(contexts.facts(dockerfile).read('package.json')).toBe('{"name":"x"}');
  });

  test('are looked up again when the Dockerfile is saved; until then the old answer stands', async () => {
    const { contexts, host, changed } = contextsOver({});
    host.files.set('file:///ws/app/.dockerignore', '');
    contexts.facts(dockerfile).exists('package.json');
    await settled();
    expect(contexts.facts(dockerfile).exists('package.json')).toBe(false);
    changed.length = 0;
    host.files.set('file:///ws/app/package.json', '{}');
    contexts.refresh(dockerfile);
    expect(contexts.facts(dockerfile).exists('package.json')).toBe(false);
    await settled();
    expect(contexts.facts(dockerfile).exists('package.json')).toBe(true);
    expect(changed).toEqual([dockerfile]);
  });

  test('no more than two hundred of them', async () => {
    const { contexts, host } = contextsOver({});
    for (let i = 0; i < 1000; i++) contexts.facts(dockerfile).exists(`file${i}`);
    await settled();
    expect(host.asked.filter((uri) => uri.includes('file0') || /file\d+$/.test(uri))).toHaveLength(200);
  });

  test('have their place below the root, with what a URI must escape', async () => {
    const { contexts } = contextsOver({ 'file:///ws/.dockerignore': '' });
    contexts.facts(dockerfile);
    await settled();
    expect(contexts.locate(dockerfile, 'a b/c#d')).toBe('file:///ws/a%20b/c%23d');
    expect(contexts.locate(dockerfile, '../x')).toBeUndefined();
  });
});
