import { beforeAll, describe, expect, test } from 'vitest';
import { parseYaml } from '../../../server/src/upstream/yaml.ts';
import { readComposeFolder } from '../../../server/src/workspace/buildDefinitions/composeFolder.ts';
import { inShort, loaderOf } from './files.ts';

// It is loaded on first use, which takes longer than everything else.
beforeAll(() => parseYaml('a: 1'));

/** What the Compose files of `file:///ws/` build. */
async function read(files: Readonly<Record<string, string>>): Promise<string[]> {
  const names = Object.keys(files).filter((path) => !path.includes('/'));
  const { definitions } = await readComposeFolder('file:///ws/', names.sort(), loaderOf(files));
  return [...new Set(definitions.map(inShort))];
}

const builds = (context: string, name = 'web'): string => `services: {${name}: {build: ${context}}}\n`;

describe('further contexts', () => {
  const named = async (files: Readonly<Record<string, string>>): Promise<string[]> => {
    const { definitions } = await readComposeFolder(
      'file:///ws/',
      Object.keys(files).sort(),
      loaderOf(files),
    );
    return definitions.map(({ namedContexts }) => namedContexts.join());
  };

  test.each([
    ['additional_contexts: {c: ./c}', 'a,b,c'],
    ['additional_contexts: [c=./c, "${D:-d}=./d", "${E}=./e"]', 'a,b,c,d'],
    ['additional_contexts: {a: ./other}', 'a,b'],
    ['additional_contexts: {a: !reset null}', 'b'],
    ['additional_contexts: !reset null', ''],
    ['additional_contexts: !override {c: ./c}', 'c'],
    ['target: x', 'a,b'],
  ])('in an override: %s', async (said, expected) => {
    const base = 'services: {web: {build: {additional_contexts: {a: ./a, b: docker-image://b}}}}\n';
    const override = `services: {web: {build: {${said}}}}\n`;
    expect(await named({ 'compose.yaml': base, 'compose.override.yaml': override })).toEqual([expected]);
  });

  test('merged from an anchor, as services are', async () => {
    const text = [
      'x-more: &more {a: ./a}',
      'x-services: &services {db: {build: {additional_contexts: {c: ./c}}}}',
      'services:',
      '  <<: *services',
      '  web: {build: {additional_contexts: {<<: *more, b: ./b}}}',
    ].join('\n');
    expect(await named({ 'compose.yaml': text })).toEqual(['c', 'a,b']);
  });
});

