import { beforeAll, describe, expect, test } from 'vitest';
import type { ContextFacts } from '../../server/src/rules/rule.ts';
import { lintText } from '../../server/src/service.ts';
import { parseYaml } from '../../server/src/upstream/yaml.ts';
import { BuildContexts } from '../../server/src/workspace/buildContexts.ts';
import type { ContextComment } from '../../server/src/workspace/contextChoices.ts';
import { contextInWords, knownContexts } from '../../server/src/workspace/contextInWords.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

// It is loaded on first use, which takes longer than everything else.
beforeAll(() => parseYaml('a: 1'));

const dockerfile = 'file:///ws/app/docker/Dockerfile';

interface Options {
  readonly open?: Map<string, string>;
  readonly comment?: () => ContextComment | undefined;
  readonly sources?: readonly string[];
  readonly folders?: readonly string[];
}

function contextsOver(files: Readonly<Record<string, string>>, options: Options = {}) {
  const host = new MemoryHost(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`file:///ws/${path}`, text])),
  );
  const changed: string[] = [];
  const chosen: string[] = [];
  const contexts = new BuildContexts(host, {
    openText: (uri) => options.open?.get(uri),
    changed: (uri) => changed.push(uri),
    chosen: (uri) => chosen.push(uri),
    comment: () => options.comment?.(),
    sources: () => options.sources ?? [],
  });
  contexts.setFolders(options.folders ?? ['file:///ws']);
  contexts.prefetch(dockerfile);
  return { host, changed, chosen, contexts };
}

/** `app/ (compose.yaml, …)`, and what else is said. */
function inShort(contexts: BuildContexts, document = dockerfile): string[] {
  const found = contexts.chosen(document);
  if (!found) return [];
  return [found, ...found.alternatives].map(
    ({ root, description }) => `${root.replace(/^file:\/\/\/ws\//, '') || '.'} (${description})`,
  );
}

const compose = (context: string, name = 'web'): string =>
  `services:\n  ${name}:\n    build:\n      context: ${context}\n      dockerfile: PATH\n`;

