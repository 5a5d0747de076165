import { beforeAll, describe, expect, test } from 'vitest';
import { parseYaml } from '../../server/src/upstream/yaml.ts';
import { BuildContexts } from '../../server/src/workspace/buildContexts.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

// It is loaded on first use, which takes longer than everything else.
beforeAll(() => parseYaml('a: 1'));

const fileSystem = 'file:///ws/';

async function open(files: Readonly<Record<string, string>>, root = fileSystem, path = 'docker/Dockerfile') {
  const uriOf = (file: string): string => root + file;
  const all = { [path]: 'FROM scratch\n', ...files };
  const host = new MemoryHost(
    Object.fromEntries(Object.entries(all).map(([file, text]) => [uriOf(file), text])),
  );
  const texts = new Map<string, string>();
  const contexts = new BuildContexts(host, {
    openText: (uri) => texts.get(uri),
    changed: () => undefined,
  });
  contexts.setFolders([root.slice(0, -1)]);
  contexts.prefetch(uriOf(path));
  // The rest of the workspace folder is searched after what is near.
  await settled();
  await settled();
  return {
    host,
    contexts,
    /** Who says which folder is the context, and what else is said. */
    said(): string[] {
      const found = contexts.chosen(uriOf(path));
      return (found ? [found, ...found.alternatives] : []).map(
        ({ root: folder, description }) => `${folder.slice(root.length) || '.'} (${description})`,
      );
    },
    isCertain: () => contexts.chosen(uriOf(path))?.isCertain,
    async write(file: string, text: string | undefined): Promise<void> {
      if (text === undefined) host.files.delete(uriOf(file));
      else host.files.set(uriOf(file), text);
      contexts.filesChanged([uriOf(file)]);
      await settled();
      await settled();
    },
    async type(file: string, text: string): Promise<void> {
      texts.set(uriOf(file), text);
      contexts.typed([uriOf(file)]);
      await settled();
    },
  };
}

const builds = (context: string): string =>
  `services:\n  web:\n    build:\n      context: ${context}\n      dockerfile: ../docker/Dockerfile\n`;

const guess = "docker/ (the Dockerfile's folder)";

