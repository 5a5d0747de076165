import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type WireWhy, whyRequest } from '../../shared/src/protocol.ts';
import { type BuiltServer, buildServer } from './build.ts';
import { ServerProcess } from './serverProcess.ts';

let built: BuiltServer;
let folder: string;
let server: ServerProcess;

beforeAll(() => {
  built = buildServer();
  folder = mkdtempSync(join(tmpdir(), 'shipshape-why-'));
  const files = {
    Dockerfile: 'FROM scratch\nCOPY src /app/\nCOPY way/d.txt /d\n',
    '.dockerignore': '**/*.log\n',
    'src/a b #1%.txt': 'x',
    'src/x.log': 'x',
    'real/c.txt': 'x',
    'real/d.txt': 'x',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync('../real', join(folder, 'src/link'));
  symlinkSync('real', join(folder, 'way'));
}, 60_000);

afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});

afterEach(async () => {
  if (server.isRunning) await server.stop();
});

test('why a file is in the image, on a real disk', async () => {
  server = await ServerProcess.start({
    command: [process.execPath, built.node, '--stdio'],
    workspaceFolders: [pathToFileURL(folder).href],
  });
  const titleOf = async (path: string): Promise<string | undefined> => {
    const uri = pathToFileURL(join(folder, path)).href;
    const why: WireWhy | null = await server.connection.sendRequest(whyRequest.method, { uri });
    return why?.answers[0]?.title;
  };
  expect(await titleOf('src/a b #1%.txt')).toBe('src/a b #1%.txt is in the image: /app/a b #1%.txt');
  expect(await titleOf('src/x.log')).toBe(
    'src/x.log is not in the image: line 1 of .dockerignore keeps it out',
  );
  expect(await titleOf('src')).toBe('src/ is in the image: /app');
  // A link is copied as a link, and nothing is taken from behind it.
  expect(await titleOf('src/link')).toBe('src/link is in the image: /app/link');
  expect(await titleOf('src/link/c.txt')).toBe('src/link/c.txt lies behind a link');
  expect(await titleOf('real/d.txt')).toBe('real/d.txt may be in the image');
  expect(await titleOf('src/A b #1%.txt')).toBe('src/A b #1%.txt is not in the image: there is no such file');
});
