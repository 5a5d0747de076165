import { beforeAll, describe, expect, test } from 'vitest';
import { parseYaml } from '../../../server/src/upstream/yaml.ts';
import {
  isBuildScript,
  readBuildScripts,
} from '../../../server/src/workspace/buildDefinitions/buildScripts.ts';
import { inShort, loaderOf } from './files.ts';

// It is loaded on first use, which takes longer than everything else.
beforeAll(() => parseYaml('a: 1'));

async function read(path: string, text: string): Promise<string[]> {
  const file = await loaderOf({ [path]: text }).load(`file:///ws/${path}`);
  return file ? readBuildScripts(file).map(inShort) : [];
}

test.each([
  ['package.json', true],
  ['Makefile', true],
  ['GNUmakefile', true],
  ['rules.mk', false],
  ['justfile', true],
  ['.justfile', true],
  ['Justfile', true],
  ['.gitlab-ci.yml', true],
  ['gitlab-ci.yml', false],
  ['package-lock.json', false],
  ['build.sh', false],
])('%s has scripts that are read: %s', (name, expected) => {
  expect(isBuildScript(`file:///ws/${name}`)).toBe(expected);
});

describe('package.json', () => {
  test('scripts run in its folder', async () => {
    const text = `{
  "name": "docker",
  "scripts": {
    "test": "vitest",
    "docker": "docker build -t app:$npm_package_version -f docker/Dockerfile .",
    "docker:web": "npm run test && cd web && docker buildx build --target prod \\".\\"",
    "other": "docker build $DIR",
    "up": "docker compose build"
  }
}`;
    expect(await read('app/package.json', text)).toEqual([
      'app/docker/Dockerfile <- app/ (script docker, line 5)',
      'app/web/Dockerfile <- app/web/ (script docker:web, line 6, target prod)',
    ]);
  });

  test.each([
    '',
    '{}',
    '{"scripts": "docker build ."}',
    '{"scripts": {"a": ["docker build ."]}}',
    '[docker]',
    '{"scripts": {"docker',
  ])('says nothing: %s', async (text) => {
    expect(await read('package.json', text)).toEqual([]);
  });
});

describe('a Makefile', () => {
  test('each line of a recipe has a shell of its own, in the folder', async () => {
    const text = `# comment
IMAGE := app
.PHONY: image web

image: deps \\
       more
\t@echo building
\tcd web
\t@docker build -t $(IMAGE):$$(git rev-parse HEAD) \\
\t\t-f docker/Dockerfile .

# between
\tdocker build two
web:; -cd web && docker build .
ifeq ($(X),y)
all: image
else
\tdocker build three
endif
\tdocker build four
`;
    expect(await read('Makefile', text)).toEqual([
      'docker/Dockerfile <- . (target image, line 9)',
      'two/Dockerfile <- two/ (target image, line 13)',
      'web/Dockerfile <- web/ (target web, line 14)',
      'three/Dockerfile <- three/ (target all, line 18)',
      'four/Dockerfile <- four/ (target all, line 20)',
    ]);
  });

  test.each<readonly [string, string, string, readonly string[]]>([
    ['a variable', 'DIR = app # here', 'docker build $(DIR)', ['app/Dockerfile <- app/ (target x, line 4)']],
    [
      'a variable of others',
      'ROOT := srv\nDIR = ${ROOT}/app',
      'docker build ${DIR}',
      ['srv/app/Dockerfile <- srv/app/ (target x, line 5)'],
    ],
    [
      'a default',
      'DIR ?= app',
      'docker build $(DIR)',
      ['app/Dockerfile <- app/ (target x, line 4; with the defaults of DIR)'],
    ],
    ['of one letter', 'D = app', 'docker build $D', ['app/Dockerfile <- app/ (target x, line 4)']],
    [
      'options',
      'ARGS = --pull --build-arg A=b',
      'docker build $(ARGS) app',
      ['app/Dockerfile <- app/ (target x, line 4)'],
    ],
    ['options that nobody knows', '', 'docker build $(ARGS) app', []],
    [
      'a value nobody knows, of an option',
      '',
      'docker build -t $(TAG) app',
      ['app/Dockerfile <- app/ (target x, line 4)'],
    ],
    ['a function', 'DIR = $(shell pwd)', 'docker build $(DIR)', []],
    ['a function in the recipe', '', 'docker build -t $(call name,a (b)) $(word 1,a b)', []],
    ['set twice', 'DIR = a\nDIR = b', 'docker build $(DIR)', []],
    ['added to', 'DIR = a\nDIR += b', 'docker build $(DIR)', []],
    ['made by a command', 'DIR != pwd', 'docker build $(DIR)', []],
    ['set on a condition', 'ifdef X\nDIR = a\nendif', 'docker build $(DIR)', []],
    ['set in a recipe', 'DIR = a', '$(eval DIR = b)\n\tdocker build $(DIR)', []],
    ['made up by a template', 'DIR = a\n$(eval $(call T))', 'docker build $(DIR)', []],
    ['set for a target', 'DIR = a\nx: DIR = b', 'docker build $(DIR)', []],
    ['of another file', 'DIR = a\n-include .env', 'docker build $(DIR)', []],
    [
      'of another file, which says nothing of this',
      '-include .env',
      'docker build a',
      ['a/Dockerfile <- a/ (target x, line 4)'],
    ],
    ['in a circle', 'DIR = $(DIR)/a', 'docker build $(DIR)', []],
    ['several lines', 'define DIR\nx\nendef', 'docker build $(DIR)', []],
    [
      'the folder',
      '',
      'docker build -f $(CURDIR)/a.Dockerfile $(PWD)',
      ['a.Dockerfile <- . (target x, line 4)'],
    ],
    ['the folder, from elsewhere', '', 'cd a && docker build $(CURDIR)', []],
    [
      'the name of the target',
      '',
      'docker build -f $@.Dockerfile .',
      ['x.Dockerfile <- . (target x, line 4)'],
    ],
    ['the stem', '', 'docker build -f $*.Dockerfile .', []],
    ['a variable of the shell', '', 'docker build $$DIR', []],
    ['other marks of recipes', '.RECIPEPREFIX = >', 'docker build .', []],
    ['another shell', 'SHELL := pwsh', 'docker build .', []],
    ['a shell', 'SHELL := /usr/bin/env bash', 'docker build .', ['Dockerfile <- . (target x, line 4)']],
    [
      'one shell for all',
      '.ONESHELL:',
      'cd app\n\tdocker build .',
      ['app/Dockerfile <- app/ (target x, line 5)'],
    ],
  ])('%s', async (_, head, recipe, expected) => {
    expect(await read('Makefile', `${head}\n\nx:\n\t${recipe}\n`)).toEqual(expected);
  });

  test('no text is too much', () => {
    for (const piece of [
      'a:\n\tdocker build .\n',
      '$(',
      'A=$(A)\n',
      '\\\n',
      '\tdocker ',
      'define x\n',
      'ifdef\n',
      'a:b;c:d=e\n',
      ': ',
    ]) {
      const text = `docker\n${piece.repeat(5000)}`;
      expect(
        () => readBuildScripts({ uri: 'file:///ws/Makefile', text, root: undefined }),
        piece,
      ).not.toThrow();
      expect(
        () => readBuildScripts({ uri: 'file:///ws/justfile', text, root: undefined }),
        piece,
      ).not.toThrow();
    }
  });
});

