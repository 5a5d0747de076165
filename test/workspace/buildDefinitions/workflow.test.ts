import { describe, expect, test } from 'vitest';
import { dockerBuildsIn } from '../../../server/src/workspace/buildDefinitions/dockerCommand.ts';
import { readWorkflow } from '../../../server/src/workspace/buildDefinitions/workflow.ts';
import { evaluate } from '../../../server/src/workspace/buildDefinitions/workflowValues.ts';
import { inShort, loaderOf, yamlFile } from './files.ts';

async function read(
  steps: string,
  head = '',
  files: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  return readJobs(`${head}jobs:\n  image:\n    steps:\n${steps.trim().replace(/^/gm, '      ')}\n`, files);
}

async function readJobs(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const file = await yamlFile('file:///ws/.github/workflows/ci.yml', text);
  return (await readWorkflow(file, loaderOf(files))).map(inShort);
}

const git = 'from Git, where .dockerignore does not count';

describe('what a workflow builds', () => {
  test('the action without a context builds the repository from Git', async () => {
    expect(await read('- uses: docker/build-push-action@v6')).toEqual([
      `Dockerfile <- . (job image, line 4; ${git})`,
    ]);
    expect(await read('- uses: docker/build-push-action@v6\n  with:\n    file: docker/Dockerfile')).toEqual([
      `docker/Dockerfile <- . (job image, line 4; ${git})`,
    ]);
    expect(
      await read(
        '- uses: docker/build-push-action@v6\n  with:\n    context: "{{defaultContext}}:app"\n    file: a.Dockerfile',
      ),
    ).toEqual([`app/a.Dockerfile <- app/ (job image, line 6; ${git})`]);
  });

  test('paths are seen from the root of the repository', async () => {
    expect(
      await read(
        '- uses: actions/checkout@v4\n- uses: docker/build-push-action@v6\n  working-directory: x\n  with:\n    context: ./app\n    target: prod',
      ),
    ).toEqual(['app/Dockerfile <- app/ (job image, line 8, target prod)']);
    expect(
      await read('- uses: docker/build-push-action@v6\n  with: {context: ., file: ./app/Dockerfile}'),
    ).toEqual(['app/Dockerfile <- . (job image, line 5)']);
  });

  test.each([
    ['an expression', 'context: "${{ vars.DIR }}"', []],
    [
      'an expression, but a Dockerfile',
      'context: "${{ vars.DIR }}", file: a/Dockerfile',
      ['a/Dockerfile <- ? (job image, line 5)'],
    ],
    ['another repository', 'context: "https://github.com/a/b.git", file: a/Dockerfile', []],
    [
      'the workspace',
      'context: "${{ github.workspace }}/app"',
      ['app/Dockerfile <- app/ (job image, line 5)'],
    ],
    ['a fixed variable', 'context: "${{ env.DIR }}"', ['srv/Dockerfile <- srv/ (job image, line 5)']],
  ])('%s', async (_, inputs, expected) => {
    const found = await read(`- uses: docker/build-push-action@v6\n  with: {${inputs}}\n  env: {DIR: srv}`);
    expect(found).toEqual(expected);
  });

  test('of a job that checks out elsewhere nothing is told', async () => {
    const build = '- uses: docker/build-push-action@v6\n  with: {context: app}';
    expect(await read(`- uses: actions/checkout@v4\n  with: {path: src}\n${build}`)).toEqual([]);
    expect(await read(`- uses: actions/checkout@v4\n  with: {repository: other/repo}\n${build}`)).toEqual([]);
    expect(await read(`- uses: actions/checkout@v4\n  with: {fetch-depth: 0}\n${build}`)).toHaveLength(1);
    const beside = '- uses: actions/checkout@v4\n  with: {repository: other/repo, path: tools}\n';
    expect(await read(beside + build)).toEqual([]);
    expect(await read(`- uses: actions/checkout@v4\n${beside}${build}`)).toHaveLength(1);
  });

  test('docker build in a script, where working-directory counts', async () => {
    expect(
      await read(
        '- run: |\n    echo hi\n    docker build -t "x:${{ github.sha }}" \\\n      -f docker/a.Dockerfile .\n- run: docker build app\n  working-directory: srv',
      ),
    ).toEqual([
      'docker/a.Dockerfile <- . (job image, line 6)',
      'srv/app/Dockerfile <- srv/app/ (job image, line 8)',
    ]);
    expect(await read('- run: docker build .', 'defaults: {run: {working-directory: ./app}}\n')).toEqual([
      'app/Dockerfile <- app/ (job image, line 5)',
    ]);
  });

  test('a Dockerfile that goes with a URL or an archive is none of ours', async () => {
    for (const context of [
      'https://github.com/a/b.git#main',
      'git@github.com:a/b.git',
      'github.com/a/b',
      '-',
    ]) {
      expect(await read(`- run: docker build -f docker/Dockerfile ${context}`), context).toEqual([]);
    }
  });

  test('names of further contexts', async () => {
    const text =
      'jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: ., build-contexts: "a=b\\nc=d"}}, {run: docker build --build-context e=f .}]}}';
    const file = await yamlFile('file:///ws/.github/workflows/ci.yml', text);
    const built = await readWorkflow(file, loaderOf());
    expect(built.map(({ namedContexts }) => namedContexts)).toEqual([['a', 'c'], ['e']]);
  });

  test('only under .github/workflows', async () => {
    const file = await yamlFile(
      'file:///ws/ci.yml',
      'jobs: {a: {steps: [{uses: docker/build-push-action@v6}]}}',
    );
    expect(await readWorkflow(file, loaderOf())).toEqual([]);
  });
});

