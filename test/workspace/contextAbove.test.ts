import { beforeAll, expect, test } from 'vitest';
import { parseYaml } from '../../server/src/upstream/yaml.ts';
import { BuildContexts } from '../../server/src/workspace/buildContexts.ts';
import { BuildDefinitions } from '../../server/src/workspace/buildDefinitions.ts';
import { type FolderReading, findContextAbove } from '../../server/src/workspace/contextAbove.ts';
import { ContextChoices } from '../../server/src/workspace/contextChoices.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

// It is loaded on first use, which takes longer than everything else.
beforeAll(() => parseYaml('a: 1'));

const document = 'file:///ws/services/api/.dockerignore';

/** Files by path in the workspace folder, beside the ignore file and a source of the service. */
function hostOf(files: Readonly<Record<string, string>>): MemoryHost {
  const all = { 'services/api/.dockerignore': 'node_modules', 'services/api/src/main.ts': '', ...files };
  return new MemoryHost(
    Object.fromEntries(
      Object.entries(all).map(([path, text]) => [
        `file:///ws/${path.split('/').map(encodeURIComponent).join('/')}`,
        text,
      ]),
    ),
  );
}

async function findIn(files: Readonly<Record<string, string>>, uri = document) {
  const host = hostOf(files);
  const events = { openText: () => undefined, changed: () => undefined };
  const definitions = new BuildDefinitions(host, events);
  const choices = new ContextChoices(host, events);
  choices.setFolders(['file:///ws']);
  const reading: FolderReading = {
    read: (file) => host.readFile(file),
    list: (folder) => host.list(folder),
    contextsAround: (file, workspace) => definitions.contextsAround(file, workspace),
    saidContexts: (dockerfile) => choices.saidContexts(dockerfile),
  };
  // Nothing is claimed before the workspace folder has been searched.
  expect(await findContextAbove(reading, uri, 'file:///ws/')).toBeUndefined();
  // `of` looks for definitions on its own.
  await choices.saidContexts('file:///ws/Dockerfile');
  await settled();
  return findContextAbove(reading, uri, 'file:///ws/');
}

const copying = 'FROM node:22\nCOPY services/api/src /app\n';

test.each<readonly [string, Record<string, string>, unknown]>([
  [
    'a Dockerfile two folders up copies from it',
    { Dockerfile: copying },
    {
      dockerfile: '../../Dockerfile',
      ignoreFile: '../../.dockerignore',
      folder: 'services/api',
      source: 'services/api/src',
      isOnly: true,
    },
  ],
  [
    'one folder up',
    { 'services/Dockerfile': 'FROM node:22\nCOPY ./api /app\n' },
    {
      dockerfile: '../Dockerfile',
      ignoreFile: '../.dockerignore',
      folder: 'api',
      source: 'api',
      isOnly: true,
    },
  ],
  [
    'other files do not mention it',
    { Dockerfile: copying, 'compose.yaml': 'services: {web: {build: .}}', 'web/Dockerfile': 'FROM scratch' },
    expect.objectContaining({ dockerfile: '../../Dockerfile' }),
  ],
  [
    'a Compose file names it, but as no context',
    {
      Dockerfile: copying,
      'compose.yaml': 'services: {api: {build: ., volumes: [./services/api/src:/app]}}',
    },
    expect.objectContaining({ dockerfile: '../../Dockerfile' }),
  ],
])('%s', async (_, files, expected) => {
  expect((await findIn(files))?.above).toEqual(expected);
});

const beside = { 'Dockerfile.dockerignore': '', '.dockerignore': '' };

test.each<readonly [string, Record<string, string>, string, boolean]>([
  ['the plain one', { Dockerfile: copying, '.dockerignore': '' }, '../../.dockerignore', true],
  ['that of the Dockerfile', { Dockerfile: copying, ...beside }, '../../Dockerfile.dockerignore', true],
  ["Buildah's", { Containerfile: copying, '.containerignore': '' }, '../../.containerignore', true],
  ['the plain one for a Containerfile', { Containerfile: copying }, '../../.dockerignore', true],
  [
    'that of two Dockerfiles',
    { Dockerfile: copying, 'web.Dockerfile': 'FROM x\nCOPY . .' },
    '../../.dockerignore',
    true,
  ],
  [
    'not of another one beside, by an ignore file of its own',
    { Dockerfile: copying, 'web.Dockerfile': 'FROM x\nCOPY . .', 'web.Dockerfile.dockerignore': '' },
    '../../.dockerignore',
    false,
  ],
  [
    'not of one further up',
    { Dockerfile: copying, 'services/Dockerfile': 'FROM x\nCOPY api/src .' },
    '../.dockerignore',
    false,
  ],
  [
    'of the one whose context the folder above is: the other has another',
    {
      Dockerfile: 'FROM x\nCOPY api/src .\nCOPY . .',
      'services/Dockerfile': 'FROM x\nCOPY api/src .',
      'compose.yaml':
        'services: {a: {build: {context: lib}}, b: {build: {context: lib, dockerfile: ../Dockerfile}}}',
      'lib/x': '',
    },
    '../.dockerignore',
    true,
  ],
])('the ignore file that is read: %s', async (_, files, ignoreFile, isOnly) => {
  const found = await findIn(files);
  expect(found?.above).toMatchObject({ ignoreFile, isOnly });
  expect(found?.uris.get(ignoreFile)).toBe(new URL(ignoreFile, document).href);
});