describe('include', () => {
  test('paths of the file are seen from its own folder', async () => {
    expect(
      await read({
        'compose.yaml': 'include:\n  - infra/compose.yaml\nservices: {web: {build: .}}\n',
        'infra/compose.yaml':
          'services:\n  db: {build: ./db}\n  own: {build: {dockerfile: own.Dockerfile}}\n  up: {build: ..}\n',
      }),
    ).toEqual([
      'Dockerfile <- . (service web, line 3)',
      'infra/db/Dockerfile <- infra/db/ (service db, line 2)',
      'infra/own.Dockerfile <- infra/ (service own, line 3)',
      'Dockerfile <- . (service up, line 4)',
    ]);
  });

  test.each<readonly [string, string, Record<string, string>, readonly string[]]>([
    [
      'a folder of the project',
      '[{path: infra/app.yaml, project_directory: app}]',
      { 'infra/app.yaml': builds('./src') },
      ['app/src/Dockerfile <- app/src/ (service web, line 1; included by compose.yaml)'],
    ],
    [
      'a folder of the project, above',
      '[{path: ./infra/app.yaml, project_directory: .}]',
      { 'infra/app.yaml': builds('{dockerfile: a.Dockerfile}') },
      ['a.Dockerfile <- . (service web, line 1; included by compose.yaml)'],
    ],
    [
      'an override of it, whose paths are seen from the first file',
      '[{path: [infra/app.yaml, over.yaml]}]',
      {
        'infra/app.yaml': builds('{context: ., target: prod}'),
        'over.yaml': builds('{context: ./dev, dockerfile: d.Dockerfile}'),
      },
      ['infra/dev/d.Dockerfile <- infra/dev/ (service web, line 1, target prod; included by compose.yaml)'],
    ],
    [
      'one within the other; a path is seen from the folder of the project that names it',
      '[{path: a/a.yaml, project_directory: .}]',
      { 'a/a.yaml': 'include: [b/b.yaml]\n', 'b/b.yaml': `include: [c/c.yaml]\n`, 'b/c/c.yaml': builds('d') },
      ['b/c/d/Dockerfile <- b/c/d/ (service web, line 1)'],
    ],
    [
      'extends in an included file is seen from the folder of its project',
      '[{path: dir/included.yaml, project_directory: .}]',
      {
        'dir/included.yaml': 'services:\n  web:\n    extends: {file: dir/extended.yaml, service: base}\n',
        'dir/extended.yaml': builds('./x', 'base'),
      },
      ['dir/x/Dockerfile <- dir/x/ (service web, line 3; extends base of extended.yaml)'],
    ],
    ['a file that is not there', '[a.yaml]', {}, []],
    [
      'a file that is not there beside one that is',
      '[{path: [a.yaml, b.yaml]}]',
      { 'a.yaml': builds('a') },
      [],
    ],
    ['what is fetched', '["oci://example.org/a", "https://example.org/a.git"]', {}, []],
    ['no list', 'a.yaml', { 'a.yaml': builds('a') }, []],
    ['a path that nobody can tell', '["${DIR}/a.yaml"]', { 'a.yaml': builds('a') }, []],
    ['itself', '[compose.yaml, ./compose.yaml]', {}, []],
    [
      'in a circle',
      '[a.yaml]',
      { 'a.yaml': `include: [compose.yaml, a.yaml]\n${builds('a')}` },
      ['a/Dockerfile <- a/ (service web, line 2)'],
    ],
    [
      'twice the same',
      '[a.yaml, b.yaml]',
      { 'a.yaml': builds('a'), 'b.yaml': 'include: [a.yaml]' },
      ['a/Dockerfile <- a/ (service web, line 1)'],
    ],
    [
      'two that differ, which Compose refuses',
      '[a.yaml, b.yaml]',
      { 'a.yaml': builds('a'), 'b.yaml': builds('b') },
      [],
    ],
    ['half-written', '[{path: }, {}, [], 3, {path: {a: b}}, ""]', {}, []],
  ])('%s', async (_, include, files, expected) => {
    expect(await read({ 'compose.yaml': `include: ${include}\n`, ...files })).toEqual(expected);
  });

  test('a service of the same name is refused, one of an override is merged', async () => {
    const files = {
      'compose.yaml': `include: [app/compose.yaml]\n`,
      'app/compose.yaml': builds('{context: ., target: prod}'),
    };
    expect(await read({ ...files, 'compose.yaml': files['compose.yaml'] + builds('.') })).toEqual([]);
    expect(await read({ ...files, 'compose.override.yaml': builds('{dockerfile: dev.Dockerfile}') })).toEqual(
      ['app/dev.Dockerfile <- app/ (service web, line 1, target prod)'],
    );
  });

  test('an override of what nobody knows is not known', async () => {
    const override = { 'compose.override.yaml': builds('{target: dev}') };
    for (const include of ['missing.yaml', 'oci://example.org/a', '"${X}"', '{path: compose.yaml}']) {
      expect(await read({ 'compose.yaml': `include: [${include}]\n`, ...override }), include).toEqual([]);
    }
    const extending = 'services: {web: {extends: {file: missing.yaml, service: web}}}';
    expect(await read({ 'compose.yaml': extending, ...override })).toEqual([]);
    expect(await read({ 'compose.yaml': 'services: {web: {image: x}}', ...override })).toEqual([
      'Dockerfile <- . (service web, line 1, target dev)',
    ]);
    // What it says itself is known all the same.
    const whole = { 'compose.override.yaml': builds('{context: a, dockerfile: x}') };
    expect(await read({ 'compose.yaml': extending, ...whole })).toEqual(['a/x <- a/ (service web, line 1)']);
  });

  test('an empty context is the folder of the project', async () => {
    const files = { 'compose.yaml': 'include: [sub/compose.yaml]\n', 'sub/compose.yaml': builds('"${A:-}"') };
    expect(await read(files)).toEqual(['Dockerfile <- . (service web, line 1)']);
  });

  test('what an extended service takes back is not taken back here', async () => {
    const base =
      'services:\n  a: {build: {dockerfile: A}}\n  b: {build: {context: b, dockerfile: B, target: t}}\n';
    const override =
      'services:\n  a: {build: {dockerfile: !reset null, target: !reset null}}\n  b: {extends: a}\n';
    expect(await read({ 'compose.yaml': base, 'compose.override.yaml': override })).toContain(
      'b/B <- b/ (service b, line 3, target t)',
    );
  });

  test('the folder Compose runs in is a variable', async () => {
    expect(await read({ 'compose.yaml': builds('"${PWD}/app"') })).toEqual([
      'app/Dockerfile <- app/ (service web, line 1)',
    ]);
    expect(await read({ 'compose.yaml': builds('"${HOME:-app}/app"') })).toEqual([]);
  });

  test('variables: those of the project, over what .env beside it says', async () => {
    const files = {
      'compose.yaml': 'include: [sub/compose.yaml]\n',
      'sub/compose.yaml': 'services: {web: {build: "${A:-none}/${B:-none}"}}',
      'sub/.env': 'A=sub\nB=${A}b\n',
    };
    expect(await read(files)).toEqual(['sub/sub/subb/Dockerfile <- sub/sub/subb/ (service web, line 1)']);
    expect(await read({ ...files, '.env': 'A=top' })).toEqual([
      'sub/top/topb/Dockerfile <- sub/top/topb/ (service web, line 1)',
    ]);
    const given = {
      ...files,
      'compose.yaml': 'include: [{path: sub/compose.yaml, env_file: [x.env, y.env]}]\n',
    };
    expect(await read({ ...given, 'x.env': 'A=x', 'y.env': 'A=y\nB=y' })).toEqual([
      'sub/y/y/Dockerfile <- sub/y/y/ (service web, line 1)',
    ]);
    // Compose stops where one of them is not there.
    expect(await read({ ...given, 'x.env': 'A=x' })).toEqual([]);
  });

  test('deep and wide ones end', async () => {
    const deep = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `f${i}.yaml`,
        `include: [f${i + 1}.yaml]\n${builds(`c${i}`, `s${i}`)}`,
      ]),
    );
    const found = await read({ 'compose.yaml': 'include: [f0.yaml]\n', ...deep });
    expect(found).toHaveLength(10);
    const all = Array.from({ length: 20 }, (_, i) => `g${i}.yaml`);
    const wide = Object.fromEntries(
      all.map((name, i) => [name, `include: [${all.join(', ')}]\n${builds(`c${i}`, `s${i}`)}`]),
    );
    expect((await read({ 'compose.yaml': `include: [${all.join(', ')}]\n`, ...wide })).length).toBeLessThan(
      21,
    );
  });
});