describe('docker build', () => {
  test.each([
    ['docker build .', [['.', undefined]]],
    [
      'docker buildx build --push --platform linux/amd64 -t a:b --file=x/Dockerfile x',
      [['x', 'x/Dockerfile']],
    ],
    ['docker image build --no-cache . -fa.Dockerfile', [['.', 'a.Dockerfile']]],
    ['sudo true && docker build --build-arg A=b --target prod app', [['app', undefined]]],
    ['docker build - < Dockerfile', [['-', undefined]]],
    ['docker build -f - .', []],
    ['sudo docker build .', [['.', undefined]]],
    ['sudo -E time DOCKER_BUILDKIT=1 docker build .', []],
    ['DOCKER_BUILDKIT=1 exec docker build .', [['.', undefined]]],
    ['sudo -u me docker build .', []],
    ['docker build "$DIR"', []],
    ['docker build $ARGS .', []],
    ['docker build -t x', []],
    ['docker run build .', []],
    ['echo docker build .', []],
  ])('%s', (script, expected) => {
    expect(dockerBuildsIn(script).map(({ context, file }) => [context, file])).toEqual(expected);
  });

  test.each<readonly [string, readonly string[]]>([
    ['docker build .', ['.']],
    ['cd app && docker build . && cd .. && docker build .', ['app', 'app/..']],
    ['cd app\ndocker build .\ncd -- "web app"; docker build .', ['app', 'app/web app']],
    ['cd ./app || exit 1\ndocker build .', ['./app']],
    ['mkdir -p x && cd x\ndocker build .', ['x']],
    ['(cd app && docker build .)\ndocker build .', ['app', '.']],
    ['{ cd app; docker build .; }; docker build .', ['app', 'app']],
    ['pushd app > /dev/null; docker build .; popd; docker build .', ['app', '.']],
    ['cd /srv/app; docker build .', ['/srv/app']],
    ['cd "$DIR"; docker build .; cd /x; docker build .', ['/x']],
    ['cd; docker build .', []],
    ['cd -; docker build .', []],
    ['cd ~/app; docker build .', []],
    ['cd app*; docker build .', []],
    ['cd a b; docker build .', []],
    ['popd; docker build .', []],
    ['cd a || cd b; docker build .', []],
    ['[ -d app ] && cd app && docker build .', ['app']],
    ['[ -d app ] && cd app; docker build .', []],
    ['if [ -d app ]; then cd app; docker build .; fi; docker build .', ['app']],
    ['if x; then (cd app); fi; docker build .', ['.']],
    ['for d in a b; do docker build "$d"; docker build x; done; docker build .', ['.', '.']],
    ['for d in a b; do cd app; docker build .; done; docker build .', []],
    ['for d in a b; do (cd app; docker build .); done; docker build .', ['app', '.']],
    ['for d in a b; do pushd app; docker build .; popd; done', ['app']],
    ['f() { cd app; }; docker build .; f; docker build .', ['.']],
    ['f() { docker build .; }; cd app; f', []],
    ['f() { docker build .; }; f', ['.']],
    ['cd app & docker build .', ['.']],
    ['cd app | cat; docker build .', ['.']],
    ['here="$(cd "$(dirname "$0")" && pwd)"; docker build .', ['.']],
    ['id=$(cd app && docker build -q .)', []],
    ['id=$(docker build -q .)', ['.']],
  ])('goes where the script goes: %s', (script, expected) => {
    expect(dockerBuildsIn(script).map(({ folder }) => folder)).toEqual(expected);
  });

  test('in a workflow', async () => {
    const steps = `
- run: |
    cd app
    docker build -f ../x.Dockerfile .
    docker build \${{ github.workspace }}
    docker build "$GITHUB_WORKSPACE/web"
  working-directory: srv
- run: docker build $GITHUB_WORKSPACE -f \${GITHUB_WORKSPACE}/y.Dockerfile
  working-directory: srv
`;
    expect(await read(steps)).toEqual([
      'srv/x.Dockerfile <- srv/app/ (job image, line 6)',
      'Dockerfile <- . (job image, line 7)',
      'web/Dockerfile <- web/ (job image, line 8)',
      'y.Dockerfile <- . (job image, line 10)',
    ]);
  });
});