test('a Dockerfile whose context is another folder copies other files', async () => {
  const compose = { 'compose.yaml': 'services: {a: {build: {context: lib, dockerfile: ../Dockerfile}}}' };
  expect(await findIn({ Dockerfile: copying, ...compose, 'lib/x': '' })).toBeUndefined();
  expect(
    await findIn({ Dockerfile: copying.replace('\n', '\n# shipshape context=lib\n'), 'lib/x': '' }),
  ).toBeUndefined();
});

test.each<readonly [string, Record<string, string>]>([
  ['nothing above', {}],
  ['a Dockerfile beside', { Dockerfile: copying, 'services/api/api.dockerfile': 'FROM scratch' }],
  ['the whole context is copied, whichever it is', { Dockerfile: 'FROM node:22\nCOPY . /app\n' }],
  ['another folder is copied', { Dockerfile: 'FROM node:22\nCOPY services/apis/src /app\n' }],
  ['what is copied is not there', { Dockerfile: 'FROM node:22\nCOPY services/api/lib /app\n' }],
  [
    'a stage, not the context',
    { Dockerfile: 'FROM node:22 AS b\nFROM b\nCOPY --from=b services/api/src /app\n' },
  ],
  [
    'a Compose file names it',
    { Dockerfile: copying, 'compose.yaml': 'services: {a: {build: services/api}}' },
  ],
  [
    'one far away has it as a context',
    { Dockerfile: copying, 'env/x/compose.yaml': 'services: {a: {build: ../../services/api}}' },
  ],
  [
    'as a further context',
    {
      Dockerfile: copying,
      'compose.yaml': 'services: {a: {build: {additional_contexts: [a=services/api]}}}',
    },
  ],
  [
    'for a Dockerfile within the Compose file',
    {
      Dockerfile: copying,
      'env/x/compose.yaml':
        'services: {a: {build: {context: ../../services/api, dockerfile_inline: FROM x}}}',
    },
  ],
  [
    'by a variable',
    {
      Dockerfile: copying,
      'compose.yaml': 'services: {a: {build: "${WHERE}"}}',
      '.env': 'WHERE=services/api',
    },
  ],
  [
    'maybe, by a variable that nobody knows',
    { Dockerfile: copying, 'compose.yaml': 'services: {a: {build: "${WHERE}/api"}}' },
  ],
  [
    'a Compose file takes it from another file',
    { Dockerfile: copying, 'compose.yaml': 'services: {a: {extends: {file: services/api/b.yml}}}' },
  ],
  ['a script names it', { Dockerfile: copying, 'scripts/build.sh': 'docker build services/api -f x' }],
  ['a script beside names it', { Dockerfile: copying, 'services/build.sh': 'cd API && docker build .' }],
  ['a workflow names it', { Dockerfile: copying, '.github/workflows/ci.yml': 'context: services/api' }],
  ['another Dockerfile is named like it', { Dockerfile: copying, 'api.Dockerfile': 'FROM scratch' }],
  ['one in a folder for them, too', { Dockerfile: copying, 'docker/api.Dockerfile': 'FROM scratch' }],
  ['one in a folder for them mentions it', { Dockerfile: copying, 'docker/Dockerfile': 'FROM x\nCMD api' }],
])('nothing is claimed: %s', async (_, files) => {
  expect(await findIn(files)).toBeUndefined();
});

test('nothing is claimed of other places and names, nor where there is too much to look at', async () => {
  const files = { Dockerfile: copying };
  expect(await findIn(files, 'file:///ws/.dockerignore')).toBeUndefined();
  expect(await findIn(files, 'file:///elsewhere/api/.dockerignore')).toBeUndefined();
  expect(await findIn(files, 'file:///ws/services/api/Dockerfile.dockerignore')).toBeUndefined();
  const scripts = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`${index}.sh`, 'true']));
  expect(await findIn({ ...files, ...scripts })).toBeUndefined();
});

test('is a fact of the ignore file, and follows what changes', async () => {
  const host = hostOf({ Dockerfile: copying });
  const changed: string[] = [];
  const contexts = new BuildContexts(host, {
    openText: () => undefined,
    changed: (uri) => changed.push(uri),
  });
  contexts.setFolders(['file:///ws']);
  expect(contexts.facts(document).contextAbove).toBeUndefined();
  await settled();
  expect(contexts.facts(document).contextAbove?.dockerfile).toBe('../../Dockerfile');
  expect(changed).toContain(document);
  host.files.set('file:///ws/Dockerfile.dockerignore', '');
  contexts.filesChanged(['file:///ws/Dockerfile.dockerignore']);
  await settled();
  expect(contexts.facts(document).contextAbove?.ignoreFile).toBe('../../Dockerfile.dockerignore');
  expect(contexts.locate(document, '../../Dockerfile.dockerignore')).toBe(
    'file:///ws/Dockerfile.dockerignore',
  );
  expect(contexts.locate(document, '../../.dockerignore')).toBeUndefined();
  host.files.set('file:///ws/services/api/Dockerfile', 'FROM scratch');
  contexts.filesChanged(['file:///ws/services/api/Dockerfile']);
  await settled();
  expect(contexts.facts(document).contextAbove).toBeUndefined();
  expect(contexts.facts('file:///ws/services/api/Dockerfile').contextAbove).toBeUndefined();
});
