import { describe, expect, test } from 'vitest';
import {
  interpolate,
  readEnvironmentFile,
  shellVariables,
} from '../../../server/src/workspace/buildDefinitions/interpolation.ts';
import { inShort, readCompose, yamlFile } from './files.ts';

async function read(
  texts: string | readonly string[],
  variables: Record<string, string> = {},
): Promise<string[]> {
  const files = await Promise.all(
    [texts]
      .flat()
      .map((text, index) => yamlFile(`file:///ws/${index === 0 ? 'compose' : `more${index}`}.yaml`, text)),
  );
  return (await readCompose(files, new Map(Object.entries(variables)))).map(inShort);
}

describe('what a Compose file builds', () => {
  test('a path alone is the context, with a Dockerfile in it', async () => {
    expect(await read('services:\n  web:\n    build: ./web\n  db:\n    image: postgres\n')).toEqual([
      'web/Dockerfile <- web/ (service web, line 3)',
    ]);
    expect(await read('services:\n  web:\n    build: .\n')).toEqual([
      'Dockerfile <- . (service web, line 3)',
    ]);
  });

  test('the Dockerfile is seen from the context', async () => {
    const text =
      'services:\n  api:\n    build:\n      context: ..\n      dockerfile: ws/docker/api.Dockerfile\n      target: prod\n';
    const file = await yamlFile('file:///ws/compose.yaml', text);
    expect(await readCompose([file])).toEqual([
      {
        kind: 'compose',
        dockerfile: 'file:///ws/docker/api.Dockerfile',
        context: 'file:///',
        target: 'prod',
        namedContexts: [],
        source: { uri: 'file:///ws/compose.yaml', part: 'service api', line: 4 },
        note: undefined,
      },
    ]);
  });

  test.each([
    [
      'no context is the folder of the project',
      '{dockerfile: a.Dockerfile}',
      ['a.Dockerfile <- . (service x, line 2)'],
    ],
    [
      'an empty Dockerfile is none',
      '{context: a, dockerfile: ""}',
      ['a/Dockerfile <- a/ (service x, line 2)'],
    ],
    ['an inline Dockerfile is none of ours', '{context: a, dockerfile_inline: "FROM scratch"}', []],
    ['a repository', 'https://github.com/a/b.git#main:sub', []],
    ['a repository over ssh', 'git@github.com:a/b.git', []],
    ['a home directory', '~/app', []],
    ['a variable nobody sets', '"$DIR"', []],
    ['an absolute path', '/srv/app', ['file:///srv/app/Dockerfile <- file:///srv/app/ (service x, line 2)']],
    [
      'an absolute Dockerfile with a context that is not known',
      '{context: "${DIR}", dockerfile: /ws/a.Dockerfile}',
      ['a.Dockerfile <- ? (service x, line 2)'],
    ],
    ['backslashes', '{context: ".\\\\app"}', ['app/Dockerfile <- app/ (service x, line 2)']],
    ['nothing', '', []],
    ['a number', '3', ['3/Dockerfile <- 3/ (service x, line 2)']],
  ])('%s', async (_, build, expected) => {
    expect(await read(`services:\n  x: {build: ${build}}\n`)).toEqual(expected);
  });

  test('what is merged in, and what an anchor says', async () => {
    const text = `
x-build: &build
  context: ./app
  dockerfile: base.Dockerfile
services:
  one:
    build: *build
  two:
    build:
      <<: *build
      target: two
`;
    expect(await read(text)).toEqual([
      'app/base.Dockerfile <- app/ (service one, line 3)',
      'app/base.Dockerfile <- app/ (service two, line 3, target two)',
    ]);
  });

  test('extends, in the same file; of another file nothing is known', async () => {
    const text = `
services:
  base: {build: {context: ./app, target: base}}
  one: {extends: base}
  two: {extends: {service: base}, build: {target: two}}
  three: {extends: {service: x, file: other.yaml}, build: {target: three}}
  loop: {extends: loop, build: ./loop}
`;
    expect(await read(text)).toEqual([
      'app/Dockerfile <- app/ (service base, line 3, target base)',
      'app/Dockerfile <- app/ (service one, line 3, target base)',
      'app/Dockerfile <- app/ (service two, line 3, target two)',
      'loop/Dockerfile <- loop/ (service loop, line 7)',
    ]);
  });

  test('an override adds to what was said; paths stay relative to the first file', async () => {
    const base = 'services:\n  web:\n    build:\n      context: ./web\n      target: prod\n';
    const override = 'services:\n  web:\n    build:\n      dockerfile: dev.Dockerfile\n      target: dev\n';
    expect(await read([base, override])).toEqual([
      'web/dev.Dockerfile <- web/ (service web, line 4, target dev)',
    ]);
  });

  test('aliases that mean billions, and brackets without end', async () => {
    const lines = Array.from(
      { length: 18 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
    );
    expect(await read(`a0: &a0 x\n${lines.join('\n')}\nservices: {x: {build: app}}\n`)).toHaveLength(0);
    // Deeper than the stack, where the process would end.
    for (const piece of ['[{', '- ', '{a: ', '? ']) expect(await read(piece.repeat(50_000))).toEqual([]);
    const steps = Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`);
    expect(await read(steps.join('\n'))).toEqual([]);
  });

  test('names of further contexts', async () => {
    const names = async (text: string): Promise<readonly string[] | undefined> =>
      (await readCompose([await yamlFile('file:///ws/compose.yaml', `services: {x: {build: ${text}}}`)]))[0]
        ?.namedContexts;
    expect(await names('{additional_contexts: [a=./a, "b=docker-image://b", c]}')).toEqual(['a', 'b']);
    expect(await names('{additional_contexts: {a: ./a, b: "service:b"}}')).toEqual(['a', 'b']);
    expect(await names('.')).toEqual([]);
  });

  test('half-written files', async () => {
    for (const text of ['', 'services:', 'services: [', 'services:\n  web:\n    build', '- a']) {
      expect(await read(text)).toEqual([]);
    }
  });
});

describe('variables', () => {
  test.each([
    ['$A/b', 'x/b'],
    ['${A}-${B:-two}', 'x-two'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${A:?needed}', 'x'],
    ['${B?needed}', undefined],
    ['${B:-${C:-${A}}}', 'x'],
    ['${A:+set}', 'set'],
    ['${B:+set}', undefined],
    ['$$A', '$A'],
    ['${B}', undefined],
    ['$B', undefined],
    ['${A', undefined],
    ['${A/x/y}', undefined],
    ['5$', '5$'],
    ['$5/$-', '$5/$-'],
    ['${A:-{b}}', 'x'],
    ['${HIDDEN:-d}', undefined],
    ['${HIDDEN-d}', undefined],
    ['$HIDDEN', undefined],
    ['${HIDDEN+set}', 'set'],
    ['${HIDDEN:+set}', undefined],
  ])('%s', (text, expected) => {
    const variables = new Map([
      ['A', 'x'],
      ['EMPTY', ''],
      ['HIDDEN', null],
    ]);
    expect(interpolate(text, variables)).toBe(expected);
  });

  test('deep nesting and many dollars end', () => {
    expect(interpolate('${A:-'.repeat(5000), new Map())).toBeUndefined();
    expect(interpolate(`${'${A:-'.repeat(50)}x${'}'.repeat(50)}`, new Map())).toBeUndefined();
    expect(interpolate('$$'.repeat(100_000), new Map())).toHaveLength(100_000);
  });

  test.each([
    ["A='it\\'s'", "it's"],
    ['A="a\\"b\\tc\\$d\\\\e\\q"', 'a"b\tc$d\\e\\q'],
    ['A="a\nb" # c', 'a\nb'],
    ['A=# no comment', '# no comment'],
    ['A=b # a comment', 'b'],
    ['B=$C\nA=${B:-d}', null],
    ['\uFEFF  export  A : b\r\n', 'b'],
    ['A=first\nA=last', 'last'],
  ])('a line of .env: %j', (text, expected) => {
    expect(readEnvironmentFile(text).get('A')).toBe(expected);
  });

  test('what every shell sets has no default; the folder it runs in is known', async () => {
    const variables = shellVariables('file:///ws/a%20b/');
    expect(interpolate('${PWD:-x}/c', variables)).toBe('/ws/a b/c');
    expect(interpolate('${HOME:-x}', variables)).toBeUndefined();
    expect(interpolate('${COMPOSE_PROJECT_NAME:-x}', variables)).toBeUndefined();
    const known = readEnvironmentFile('COMPOSE_PROJECT_NAME=p\nUSER=u\n', variables);
    expect(interpolate('${COMPOSE_PROJECT_NAME:-x}', known)).toBe('p');
    expect(interpolate('${USER}', known)).toBeUndefined();
  });

  test('come from .env', async () => {
    const environment = readEnvironmentFile(
      '# c\nA=app # comment\nexport B="b c" # x\nC=\'$A\'\nD=${A}/d\nE=${NOBODY}\nF="open\n=x\nG=a#b\n',
    );
    expect(Object.fromEntries(environment)).toEqual({
      A: 'app',
      B: 'b c',
      C: '$A',
      D: 'app/d',
      E: null,
      F: null,
      G: 'a#b',
    });
    expect(await read('services: {x: {build: "${DIR:-.}/x"}}', { DIR: 'app' })).toEqual([
      'app/x/Dockerfile <- app/x/ (service x, line 1)',
    ]);
  });
});