describe('which folder is the context', () => {
  test('what a Compose file above says', async () => {
    const { contexts, chosen } = contextsOver({
      'compose.yaml': compose('.').replace('PATH', 'app/docker/Dockerfile'),
      'app/docker/Dockerfile': '',
    });
    expect(contexts.chosen(dockerfile)).toBeUndefined();
    await settled();
    expect(inShort(contexts)).toEqual(['. (compose.yaml, service web, line 4)']);
    expect(contexts.chosen(dockerfile)?.isCertain).toBe(true);
    expect(chosen).toEqual([dockerfile]);
    // Said, not guessed: what is missing there is missing.
    contexts.facts(dockerfile).exists('package.json');
    await settled();
    expect(contexts.facts(dockerfile).exists('package.json')).toBe(false);
  });

  test('several that differ: the first in order, and nothing is certain', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      'docker-bake.hcl': 'target "a" {\n  context = "app"\n  dockerfile = "docker/Dockerfile"\n}',
      'app/compose.yml': compose('.').replace('PATH', 'docker/Dockerfile'),
      'compose.yaml': compose('.', 'x').replace('PATH', 'app/docker/Dockerfile'),
      '.github/workflows/ci.yaml':
        'jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          file: app/docker/Dockerfile\n',
      'app/.devcontainer/dev/devcontainer.json': '{"build": {"dockerfile": "../../docker/Dockerfile"}}',
    });
    await settled();
    expect(inShort(contexts)).toEqual([
      'app/ (app/compose.yml, service web, line 4)',
      '. (compose.yaml, service x, line 4)',
      'app/ (docker-bake.hcl, target a, line 2)',
      'app/docker/ (app/.devcontainer/dev/devcontainer.json, line 1)',
      '. (.github/workflows/ci.yaml, job image, line 4, from Git, where .dockerignore does not count)',
    ]);
    expect(contexts.chosen(dockerfile)?.isCertain).toBe(false);
    contexts.facts(dockerfile).exists('nowhere.txt');
    await settled();
    expect(contexts.facts(dockerfile).exists('nowhere.txt')).toBeUndefined();
  });

  test('files elsewhere in the workspace are found in the background, those of tools are not', async () => {
    const { contexts, chosen } = contextsOver({
      'app/docker/Dockerfile': '',
      'deploy/prod/docker-compose.prod.yml': compose('../../app').replace('PATH', 'docker/Dockerfile'),
      'node_modules/x/compose.yaml': compose('../..').replace('PATH', 'app/docker/Dockerfile'),
    });
    await settled();
    await settled();
    expect(inShort(contexts)).toEqual(['app/ (deploy/prod/docker-compose.prod.yml, service web, line 4)']);
    expect(chosen).toContain(dockerfile);
  });

  test('a Bake file that is run in the workspace folder', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      'app/docker/docker-bake.hcl': 'target "a" {\n  dockerfile = "app/docker/Dockerfile"\n}',
    });
    await settled();
    expect(inShort(contexts)).toEqual([
      '. (app/docker/docker-bake.hcl, target a, line 1, run in the workspace folder)',
    ]);
  });

  test('an override, a file on top of the base, and .env', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      '.env': 'DIR=app\n',
      'compose.yaml': 'services:\n  web:\n    build:\n      context: ${DIR}\n',
      'compose.override.yaml': 'services:\n  web:\n    build:\n      dockerfile: docker/Dockerfile\n',
      'compose.prod.yaml':
        'services:\n  web:\n    build:\n      dockerfile: docker/Dockerfile\n      target: prod\n',
    });
    await settled();
    expect(inShort(contexts)).toEqual([
      'app/ (compose.yaml, service web, line 4)',
      'app/ (compose.yaml, service web, line 4)',
    ]);
    expect(contexts.chosen(dockerfile)?.alternatives[0]?.target).toBe('prod');
  });

  test('Compose files of a development container are relative to the first', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      'compose.yaml': 'services:\n  web:\n    image: x\n',
      '.devcontainer/devcontainer.json':
        '{"dockerComposeFile": ["../compose.yaml", "compose.yaml"], "service": "web"}',
      '.devcontainer/compose.yaml': compose('app').replace('PATH', 'docker/Dockerfile'),
    });
    await settled();
    expect(inShort(contexts)).toEqual(['app/ (.devcontainer/compose.yaml, service web, line 4)']);
  });

  test('a folder that is not there is no context', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      'compose.yaml': compose('gone').replace('PATH', '../app/docker/Dockerfile'),
    });
    await settled();
    expect(inShort(contexts)).toEqual(["app/docker/ (the Dockerfile's folder)"]);
  });

  test('the setting goes over files, the comment over the setting', async () => {
    let comment: ContextComment | undefined;
    const { contexts, chosen } = contextsOver(
      { 'app/docker/Dockerfile': '', 'compose.yaml': compose('.').replace('PATH', 'app/docker/Dockerfile') },
      { comment: () => comment },
    );
    contexts.useSetting(dockerfile, { 'app/**': 'app/docker', '**/Dockerfile': 'app', 'other/*': '.' });
    await settled();
    expect(inShort(contexts)).toEqual([
      'app/ (setting shipshape.contexts)',
      '. (compose.yaml, service web, line 4)',
    ]);
    contexts.useSetting(dockerfile, { 'app/docker/Dockerfile': 'app/docker', '**': 'app' });
    await settled();
    expect(inShort(contexts)[0]).toBe('app/docker/ (setting shipshape.contexts)');
    comment = { path: '../..', line: 3 };
    contexts.textChanged(dockerfile);
    await settled();
    expect(inShort(contexts)[0]).toBe('. (comment in Dockerfile, line 3)');
    expect(contexts.chosen(dockerfile)?.isCertain).toBe(true);
    const before = chosen.length;
    contexts.textChanged(dockerfile);
    await settled();
    expect(chosen.length).toBe(before);
    comment = { path: 'https://example.org/x.git', line: 3 };
    contexts.textChanged(dockerfile);
    await settled();
    expect(inShort(contexts)[0]).toBe('app/docker/ (setting shipshape.contexts)');
  });

  test('the setting stays while the ignore file is still open', async () => {
    const { contexts, host } = contextsOver({ 'app/docker/Dockerfile': '' });
    const own = `${dockerfile}.dockerignore`;
    contexts.prefetch(own);
    contexts.useSetting(dockerfile, { 'app/docker/Dockerfile': 'app' });
    contexts.forget(own);
    host.files.set('file:///ws/compose.yaml', compose('.').replace('PATH', 'app/docker/Dockerfile'));
    contexts.filesChanged(['file:///ws/compose.yaml']);
    await settled();
    expect(inShort(contexts)[0]).toBe('app/ (setting shipshape.contexts)');
  });

  test('a comment that names no folder there is certain of nothing', async () => {
    const { contexts } = contextsOver(
      { 'app/docker/Dockerfile': '' },
      { comment: () => ({ path: 'gone', line: 1 }) },
    );
    await settled();
    expect(contexts.chosen(dockerfile)).toMatchObject({
      root: 'file:///ws/app/docker/gone/',
      isCertain: false,
    });
  });

  test.each([
    [
      'its folder, where they are',
      ['a.txt'],
      { 'app/docker/a.txt': '' },
      "app/docker/ (the Dockerfile's folder)",
    ],
    [
      'the workspace folder, where they are',
      ['app/src', 'b.txt'],
      { 'app/src/x': '' },
      '. (the workspace folder)',
    ],
    ['a folder of what is not built yet', ['app/out/x.jar'], {}, '. (the workspace folder)'],
    [
      'both have it',
      ['a.txt'],
      { 'a.txt': '', 'app/docker/a.txt': '' },
      "app/docker/ (the Dockerfile's folder)",
    ],
    ['none has it', ['target/a.jar'], {}, "app/docker/ (the Dockerfile's folder)"],
    ['none has it, but there is an ignore file', ['x'], { '.dockerignore': '' }, '. (the workspace folder)'],
    [
      'files go over an ignore file',
      ['a'],
      { '.dockerignore': '', 'app/docker/a': '' },
      "app/docker/ (the Dockerfile's folder)",
    ],
  ])('else by what is copied: %s', async (_, sources, files, expected) => {
    const { contexts } = contextsOver({ 'app/docker/Dockerfile': '', ...files } as Record<string, string>, {
      sources,
    });
    await settled();
    expect(inShort(contexts)).toEqual([expected]);
    expect(contexts.chosen(dockerfile)?.isCertain).toBe(false);
  });

  test('outside of any workspace folder', async () => {
    const { contexts } = contextsOver(
      { 'app/docker/Dockerfile': '', 'app/compose.yaml': compose('.').replace('PATH', 'docker/Dockerfile') },
      { folders: [] },
    );
    await settled();
    expect(inShort(contexts)).toEqual(['app/ (../compose.yaml, service web, line 4)']);
  });
});