describe('extends of another file', () => {
  const web = (rest: string): string =>
    `services:\n  web:\n    extends: {file: common/base.yaml, service: base}${rest}\n`;

  test.each<readonly [string, string, string, readonly string[]]>([
    [
      'paths are seen from its folder',
      '',
      builds('{context: ./app, dockerfile: ../x.Dockerfile, target: t}', 'base'),
      [
        'common/x.Dockerfile <- common/app/ (service web, line 3, target t; extends base of common/base.yaml)',
      ],
    ],
    [
      'a context that nobody gives is the folder of the project',
      '',
      builds('{dockerfile: x.Dockerfile}', 'base'),
      ['x.Dockerfile <- . (service web, line 3; extends base of common/base.yaml)'],
    ],
    [
      'what the service says itself goes over',
      '\n    build: {context: ./mine}',
      builds('{context: ., dockerfile: x.Dockerfile}', 'base'),
      ['mine/x.Dockerfile <- mine/ (service web, line 4)'],
    ],
    [
      'a part of it',
      '\n    build: {target: dev}',
      builds('.', 'base'),
      ['common/Dockerfile <- common/ (service web, line 3, target dev; extends base of common/base.yaml)'],
    ],
    [
      'over another one there',
      '',
      'services: {root: {build: r}, base: {extends: root, build: {target: b}}}',
      ['common/r/Dockerfile <- common/r/ (service web, line 3, target b; extends base of common/base.yaml)'],
    ],
    [
      'over a third file, seen from the second',
      '',
      'services: {base: {extends: {file: deep/deep.yaml, service: deep}}}',
      ['common/deep/d/Dockerfile <- common/deep/d/ (service web, line 3; extends base of common/base.yaml)'],
    ],
    ['its includes do not count', '', 'include: [deep/deep.yaml]\nservices: {base: {}}', []],
    ['no such service', '\n    build: .', builds('.', 'other'), []],
    ['a repository stays one', '', builds('https://example.org/a.git', 'base'), []],
    [
      'an absolute path stays one',
      '',
      builds('/srv', 'base'),
      ['file:///srv/Dockerfile <- file:///srv/ (service web, line 3; extends base of common/base.yaml)'],
    ],
    ['a variable nobody sets', '', builds('"$X"', 'base'), []],
    [
      'in a circle',
      '',
      'services: {base: {build: b, extends: {file: ../compose.yaml, service: web}}}',
      ['common/b/Dockerfile <- common/b/ (service web, line 3; extends base of common/base.yaml)'],
    ],
  ])('%s', async (_, rest, base, expected) => {
    const files = { 'compose.yaml': web(rest), 'common/base.yaml': base };
    expect(await read({ ...files, 'common/deep/deep.yaml': builds('d', 'deep') })).toEqual(expected);
  });

  test('of a file that is not there nothing is known', async () => {
    expect(await read({ 'compose.yaml': web('\n    build: {target: x}') })).toEqual([]);
  });

  test('variables are those of the project', async () => {
    const files = {
      'compose.yaml': web(''),
      'common/base.yaml': builds('$DIR', 'base'),
      '.env': 'DIR=a',
      'common/.env': 'DIR=b',
    };
    expect(await read(files)).toEqual([
      'common/a/Dockerfile <- common/a/ (service web, line 3; extends base of common/base.yaml)',
    ]);
  });

  test('before files are merged: what an override changes is not inherited', async () => {
    expect(
      await read({
        'compose.yaml': 'services: {base: {build: a}, web: {extends: base}}',
        'compose.override.yaml': 'services: {base: {build: b}}',
      }),
    ).toEqual(['b/Dockerfile <- b/ (service base, line 1)', 'a/Dockerfile <- a/ (service web, line 1)']);
  });

  test('of what is not in the same file nothing is known: Compose refuses it', async () => {
    expect(
      await read({
        'compose.yaml': `include: [a.yaml]\nservices: {web: {extends: base, build: {context: ., target: x}}}`,
        'a.yaml': builds('a', 'base'),
        'compose.override.yaml': 'services: {web: {build: {target: y}}}',
      }),
    ).toEqual(['a/Dockerfile <- a/ (service base, line 1)']);
    // A service that builds nothing is there.
    expect(await read({ 'compose.yaml': 'services: {base: , web: {extends: base, build: .}}' })).toEqual([
      'Dockerfile <- . (service web, line 1)',
    ]);
  });

  test('further contexts are seen from its folder too', async () => {
    const files = {
      'compose.yaml': web(''),
      'common/base.yaml': builds('{context: ., additional_contexts: [a=./a, b=service:x, c=/c]}', 'base'),
    };
    const reading = await readComposeFolder('file:///ws/', ['compose.yaml'], loaderOf(files));
    expect(reading.contexts).toEqual(['file:///ws/common/', 'file:///ws/common/a/', 'file:///c/']);
    expect(reading.definitions[0]?.namedContexts).toEqual(['a', 'b', 'c']);
  });
});

