import { beforeAll, describe, expect, test } from 'vitest';
import { lintText } from '../../server/src/service.ts';
import { parseYaml } from '../../server/src/upstream/yaml.ts';
import { BuildContexts } from '../../server/src/workspace/buildContexts.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

// It is loaded on first use, which takes longer than everything else.
beforeAll(() => parseYaml('a: 1'));

const dockerfile = 'file:///ws/api/Dockerfile';

/** Nothing that it names is in its folder; below it, two of three are. */
const text = 'FROM node:22\nCOPY src/main.ts src/app.ts /app/\nCOPY config/app.json /app/\n';

async function factsWith(
  files: Readonly<Record<string, string>>,
  comment?: string,
  sources: readonly string[] = [],
) {
  const all = { 'api/Dockerfile': text, 'api/inner/src/main.ts': '', 'api/inner/src/app.ts': '', ...files };
  const host = new MemoryHost(
    Object.fromEntries(Object.entries(all).map(([path, content]) => [`file:///ws/${path}`, content])),
  );
  const contexts = new BuildContexts(host, {
    openText: () => undefined,
    changed: () => undefined,
    comment: () => (comment === undefined ? undefined : { path: comment, line: 1 }),
    sources: () => sources,
  });
  contexts.setFolders(['file:///ws']);
  contexts.prefetch(dockerfile);
  await settled();
  return contexts.facts(dockerfile);
}

const workflow =
  'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: {context: api}\n';

describe('whether the context is certain', () => {
  test.each<readonly [string, Record<string, string>, string | undefined, boolean]>([
    ['nobody says so', {}, undefined, false],
    ['a comment', {}, '.', true],
    ['a comment that names no folder', {}, 'nowhere', false],
    ['a Compose file', { 'compose.yaml': 'services: {a: {build: api}}' }, undefined, true],
    [
      'two that do not agree',
      { 'compose.yaml': 'services: {a: {build: api}, b: {build: {context: ., dockerfile: api/Dockerfile}}}' },
      undefined,
      false,
    ],
    ['a workflow, which may make files first', { '.github/workflows/ci.yml': workflow }, undefined, false],
    [
      'a script, which may too',
      { 'package.json': '{"scripts": {"a": "docker build api"}}' },
      undefined,
      false,
    ],
    [
      'a Compose file that another one includes',
      { 'compose.yaml': 'include: [x/a.yaml]', 'x/a.yaml': 'services: {a: {build: ../api}}' },
      undefined,
      true,
    ],
    [
      'a Compose file and a script that do not agree',
      { 'compose.yaml': 'services: {a: {build: api}}', Makefile: 'a:\n\tdocker build -f api/Dockerfile .\n' },
      undefined,
      false,
    ],
    [
      'a workflow and a Compose file',
      { 'compose.yaml': 'services: {a: {build: api}}', '.github/workflows/ci.yml': workflow },
      undefined,
      true,
    ],
  ])('%s', async (_, files, comment, isCertain) => {
    expect((await factsWith(files, comment)).isCertain).toBe(isCertain);
  });

  test('where it is, nothing is guessed from the paths that are named', async () => {
    const missing = async (files: Readonly<Record<string, string>>) =>
      lintText(text, { context: await factsWith(files) }).problems.filter(
        ({ rule }) => rule.id === 'copy-source-missing',
      );
    expect(await missing({})).toEqual([]);
    const found = await missing({ 'compose.yaml': 'services: {a: {build: api}}' });
    expect(found.map(({ message }) => /no (\S+) in/.exec(message)?.[1])).toEqual([
      'src/main.ts',
      'src/app.ts',
      'config/app.json',
    ]);
  });

  test('a guess is as good where a path that is copied is there, whatever other rules ask for', async () => {
    const files = { 'api/settings.toml': '', 'api/setup.cfg': '' };
    const found = async (sources: readonly string[]) => {
      const context = await factsWith(files, undefined, sources);
      const { problems } = lintText('FROM alpine:3.22\nCOPY setings.toml setup.cfg /app/\n', { context });
      return problems.filter(({ rule }) => rule.id === 'copy-source-missing').map(({ message }) => message);
    };
    expect(await found(['setings.toml', 'setup.cfg'])).toEqual([
      'There is no setings.toml in the build context. Did you mean settings.toml?',
    ]);
    expect(await found(['setings.toml'])).toEqual([]);
  });

  test('as soon as such a path is written, which is told of', async () => {
    const sources: string[] = [];
    const told: string[] = [];
    const contexts = new BuildContexts(new MemoryHost({ 'file:///ws/api/setup.cfg': '' }), {
      openText: () => undefined,
      changed: (document) => told.push(document),
      sources: () => sources,
    });
    contexts.setFolders(['file:///ws']);
    contexts.prefetch(dockerfile);
    await settled();
    const before = contexts.facts(dockerfile);
    expect(before.hasTree).toBe(false);
    sources.push('setup.cfg');
    expect(before.hasTree).toBe(true);
    expect(told).toEqual([]);
    await settled();
    expect(told).toEqual([dockerfile]);
    expect(contexts.facts(dockerfile)).not.toBe(before);
  });
});