describe('what follows from it', () => {
  test('the ignore file in the root counts, or that of the Dockerfile, wherever it is', async () => {
    const { contexts, host } = contextsOver({
      'app/docker/Dockerfile': '',
      'app/docker/.dockerignore': 'docker',
      '.dockerignore': 'ws',
      'app/.dockerignore': 'app',
      'compose.yaml': compose('app').replace('PATH', 'docker/Dockerfile'),
    });
    await settled();
    expect(contexts.facts(dockerfile).ignoreFile).toMatchObject({ path: '.dockerignore', text: 'app' });
    host.files.set(`${dockerfile}.dockerignore`, 'own');
    contexts.filesChanged([`${dockerfile}.dockerignore`]);
    await settled();
    const { ignoreFile } = contexts.facts(dockerfile);
    expect(ignoreFile).toMatchObject({ path: 'docker/Dockerfile.dockerignore', text: 'own' });
    expect(contexts.locate(dockerfile, ignoreFile?.path ?? '')).toBe(`${dockerfile}.dockerignore`);
    expect(contexts.locate(dockerfile, 'docker/x')).toBe('file:///ws/app/docker/x');
  });

  test('an ignore file outside of the context is found again', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      'app/docker/Dockerfile.dockerignore': 'x',
      'src/a': '',
      'compose.yaml': compose('src').replace('PATH', '../app/docker/Dockerfile'),
    });
    await settled();
    const path = contexts.facts(dockerfile).ignoreFile?.path ?? '';
    expect(path).toBe('../app/docker/Dockerfile.dockerignore');
    expect(contexts.locate(dockerfile, path)).toBe(`${dockerfile}.dockerignore`);
  });

  test('an ignore file named after a Dockerfile is judged in its context, a plain one in its folder', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      'compose.yaml': compose('.').replace('PATH', 'app/docker/Dockerfile'),
    });
    contexts.prefetch(`${dockerfile}.dockerignore`);
    contexts.prefetch('file:///ws/app/docker/.dockerignore');
    await settled();
    expect(inShort(contexts, `${dockerfile}.dockerignore`)).toEqual([
      '. (compose.yaml, service web, line 4)',
    ]);
    expect(contexts.chosen('file:///ws/app/docker/.dockerignore')).toBeUndefined();
    expect(contexts.locate('file:///ws/app/docker/.dockerignore', 'x')).toBe('file:///ws/app/docker/x');
  });

  test('changes of the files, saved or not, are followed', async () => {
    const open = new Map<string, string>();
    const { contexts, host, changed } = contextsOver(
      { 'app/docker/Dockerfile': '', 'app/.dockerignore': 'x' },
      { open },
    );
    expect(contexts.facts(dockerfile).isIgnored('x')).toBeUndefined();
    await settled();
    expect(contexts.facts(dockerfile).ignoreFile).toBeNull();
    const told = changed.length;
    open.set('file:///ws/app/compose.yaml', compose('.').replace('PATH', 'docker/Dockerfile'));
    host.files.set('file:///ws/app/compose.yaml', '');
    contexts.filesChanged(['file:///ws/app/compose.yaml']);
    await settled();
    expect(inShort(contexts)).toEqual(['app/ (app/compose.yaml, service web, line 4)']);
    expect(contexts.facts(dockerfile).isIgnored('x')).toBe(true);
    expect(changed.length).toBeGreaterThan(told);
    host.files.delete('file:///ws/app/compose.yaml');
    contexts.filesChanged(['file:///ws/app/compose.yaml']);
    await settled();
    expect(inShort(contexts)).toEqual(["app/docker/ (the Dockerfile's folder)"]);
  });

  test('files that tools bring are not followed', async () => {
    const { contexts, host } = contextsOver({ 'app/docker/Dockerfile': '' });
    await settled();
    for (const folder of ['node_modules/x', 'deploy']) {
      const uri = `file:///ws/${folder}/compose.yaml`;
      const root = folder === 'deploy' ? '..' : '../..';
      host.files.set(uri, compose(root).replace('PATH', 'app/docker/Dockerfile'));
      contexts.filesChanged([uri]);
      await settled();
    }
    expect(inShort(contexts)).toEqual(['. (deploy/compose.yaml, service web, line 4)']);
  });

  test('a folder that is new is looked into', async () => {
    const { contexts, host } = contextsOver({ 'app/docker/Dockerfile': '' });
    await settled();
    host.files.set(
      'file:///ws/.github/workflows/ci.yml',
      'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: app, file: app/docker/Dockerfile}}]}}',
    );
    contexts.filesChanged(['file:///ws/.github/workflows/ci.yml']);
    await settled();
    expect(inShort(contexts)).toEqual(['app/ (.github/workflows/ci.yml, job a, line 1)']);
  });

  test('names of further contexts are neither unknown stages nor images without a tag', async () => {
    const text = 'FROM shared\nCOPY --from=shared a b\nFROM alpine\nCOPY --from=shred a b\n';
    const ids = (facts?: ContextFacts): string[] =>
      lintText(text, facts ? { context: facts } : {}).problems.map(({ rule }) => rule.id);
    const told = (facts?: ContextFacts): string[] =>
      ids(facts).filter((id) => id === 'copy-from-unknown-stage' || id === 'image-tag-missing');
    expect(told()).toHaveLength(4);
    const { contexts, changed } = contextsOver({
      'app/docker/Dockerfile': '',
      'compose.yaml':
        'services: {a: {build: {context: app/docker, additional_contexts: [shared=./shared]}}}\n',
    });
    expect(contexts.facts(dockerfile).namedContexts).toEqual([]);
    await settled();
    expect(changed).toEqual([dockerfile]);
    expect(contexts.facts(dockerfile).namedContexts).toEqual(['shared']);
    expect(told(contexts.facts(dockerfile))).toEqual(['image-tag-missing', 'copy-from-unknown-stage']);
  });

  test('the comment of a Dockerfile that is not open counts for its ignore file', async () => {
    const { contexts } = contextsOver({ 'app/docker/Dockerfile': '# shipshape context=..\nFROM alpine\n' });
    contexts.prefetch(`${dockerfile}.dockerignore`);
    await settled();
    expect(inShort(contexts, `${dockerfile}.dockerignore`)).toEqual(['app/ (comment in Dockerfile, line 1)']);
  });

  test('a workflow that builds from Git: the folder keeps its ignore file', async () => {
    const step = 'uses: docker/build-push-action@v6\n        with: {file: app/docker/Dockerfile';
    const words = async (input: string) => {
      const { contexts } = contextsOver({
        'app/docker/Dockerfile': '',
        '.dockerignore': '*.log',
        '.github/workflows/ci.yml': `jobs:\n  image:\n    steps:\n      - ${step}${input}}\n`,
      });
      await settled();
      expect(contexts.facts(dockerfile).isIgnored('a.log')).toBe(true);
      return contextInWords(contexts.chosen(dockerfile));
    };
    expect(await words('')).toMatchObject({ isFromGit: true, ignoreFile: '../../.dockerignore' });
    expect(await words(', context: .')).toMatchObject({ isFromGit: false, path: '../..' });
  });

  test('in words', async () => {
    const { contexts } = contextsOver({
      'app/docker/Dockerfile': '',
      '.dockerignore': '',
      'compose.yaml': `${compose('.').replace('PATH', 'app/docker/Dockerfile')}  b: {build: {context: app, dockerfile: docker/Dockerfile}}\n`,
    });
    await settled();
    const inForce = contexts.chosen(dockerfile);
    if (!inForce) throw new Error('nothing chosen');
    expect(contextInWords(inForce)).toEqual({
      path: '../..',
      description: 'compose.yaml, service web, line 4',
      source: 'file:///ws/compose.yaml#L4',
      isGuess: false,
      isFromGit: false,
      others: [{ path: '..', description: 'compose.yaml, service b, line 6' }],
      ignoreFile: '../../.dockerignore',
    });
    const { chosen, others, path } = knownContexts(inForce);
    expect([chosen, ...others].map(({ folder, kind }) => [folder, kind])).toEqual([
      ['.', 'compose'],
      ['app', 'compose'],
      ['app/docker', 'dockerfile-folder'],
    ]);
    expect(path).toBe('app/docker/Dockerfile');
  });
});
