import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  FileChangeType,
} from 'vscode-languageserver/node';
import { contextsRequest, type WireContexts } from '../../shared/src/protocol.ts';
import { type BuiltServer, buildServer } from './build.ts';
import { ServerProcess } from './serverProcess.ts';

let built: BuiltServer;
let folder: string;
let server: ServerProcess;

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

beforeAll(async () => {
  built = buildServer();
  folder = mkdtempSync(join(tmpdir(), 'shipshape followed '));
  write('compose.yaml', 'include:\n  - path: deploy/web app.yaml\n    project_directory: .\n');
  write('deploy/web app.yaml', 'services:\n  web:\n    extends: {file: deploy/base.yml, service: web}\n');
  write(
    'deploy/base.yml',
    'services:\n  web:\n    build:\n      context: ../${WEB:-apps/web}\n      dockerfile: ../../docker/Dockerfile\n',
  );
  write('docker/Makefile', 'image:\n\tcd "../apps/web" && docker build -f ../../docker/Dockerfile .\n');
  write(
    '.github/workflows/ci.yml',
    'jobs:\n  image:\n    strategy: {matrix: {app: [web]}}\n    steps:\n      - uses: ./.github/actions/image\n        with: {context: "apps/${{ matrix.app }}"}\n',
  );
  write(
    '.github/actions/image/action.yml',
    'inputs: {context: {required: true}}\nruns:\n  using: composite\n  steps:\n    - uses: docker/build-push-action@v6\n      with:\n        context: ${{ inputs.context }}\n        file: docker/Dockerfile\n',
  );
  write('apps/web/package.json', '{}');
  write('apps/api/package.json', '{}');
  server = await ServerProcess.start({
    command: [process.execPath, built.node, '--stdio'],
    workspaceFolders: [pathToFileURL(folder).href],
  });
}, 60_000);

afterAll(async () => {
  await server.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

test('files that name others, on a real disk', async () => {
  const text = 'FROM scratch\nCOPY package.json /\n';
  const uri = write('docker/Dockerfile', text);
  await server.connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text },
  });
  const ask = async (): Promise<string[]> => {
    const found: WireContexts | null = await server.connection.sendRequest(contextsRequest.method, { uri });
    return found ? [found.chosen, ...found.others].map((each) => `${each.folder} (${each.description})`) : [];
  };
  const first = 'apps/web (deploy/web app.yaml, service web, line 3, extends web of base.yml)';
  await expect.poll(async () => (await ask())[0]).toBe(first);
  const changed = write('.env', 'WEB=apps/api\n');
  await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: changed, type: FileChangeType.Created }],
  });
  await expect
    .poll(ask)
    .toEqual([
      'apps/api (deploy/web app.yaml, service web, line 3, extends web of base.yml)',
      'apps/web (.github/workflows/ci.yml, job image, line 5, in .github/actions/image/action.yml, line 7)',
      "docker (the Dockerfile's folder)",
      '. (the workspace folder)',
    ]);
  expect(server.log).toEqual([]);
});