describe('a justfile', () => {
  test('each line of a recipe has a shell of its own, in the folder', async () => {
    const text = `dir := 'app'
name := env('NAME')
# builds
[group('docker')]
image tag='x': deps
    @cd web
    docker build -t {{tag}} \\
      {{dir}}
    docker build {{ name }}
web dir:
  cd web && docker build -f x.Dockerfile .
  docker build {{dir}}

@whole:
  #!/usr/bin/env bash
  set -eu
  cd srv
  docker build .
python:
  #!/usr/bin/env python3
  docker build .
[no-cd]
elsewhere:
  docker build .
[working-directory: 'sub']
below:
  docker build .
alias i := image
`;
    expect(await read('justfile', text)).toEqual([
      'app/Dockerfile <- app/ (recipe image, line 7)',
      'web/x.Dockerfile <- web/ (recipe web, line 11)',
      'srv/Dockerfile <- srv/ (recipe whole, line 18)',
      'sub/Dockerfile <- sub/ (recipe below, line 27)',
    ]);
  });

  test.each([
    ["set shell := ['pwsh', '-c']", []],
    ['set shell := ["bash", "-c"]', ['Dockerfile <- . (recipe x, line 3)']],
    ['set no-cd', []],
    ["set working-directory := 'a'", ['a/Dockerfile <- a/ (recipe x, line 3)']],
    ["set working-directory := 'a' / 'b'", []],
  ])('%s', async (setting, expected) => {
    expect(await read('.justfile', `${setting}\nx:\n  docker build .\n`)).toEqual(expected);
  });
});

describe('.gitlab-ci.yml', () => {
  test('one shell for before_script and script', async () => {
    const text = `default:
  before_script:
    - cd app
variables: {X: docker build .}
web:
  script:
    - docker build -f x.Dockerfile .
    - |
      echo hi
      docker build "$CI_PROJECT_DIR/web"
  after_script: [docker build after]
own:
  before_script: []
  script: docker build .
.base:
  before_script: [cd base]
  script:
    - [docker build a, [docker build b]]
derived:
  extends: .base
  script: [docker build c]
`;
    expect(await read('.gitlab-ci.yml', text)).toEqual([
      'app/x.Dockerfile <- app/ (job web, line 7)',
      'web/Dockerfile <- web/ (job web, line 10)',
      'after/Dockerfile <- after/ (job web, line 11)',
      'Dockerfile <- . (job own, line 14)',
      'base/a/Dockerfile <- base/a/ (job .base, line 18)',
      'base/b/Dockerfile <- base/b/ (job .base, line 18)',
      'base/c/Dockerfile <- base/c/ (job derived, line 21)',
    ]);
  });

  test.each([
    ['of a job of another file', 'a: {extends: .other, script: [docker build .]}'],
    ['by reference', 'a: {script: [!reference [.b, script], docker build .]}'],
    ['without what is inherited', 'a: {inherit: {default: false}, script: [docker build .]}'],
    ['in a circle', 'a: {extends: a, script: [docker build .]}'],
    ['no job', 'before_script: [docker build .]\ninclude: [docker build .]'],
    ['half-written', 'a: {script: {docker: build}}\nb: docker build .\nc:\n  script:'],
  ])('nothing %s', async (_, text) => {
    expect(await read('.gitlab-ci.yml', text)).toEqual([]);
  });
});