describe('a change of a file that another one names changes the answer', () => {
  test('an included file, whatever its name, and one that is not there yet', async () => {
    const { said, write, isCertain } = await open({
      'compose.yaml': 'include: [parts/web.yaml]\n',
      'a/x': '',
      'b/x': '',
    });
    expect(said()).toEqual([guess]);
    await write('parts/web.yaml', builds('../a'));
    expect(said()).toEqual(['a/ (parts/web.yaml, service web, line 4)']);
    expect(isCertain()).toBe(true);
    await write('parts/web.yaml', builds('../b'));
    expect(said()).toEqual(['b/ (parts/web.yaml, service web, line 4)']);
    await write('parts/web.yaml', undefined);
    expect(said()).toEqual([guess]);
  });

  test('its .env', async () => {
    const { said, write } = await open({
      'compose.yaml': 'include: [{path: parts/web.yaml, env_file: parts/web.variables}]\n',
      'parts/web.yaml': builds('../${DIR:-a}'),
      'parts/web.variables': '',
      'a/x': '',
      'b/x': '',
    });
    expect(said()).toEqual(['a/ (parts/web.yaml, service web, line 4)']);
    await write('parts/web.variables', 'DIR=b');
    expect(said()).toEqual(['b/ (parts/web.yaml, service web, line 4)']);
  });

  test('an extended file, saved or not', async () => {
    const { said, write, type } = await open({
      'compose.yaml': 'services:\n  web:\n    extends: {file: parts/base.yaml, service: web}\n',
      'parts/base.yaml': builds('../a'),
      'a/x': '',
      'b/x': '',
    });
    const where = '(compose.yaml, service web, line 3, extends web of parts/base.yaml)';
    expect(said()).toEqual([`a/ ${where}`]);
    await write('parts/base.yaml', builds('../b'));
    expect(said()).toEqual([`b/ ${where}`]);
    await type('parts/base.yaml', builds('../a'));
    expect(said()).toEqual([`a/ ${where}`]);
  });

  test('what COMPOSE_FILE lists', async () => {
    const { said, write } = await open({
      'deploy/web.yml': builds('.'),
      'deploy/prod.yml': 'services: {web: {build: {target: prod}}}',
    });
    expect(said()).toEqual([guess]);
    await write('.env', 'COMPOSE_FILE=deploy/web.yml:deploy/prod.yml');
    expect(said()).toEqual(['deploy/ (deploy/web.yml, service web, line 4)']);
    await write('deploy/prod.yml', 'services: {web: {build: {context: ..}}}');
    // The Dockerfile is seen from there: it is another one.
    expect(said()).toEqual([guess]);
  });

  test('what a development container lists', async () => {
    const { said, write } = await open({
      '.devcontainer/devcontainer.json':
        '{"dockerComposeFile": ["../deploy/web.yml", "dev.yml"], "service": "web"}',
      'deploy/web.yml': builds('.'),
      '.devcontainer/dev.yml': 'include: [more.yml]\nservices: {web: {build: {target: dev}}}',
      'a/x': '',
    });
    const where = 'deploy/ (deploy/web.yml, service web, line 4)';
    expect(said()).toEqual([where]);
    await write('deploy/more.yml', builds('../a').replace('web', 'more'));
    expect(said()).toEqual(['a/ (deploy/more.yml, service more, line 4)', where]);
  });

  test('an action and a workflow that a workflow calls', async () => {
    const { said, write } = await open({
      '.github/workflows/ci.yml':
        'jobs:\n  image:\n    steps:\n      - uses: ./.github/actions/build\n        with: {context: a}\n',
      'a/x': '',
    });
    expect(said()).toEqual([guess]);
    const action =
      'inputs: {context: {}}\nruns:\n  using: composite\n  steps:\n    - run: docker build -f docker/Dockerfile ${{ inputs.context }}\n';
    await write('.github/actions/build/action.yaml', action);
    expect(said()).toEqual([
      'a/ (.github/workflows/ci.yml, job image, line 4, in .github/actions/build/action.yaml, line 5)',
    ]);
  });

  test('a Bake file that a workflow names', async () => {
    const target = (context: string): string =>
      `target "default" {\n  context = "${context}"\n  dockerfile = "../docker/Dockerfile"\n}\n`;
    const { said, write } = await open({
      '.github/workflows/ci.yml':
        'jobs:\n  image:\n    steps:\n      - uses: docker/bake-action@v6\n        with: {source: ., files: ci/images.hcl}\n',
      'ci/images.hcl': target('a'),
      'a/x': '',
      'b/x': '',
    });
    const where = '(.github/workflows/ci.yml, job image, line 5, target default of ci/images.hcl, line 2)';
    expect(said()).toEqual([`a/ ${where}`]);
    await write('ci/images.hcl', target('b'));
    expect(said()).toEqual([`b/ ${where}`]);
  });
});

test('a file that is a part of a project in another folder says nothing on its own', async () => {
  const part = builds('a').replace('../docker', '../docker');
  const files = {
    'deploy/compose.web.yaml': part,
    'a/x': '',
    'deploy/a/x': '',
    'deploy/docker/Dockerfile': '',
  };
  const alone = await open(files, fileSystem, 'deploy/docker/Dockerfile');
  expect(alone.said()).toEqual(['deploy/a/ (deploy/compose.web.yaml, service web, line 4)']);
  await alone.write('compose.yaml', 'include: [{path: deploy/compose.web.yaml, project_directory: .}]\n');
  expect(alone.said()).toEqual(["deploy/docker/ (the Dockerfile's folder)"]);
  const included = await open({
    ...files,
    'compose.yaml': 'include: [{path: deploy/compose.web.yaml, project_directory: .}]\n',
  });
  expect(included.said()).toEqual([
    'a/ (deploy/compose.web.yaml, service web, line 4, included by compose.yaml)',
  ]);
});

test('files that disagree are certain of nothing, those that a matrix repeats agree', async () => {
  const jobs = (dirs: string): string =>
    `jobs:\n  image:\n    strategy: {matrix: {dir: ${dirs}}}\n    steps:\n      - run: docker build -f docker/Dockerfile \${{ matrix.dir }}\n`;
  const { said, isCertain, write } = await open({
    '.github/workflows/ci.yml': jobs('[a, ./a]'),
    'a/x': '',
    'b/x': '',
  });
  expect(said()).toEqual(['a/ (.github/workflows/ci.yml, job image, line 5)']);
  expect(isCertain()).toBe(true);
  await write('.github/workflows/ci.yml', jobs('[a, b]'));
  expect(said()).toEqual([
    'a/ (.github/workflows/ci.yml, job image, line 5)',
    'b/ (.github/workflows/ci.yml, job image, line 5)',
  ]);
  expect(isCertain()).toBe(false);
});