describe('docker/bake-action', () => {
  const hcl = `
group "default" { targets = ["web"] }
group "all" { targets = ["web", "tools"] }
target "_base" { args = { A = "x" } }
target "web" {
  inherits = ["_base"]
  context = "./web"
}
target "tools" { dockerfile = "tools.Dockerfile" }
target "app" {
  name = "app-\${tgt}"
  matrix = { tgt = ["a", "b"] }
  context = tgt
}
`;
  const files = { 'docker-bake.hcl': hcl, 'ci/bake.hcl': hcl };
  const bake = (inputs: string, version = 'v5', others: Record<string, string> = files): Promise<string[]> =>
    read(`- uses: docker/bake-action@${version}\n  with: {${inputs}}`, '', others);
  const web = 'target web of docker-bake.hcl, line 7';
  const tools = 'target tools of docker-bake.hcl, line 9';

  test('builds the default targets of the files that Bake finds', async () => {
    expect(await bake('')).toEqual([`web/Dockerfile <- web/ (job image, line 4; ${web})`]);
    expect(await bake('', 'v5', {})).toEqual([]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ['a target', 'targets: tools', [`tools.Dockerfile <- . (job image, line 4; ${tools})`]],
    [
      'a group',
      'targets: "all"',
      [
        `web/Dockerfile <- web/ (job image, line 4; ${web})`,
        `tools.Dockerfile <- . (job image, line 4; ${tools})`,
      ],
    ],
    ['a pattern', 'targets: "t*"', [`tools.Dockerfile <- . (job image, line 4; ${tools})`]],
    [
      'one of a matrix',
      'targets: app-b',
      ['b/Dockerfile <- b/ (job image, line 4; target app of docker-bake.hcl, line 13)'],
    ],
    ['all of a matrix', 'targets: app', [expect.stringMatching('^a/'), expect.stringMatching('^b/')]],
    [
      'targets that nobody can tell: any but patterns for others',
      'targets: "${{ inputs.target }}"',
      [
        expect.stringMatching('^web/'),
        expect.stringMatching('^tools'),
        expect.stringMatching('^a/'),
        expect.stringMatching('^b/'),
      ],
    ],
    [
      'another folder',
      'workdir: ci, files: ./bake.hcl',
      ['ci/web/Dockerfile <- ci/web/ (job image, line 5; target web of ci/bake.hcl, line 7)'],
    ],
    [
      'a file of another folder, run here',
      'files: ci/bake.hcl',
      ['web/Dockerfile <- web/ (job image, line 5; target web of ci/bake.hcl, line 7)'],
    ],
    [
      'what docker/metadata-action adds',
      'files: "ci/bake.hcl\\ncwd://${{ steps.meta.outputs.bake-file }}"',
      ['web/Dockerfile <- web/ (job image, line 5; target web of ci/bake.hcl, line 7)'],
    ],
    ['a file that nobody can tell', 'files: "docker-bake.hcl,${{ inputs.file }}"', []],
    ['a file that is not there', 'files: other.hcl', []],
    ['a target that is not there', 'targets: other', []],
    ['a folder that nobody can tell', 'workdir: "${{ inputs.dir }}"', []],
    ['another context', 'set: "*.context=app"', []],
    ['other settings', 'set: "*.tags=a\\n*.cache-from=type=gha"', [expect.stringMatching('^web/')]],
    ['another repository', 'source: "https://example.org/a.git"', []],
    ['a source that nobody can tell', 'source: "${{ inputs.source }}"', []],
  ])('%s', async (_, inputs, expected) => {
    expect(await bake(inputs)).toEqual(expected);
  });

  test('from version 6 on from Git, unless it says otherwise', async () => {
    const found = `web/Dockerfile <- web/ (job image, line 4; ${web}`;
    for (const version of ['v6', 'v6.9.0', '7', 'master']) {
      expect(await bake('', version), version).toEqual([`${found}, ${git})`]);
    }
    for (const version of ['v4', 'v5.13.0']) expect(await bake('', version), version).toEqual([`${found})`]);
    expect(await bake('source: .', 'v6')).toEqual([`${found})`]);
    // A commit may be of any version.
    const commit = '37816e747588cb137173af99ab33873600c46ea8';
    expect(await bake('', commit)).toEqual([]);
    expect(await bake('source: .', commit)).toEqual([`${found})`]);
    expect(await bake('source: "{{defaultContext}}:ci", files: bake.hcl', 'v6')).toEqual([
      `ci/web/Dockerfile <- ci/web/ (job image, line 5; target web of ci/bake.hcl, line 7, ${git})`,
    ]);
  });

  test('Compose files', async () => {
    const compose = 'services: {web: {build: "${DIR}"}, db: {build: db}}';
    const found = await bake('', 'v5', { 'compose.yaml': compose, '.env': 'DIR=app' });
    expect(found).toEqual([
      'app/Dockerfile <- app/ (job image, line 4; service web of compose.yaml, line 1)',
      'db/Dockerfile <- db/ (job image, line 4; service db of compose.yaml, line 1)',
    ]);
    const one = await bake('targets: db, files: "deploy/compose.yml"', 'v5', {
      'deploy/compose.yml': compose,
    });
    expect(one).toEqual([
      'db/Dockerfile <- db/ (job image, line 5; service db of deploy/compose.yml, line 1)',
    ]);
  });
});

describe('actions of the repository', () => {
  const action = `inputs:
  context:
    default: "."
  file:
    required: false
runs:
  using: composite
  steps:
    - uses: docker/build-push-action@v6
      with:
        context: \${{ inputs.context }}
        file: \${{ inputs.file || format('x') }}
    - run: docker build -f a.Dockerfile .
      shell: bash
      working-directory: \${{ github.action_path }}
    - run: docker build $DIR \${{ env.DIR }}
      shell: bash
`;
  const files = { '.github/actions/build/action.yml': action };
  const place = 'in .github/actions/build/action.yml';

  test('inputs, their defaults, and paths', async () => {
    expect(
      await read(
        '- uses: ./.github/actions/build\n  with:\n    Context: app\n    file: app/x.Dockerfile',
        '',
        files,
      ),
    ).toEqual([
      `app/x.Dockerfile <- app/ (job image, line 4; ${place}, line 11)`,
      `.github/actions/build/a.Dockerfile <- .github/actions/build/ (job image, line 4; ${place}, line 13)`,
    ]);
    // A function is not worked out: the Dockerfile is not known then.
    expect(await read('- uses: ./.github/actions/build', '', files)).toHaveLength(1);
  });

  test('an input that the caller does not know is not known', async () => {
    const build = 'runs: {using: composite, steps: [{run: "docker build ${{ inputs.dir }}"}]}';
    const declared = { 'act/action.yaml': `inputs: {dir: {default: x}}\n${build}` };
    expect(await read('- uses: ./act', '', declared)).toEqual([
      'x/Dockerfile <- x/ (job image, line 4; in act/action.yaml, line 2)',
    ]);
    expect(await read('- {uses: ./act, with: {dir: "${{ github.ref_name }}"}}', '', declared)).toEqual([]);
    expect(await read('- {uses: ./act, with: {dir: "${{ env.D }}"}, env: {D: d}}', '', declared)).toEqual([
      'd/Dockerfile <- d/ (job image, line 4; in act/action.yaml, line 2)',
    ]);
  });

  test('the environment of the caller goes on, its inputs do not', async () => {
    const inner =
      'runs: {using: composite, steps: [{run: "docker build ${{ env.D }}"}, {run: "docker build ${{ inputs.e }}"}]}';
    const outer = 'inputs: {e: {}}\nruns: {using: composite, steps: [{uses: ./inner}]}';
    const both = { 'outer/action.yml': outer, 'inner/action.yml': inner };
    expect(await read('- {uses: ./outer, with: {e: x}, env: {D: d}}', '', both)).toEqual([
      'd/Dockerfile <- d/ (job image, line 4; in outer/action.yml, line 2, in inner/action.yml, line 1)',
    ]);
  });

  test.each<readonly [string, Record<string, string>]>([
    ['one that is not there', {}],
    ['JavaScript', { 'act/action.yml': 'runs: {using: node20, main: x, steps: [{run: docker build .}]}' }],
    ['itself', { 'act/action.yml': 'runs: {using: composite, steps: [{uses: ./act}]}' }],
    [
      'one that checks out elsewhere',
      {
        'act/action.yml':
          'runs: {using: composite, steps: [{uses: actions/checkout@v4, with: {path: x}}, {run: docker build .}]}',
      },
    ],
  ])('%s', async (_, others) => {
    expect(await read('- uses: ./act', '', others)).toEqual([]);
  });

  test('workflows that are called', async () => {
    const called = `on:
  workflow_call:
    inputs:
      dir: {type: string, default: d}
jobs:
  inner:
    steps:
      - run: docker build \${{ inputs.dir }} # \${{ env.OUTER }}
      - run: docker build \${{ env.OUTER }}
`;
    const jobs =
      'env: {OUTER: o}\njobs:\n  a: {uses: ./.github/workflows/build.yml, with: {dir: x}}\n  b:\n    uses: ./.github/workflows/build.yml\n  c: {uses: owner/repo/.github/workflows/build.yml@v1}\n';
    const place = 'in .github/workflows/build.yml, job inner, line 8';
    expect(await readJobs(jobs, { '.github/workflows/build.yml': called })).toEqual([
      `x/Dockerfile <- x/ (job a, line 3; ${place})`,
      `d/Dockerfile <- d/ (job b, line 5; ${place})`,
    ]);
    expect(
      await readJobs('jobs: {a: {uses: ./.github/workflows/ci.yml}}', {
        '.github/workflows/ci.yml': 'jobs: {a: {uses: ./.github/workflows/ci.yml}}',
      }),
    ).toEqual([]);
  });
});

describe('a matrix', () => {
  const build = async (matrix: string, context = '${{ matrix.dir }}', rest = ''): Promise<string[]> => {
    const step = `{uses: docker/build-push-action@v6, with: {context: "${context}", file: "f/\${{ matrix.file || 'Dockerfile' }}"}}`;
    const found = await readJobs(
      `jobs:\n  image:\n    strategy:\n      matrix: ${matrix}\n    steps: [${rest}${step}]\n`,
    );
    return found.map((each) => each.replace(/^f\//, '').replace(/ \(.*$/, ''));
  };

  test.each<readonly [string, string, readonly string[]]>([
    ['a list', '{dir: [a, b]}', ['? a/', '? b/']],
    ['combinations', '{dir: [a, b], file: [x, y]}', ['x a/', 'y a/', 'x b/', 'y b/']],
    ['some left out', '{dir: [a, b], file: [x, y], exclude: [{dir: a, file: y}, {dir: b}]}', ['x a/']],
    [
      'more said of one',
      '{dir: [a, b], file: [x], include: [{dir: a, os: y}, {dir: c, file: z}]}',
      ['x a/', 'x b/', 'z c/'],
    ],
    ['one said of all', '{dir: [a, b], include: [{file: x}]}', ['x a/', 'x b/']],
    [
      'what is added may be changed by what comes after',
      '{dir: [a, b], include: [{file: x}, {dir: b, file: y}, {dir: c}, {dir: c, file: z}]}',
      ['x a/', 'y b/', '? c/', 'z c/'],
    ],
    ['only what is added', '{include: [{dir: a, file: x}, {dir: b, file: y}]}', ['x a/', 'y b/']],
    ['numbers', '{dir: [1, 2.5, true]}', ['? 1/', '? 2.5/', '? true/']],
    ['a list that another job makes', '{dir: "${{ fromJSON(needs.x.outputs.y) }}", file: [x]}', ['x ?']],
    ['a matrix that another job makes', '"${{ fromJSON(needs.x.outputs.y) }}"', []],
    ['an object where a text is wanted', '{dir: [{a: b}, c]}', ['? ?', '? c/']],
    ['what is added by another job', '{dir: [a], include: "${{ fromJSON(x) }}"}', []],
    ['an expression in a list', '{dir: ["${{ env.X }}", b], file: [x]}', ['x ?', 'x b/']],
  ])('%s', async (_, matrix, expected) => {
    const found = await build(matrix);
    const short = (each: string): string => each.replace(' <-', '').replace(/^Dockerfile /, '? ');
    expect(found.map(short)).toEqual(expected);
  });

  test('objects', async () => {
    const matrix =
      '{image: [{name: x, path: {dir: a}}, {name: y, path: {dir: b}}], exclude: [{image: {name: y}}]}';
    expect(await build(matrix, '${{ matrix.image.path.dir }}')).toEqual(['Dockerfile <- a/']);
  });

  test('without one: no context is given, which is from Git', async () => {
    expect(await read('- uses: docker/build-push-action@v6\n  with: {context: "${{ matrix.dir }}"}')).toEqual(
      [`Dockerfile <- . (job image, line 5; ${git})`],
    );
  });

  test('in env, working-directory and a called script', async () => {
    const found = await readJobs(`jobs:
  image:
    strategy: {matrix: {dir: [a, b]}}
    env: {DIR: "srv/\${{ matrix.dir }}"}
    defaults: {run: {working-directory: "\${{ env.DIR }}"}}
    steps:
      - run: docker build .
`);
    expect(found).toEqual([
      'srv/a/Dockerfile <- srv/a/ (job image, line 7)',
      'srv/b/Dockerfile <- srv/b/ (job image, line 7)',
    ]);
  });

  test('calls within calls end, each for every combination', async () => {
    const list = `[${Array.from({ length: 64 }, (_, i) => i).join(', ')}]`;
    const calling = `jobs: {a: {strategy: {matrix: {x: ${list}}}, uses: ./.github/workflows/ci.yml}}`;
    expect(await readJobs(calling, { '.github/workflows/ci.yml': calling })).toEqual([]);
    const action =
      'runs: {using: composite, steps: [{uses: ./act}, {uses: ./act}, {uses: ./act}, {run: docker build .}]}';
    const steps = `jobs: {a: {strategy: {matrix: {x: ${list}}}, steps: [{uses: ./act}]}}`;
    expect((await readJobs(steps, { 'act/action.yml': action })).length).toBeLessThanOrEqual(200);
  });

  test('very many end', async () => {
    const list = `[${Array.from({ length: 100 }, (_, i) => i).join(', ')}]`;
    const found = await build(`{dir: ${list}, b: ${list}, c: ${list}, d: ${list}}`);
    expect(found.length).toBeLessThanOrEqual(64);
  });
});

test.each([
  ["${{ 'a' }}/b", 'a/b'],
  ["${{ 'it''s' }}", "it's"],
  ["${{ env.EMPTY || 'x' }}", 'x'],
  ['${{ env.EMPTY || env.A }}', 'a'],
  ['${{ env.A || nothing }}', 'a'],
  ['${{ nothing || env.A }}', null],
  ["${{ env.A && 'x' || 'y' }}", null],
  ['${{ Inputs.Dir }}', 'd'],
  ['${{ env.a }}', null],
  ['plain', 'plain'],
  ['${{ env.NO || env.A }}', null],
  ['${{}}', null],
  ['${{ inputs.other }}', ''],
  ["${{ inputs.other || 'x' }}", 'x'],
  ['${{ inputs.unknown }}', null],
  ['${{ inputs.unknown.part }}', null],
  ['${{ matrix.dir }}', null],
  ['${{ inputs.object }}', null],
  ['${{ inputs.object.part }}', 'p'],
  ['${{ inputs.object.other }}', ''],
  ['${{ inputs }}', null],
])('the expression %s', (text, expected) => {
  const values = new Map<string, string | null>([
    ['env.A', 'a'],
    ['env.EMPTY', ''],
    ['env.NO', 'false'],
    ['inputs', ''],
    ['inputs.dir', 'd'],
    ['inputs.unknown', null],
    ['inputs.object.part', 'p'],
  ]);
  expect(evaluate(text, values)).toBe(expected);
});
