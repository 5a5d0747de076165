import { describe, expect, test } from 'vitest';
import { dockerBuildsIn } from '../../../server/src/workspace/buildDefinitions/dockerCommand.ts';
import { readWorkflow } from '../../../server/src/workspace/buildDefinitions/workflow.ts';
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
    ['an expression', 'context: "${{ matrix.dir }}"', []],
    [
      'an expression, but a Dockerfile',
      'context: "${{ matrix.dir }}", file: a/Dockerfile',
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
    expect(await read(`- uses: actions/checkout@v4\n  with: {fetch-depth: 0}\n${build}`)).toHaveLength(1);
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
    ['docker build "$DIR"', []],
    ['docker build $ARGS .', []],
    ['cd app && docker build .', []],
    ['docker build -t x', []],
    ['docker run build .', []],
    ['echo docker build .', []],
  ])('%s', (script, expected) => {
    expect(dockerBuildsIn(script).map(({ context, file }) => [context, file])).toEqual(expected);
  });
});