describe('overrides', () => {
  const base = builds('{context: app, dockerfile: x.Dockerfile, target: prod}');

  test.each<readonly [string, string, readonly string[]]>([
    [
      'a path alone is a context',
      builds('dev'),
      ['dev/x.Dockerfile <- dev/ (service web, line 1, target prod)'],
    ],
    [
      'what is replaced',
      builds('!override {context: dev}'),
      ['dev/Dockerfile <- dev/ (service web, line 1)'],
    ],
    ['what is taken back', builds('!reset null'), []],
    [
      'a part that is taken back',
      builds('{dockerfile: !reset null}'),
      ['app/Dockerfile <- app/ (service web, line 1, target prod)'],
    ],
    [
      'a context that is taken back',
      builds('{context: !reset null}'),
      ['x.Dockerfile <- . (service web, line 1, target prod)'],
    ],
    [
      'a target that is taken back',
      builds('{target: !reset null}'),
      ['app/x.Dockerfile <- app/ (service web, line 1)'],
    ],
    ['no target', builds('{target: ""}'), ['app/x.Dockerfile <- app/ (service web, line 1)']],
    [
      'a target nobody can tell',
      builds('{target: "${STAGE}"}'),
      ['app/x.Dockerfile <- app/ (service web, line 1)'],
    ],
    ['a service that is taken back', 'services: {web: !reset null}\n', []],
    ['a service anew', 'services: {web: !override {image: a}}\n', []],
    [
      'a service anew that builds',
      'services: {web: !override {build: {dockerfile: y}}}\n',
      ['y <- . (service web, line 1)'],
    ],
    ['all services anew', 'services: !override {db: {image: a}}\n', []],
    ['a Dockerfile in it', builds('{dockerfile_inline: "FROM scratch"}'), []],
  ])('%s', async (_, override, expected) => {
    const both = { 'compose.yaml': base, 'compose.override.yml': override };
    expect(await read(both)).toEqual(expected);
  });
});

