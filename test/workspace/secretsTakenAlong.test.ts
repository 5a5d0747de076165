import { expect, test } from 'vitest';
import { addLines } from '../../server/src/features/codeActions/addLines.ts';
import { unknownContext } from '../../server/src/lint/context.ts';
import type { Problem } from '../../server/src/lint/problem.ts';
import { lintDockerfile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import type { ContextFacts } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { BuildContexts } from '../../server/src/workspace/buildContexts.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

const root = 'file:///ws/shop/';
const dockerfile = `${root}Dockerfile`;

const text = `FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/a/package.json packages/a/
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-slim
WORKDIR /app
COPY --from=build /app ./
CMD ["node", "packages/a/dist/server.js"]
`;

/** A project of several packages, whose `.dockerignore` is a copy of its `.gitignore`. */
const project: Readonly<Record<string, string>> = {
  Dockerfile: text,
  '.dockerignore': 'node_modules\n.env\n*.log\n.git\n',
  'package.json': '{ "workspaces": ["packages/*"] }',
  'package-lock.json': '{}',
  '.env': 'SECRET=1',
  'debug.log': 'x',
  'packages/a/package.json': '{}',
  'packages/a/src/server.js': '',
  'packages/a/.env': 'DATABASE_PASSWORD=x',
  'packages/a/.env.example': 'DATABASE_PASSWORD=',
  'packages/a/.npmrc': 'registry=https://registry.example.org/',
  'packages/a/node_modules/koa/index.js': '',
  'packages/a/test/fixtures/server.key': '',
  'packages/b/package.json': '{}',
  'node_modules/express/index.js': '',
  'node_modules/express/test/private.pem': '',
};

function open(files: Readonly<Record<string, string>>) {
  const host = new MemoryHost(
    Object.fromEntries(Object.entries(files).map(([path, content]) => [root + path, content])),
  );
  const changed: string[] = [];
  const contexts = new BuildContexts(host, {
    openText: () => undefined,
    changed: (uri) => changed.push(uri),
  });
  contexts.setFolders(['file:///ws']);
  const problems = (): readonly Problem[] => {
    const model = createModel(parseDockerfile(text));
    const configuration = { preset: 'recommended', rules: {} } as const;
    const { problems: found, log } = lintDockerfile({
      text,
      model,
      context: contexts.facts(dockerfile),
      configuration,
    });
    expect(log).toEqual([]);
    return found.filter(({ rule }) => rule.category === 'context');
  };
  return { host, contexts, problems, changed };
}

async function read(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await settled();
}

test('the Dockerfile says which secret would be in the image and why, and one click mends it', async () => {
  const { host, contexts, problems, changed } = open(project);
  expect(problems()).toEqual([]);
  await read();
  expect(changed).toContain(dockerfile);
  problems();
  await read();
  const found = problems();
  expect(found.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([
    'context-dependencies: This copies packages/a/node_modules of this machine: the line node_modules of .dockerignore counts in the root of the context only. For any depth write **/node_modules.',
    'context-secret-file: This copies packages/a/.env into the image: the line .env of .dockerignore counts in the root of the context only. For any depth write **/.env.',
  ]);
  for (const problem of found) {
    expect(text.slice(problem.range.start - 5, problem.range.end)).toBe('COPY .');
    for (const edit of problem.fixes[0]?.edits ?? []) {
      if (!('path' in edit)) throw new Error('an edit of the ignore file was expected');
      const uri = root + edit.path;
      const before = host.files.get(uri) ?? '';
      const added = addLines(before, edit);
      host.files.set(uri, applyEdits(before, added ? [added] : []));
    }
  }
  expect(host.files.get(`${root}.dockerignore`)).toBe(
    'node_modules\n.env\n*.log\n.git\n**/node_modules\n**/.env\n',
  );
  contexts.filesChanged([`${root}.dockerignore`]);
  await read();
  expect(problems()).toEqual([]);
});

test('without an ignore file one is written that mends it all', async () => {
  const { '.dockerignore': _, ...files } = project;
  const { host, contexts, problems } = open({ ...files, '.git/HEAD': '' });
  problems();
  await read();
  problems();
  await read();
  const found = problems();
  expect(found.map(({ rule, messageId }) => `${rule.id} ${messageId}`)).toEqual([
    'context-secret-file inImage',
    'dockerignore-missing taken',
  ]);
  const [edit] = found[1]?.fixes[0]?.edits ?? [];
  if (!edit || !('path' in edit)) throw new Error('an edit of the ignore file was expected');
  expect(edit.create).toBe(true);
  const added = addLines('', edit);
  host.files.set(`${root}.dockerignore`, applyEdits('', added ? [added] : []));
  contexts.filesChanged([`${root}.dockerignore`]);
  await read();
  expect(problems()).toEqual([]);
});

test('where nobody can list the folder, the usual files are asked for one by one', () => {
  const context: ContextFacts = {
    ...unknownContext,
    exists: (path) => path === '.env' || path === 'id_rsa',
    isIgnored: (path) => path === 'id_rsa',
  };
  const copy = 'FROM alpine:3.22\nCOPY . /app/\n';
  const { problems } = lintDockerfile({
    text: copy,
    model: createModel(parseDockerfile(copy)),
    context,
    configuration: { preset: 'recommended', rules: {} },
  });
  expect(problems.filter(({ rule }) => rule.category === 'context').map(({ message }) => message)).toEqual([
    'This copies .env into the image, where whoever can pull it reads environment variables, secrets among them. Hold it back with .dockerignore.',
  ]);
});