describe('scripts', () => {
  const makefile = (context: string): string => `image:\n\tdocker build -f docker/Dockerfile ${context}\n`;

  test('in the folders above the Dockerfile say which context it has, behind all other files', async () => {
    const { said, isCertain, write, contexts } = await open({
      'package.json': '{"scripts": {"image": "docker build -f docker/Dockerfile a"}}',
      'docker/Makefile': 'image:\n\tcd .. && docker build -f docker/Dockerfile a\n',
      'a/x': '',
    });
    expect(said()).toEqual([
      'a/ (docker/Makefile, target image, line 2)',
      'a/ (package.json, script image, line 1)',
    ]);
    expect(isCertain()).toBe(true);
    // What is not there may have been made just before.
    expect(contexts.facts('file:///ws/docker/Dockerfile').isCertain).toBe(false);
    await write('compose.yaml', 'services: {web: {build: {context: a, dockerfile: ../docker/Dockerfile}}}');
    expect(said()[0]).toBe('a/ (compose.yaml, service web, line 1)');
    expect(contexts.facts('file:///ws/docker/Dockerfile').isCertain).toBe(true);
  });

  test('are followed where they are looked for, and not searched for elsewhere', async () => {
    const { said, write, host } = await open({ 'a/x': '', 'b/x': '', 'tools/Makefile': makefile('../b') });
    expect(said()).toEqual([guess]);
    expect(host.asked).not.toContain('file:///ws/tools/Makefile');
    await write('tools/Makefile', makefile('b'));
    expect(host.asked).not.toContain('file:///ws/tools/Makefile');
    await write('Makefile', makefile('a'));
    expect(said()).toEqual(['a/ (Makefile, target image, line 2)']);
    await write('Makefile', makefile('b'));
    expect(said()).toEqual(['b/ (Makefile, target image, line 2)']);
    await write('justfile', 'image:\n  docker build -f docker/Dockerfile a\n');
    expect(said()).toEqual(['b/ (Makefile, target image, line 2)', 'a/ (justfile, recipe image, line 2)']);
  });

  test('a pipeline of GitLab runs in the root of its repository', async () => {
    const job = (context: string): string =>
      `image_job:\n  script: docker build -f docker/Dockerfile ${context}\n`;
    const { said } = await open({ '.gitlab-ci.yml': job('a'), 'docker/.gitlab-ci.yml': job('.'), 'a/x': '' });
    expect(said()).toEqual(['a/ (.gitlab-ci.yml, job image_job, line 2)']);
    const inFolder = await open({
      'docker/.gitlab-ci.yml': 'image_job: {script: docker build .}',
      'docker/.git/HEAD': '',
    });
    expect(inFolder.said()).toEqual(['docker/ (docker/.gitlab-ci.yml, job image_job, line 1)']);
  });
});

test('in a workspace that is on no disk', async () => {
  const root = 'vscode-vfs://github/owner/re%20po/';
  const { said } = await open(
    {
      'compose.yaml': 'include: [{path: parts/web.yaml, project_directory: .}]\n',
      'parts/web.yaml': 'services:\n  web:\n    extends: {file: "parts/ba se.yaml", service: base}\n',
      'parts/ba%20se.yaml': 'services: {base: {build: {context: .., dockerfile: docker/Dockerfile}}}',
      '.github/workflows/ci.yml':
        'jobs:\n  image:\n    steps:\n      - run: docker build -f docker/Dockerfile ${{ github.workspace }}\n        working-directory: .\n',
    },
    root,
  );
  expect(said()).toEqual([
    '. (parts/web.yaml, service web, line 3, extends base of ba se.yaml)',
    '. (.github/workflows/ci.yml, job image, line 4)',
  ]);
});

test('what files name is read once for a folder, and not without end', async () => {
  const many = Array.from({ length: 400 }, (_, i) => `f${i}.yaml`);
  const { host } = await open({
    'compose.yaml': `include: [${many.join(', ')}]\n`,
    'compose.override.yaml': `include: [${many.join(', ')}]\n`,
    ...Object.fromEntries(many.map((name) => [name, 'services: {}\n'])),
  });
  const asked = host.asked.filter((uri) => /\/f\d+\.yaml$/.test(uri));
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.length).toBeLessThanOrEqual(200);
  expect(host.logged).toEqual([]);
});