describe('COMPOSE_FILE', () => {
  const files = {
    'compose.yaml': builds('{dockerfile: x.Dockerfile}'),
    'compose.override.yaml': builds('{target: never}'),
    'docker/app.yml': builds('{context: .., dockerfile: docker/Dockerfile}'),
    'docker/dev.yml': builds('{target: dev}'),
  };

  test.each<readonly [string, string, readonly string[]]>([
    [
      'lists the files; paths are seen from the first',
      'COMPOSE_FILE=docker/app.yml:docker/dev.yml',
      ['docker/Dockerfile <- . (service web, line 1, target dev)'],
    ],
    [
      'with a separator of its own',
      'COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE="docker/app.yml,docker/dev.yml"',
      ['docker/Dockerfile <- . (service web, line 1, target dev)'],
    ],
    [
      'with that of Windows',
      'COMPOSE_FILE=docker\\app.yml;docker/dev.yml',
      ['docker/Dockerfile <- . (service web, line 1, target dev)'],
    ],
    [
      'from another folder on top',
      'COMPOSE_FILE=compose.yaml:docker/dev.yml',
      ['x.Dockerfile <- . (service web, line 1, target dev)'],
    ],
  ])('%s', async (_, env, expected) => {
    // What else is there is read as before: each on its own, and on top.
    expect(await read({ ...files, '.env': env })).toEqual(expect.arrayContaining([...expected]));
    expect((await read({ ...files, '.env': env }))[0]).toBe(expected[0]);
  });

  test('without it the override of the folder counts', async () => {
    expect(await read(files)).toEqual(['x.Dockerfile <- . (service web, line 1, target never)']);
    expect(await read({ ...files, '.env': 'COMPOSE_FILE=' })).toEqual(await read(files));
  });

  test('.env beside the first file counts below the one that lists it', async () => {
    const found = await read({
      '.env': 'COMPOSE_FILE=docker/compose.yml\nA=top',
      'docker/.env': 'A=below\nB=below',
      'docker/compose.yml': builds('"$A/$B"'),
    });
    expect(found).toEqual(['docker/top/below/Dockerfile <- docker/top/below/ (service web, line 1)']);
  });

  test('drives and nothing', async () => {
    expect(await read({ '.env': 'COMPOSE_FILE=C:\\a\\b.yml:~/x:https://example.org/c.yml::' })).toEqual([]);
    // Which folder the paths are seen from is not known.
    expect(await read({ '.env': 'COMPOSE_FILE=~/x.yml:a.yaml', 'a.yaml': builds('.') })).toEqual([]);
  });

  test('a file that is a part of a project elsewhere is told of', async () => {
    const reading = await readComposeFolder(
      'file:///ws/',
      ['.env', 'compose.yaml'],
      loaderOf({ ...files, '.env': 'COMPOSE_FILE=compose.yaml:docker/app.yml' }),
    );
    expect([...reading.elsewhere]).toEqual([['file:///ws/docker/app.yml', new Set(['file:///'])]]);
  });
});

test('Bake takes the files that it finds by itself, without overrides', async () => {
  const reading = await readComposeFolder(
    'file:///ws/',
    ['compose.override.yaml', 'compose.yaml', 'docker-compose.yml'],
    loaderOf({
      'compose.yaml': builds('a'),
      'compose.override.yaml': builds('b'),
      'docker-compose.yml': builds('{target: c}'),
    }),
  );
  expect(reading.forBake.get('web')).toMatchObject({ context: 'a', target: 'c' });
});
