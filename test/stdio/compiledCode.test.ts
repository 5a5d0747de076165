import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BuiltServer, buildServer } from './build.ts';
import { ServerProcess } from './serverProcess.ts';

const uri = 'file:///ws/Dockerfile';

let built: BuiltServer;
let folder: string;

beforeAll(() => {
  built = buildServer();
  folder = join(built.folder, 'server/compiled');
}, 60_000);

afterAll(() => built.remove());

beforeEach(() => rmSync(folder, { recursive: true, force: true }));

async function session(): Promise<void> {
  const server = await ServerProcess.start({ command: [process.execPath, built.node, '--stdio'] });
  await server.open(uri, 'FROM alpine:3.20\nMAINTAINER Ada\n');
  expect((await server.pull(uri)).map(({ code }) => code)).toContain('maintainer-deprecated');
  expect(await server.stop()).toBe(0);
}

function keptFile(): string {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] as string);
}

test('what a session compiled is kept for the next one, which takes it as it is', async () => {
  await session();
  const { size, ino } = statSync(keptFile());
  expect(size).toBeGreaterThan(500_000);
  await session();
  // A file that is written again is another one.
  expect(statSync(keptFile()).ino).toBe(ino);
});

test('a session that did much keeps more, once', async () => {
  await session();
  expect(keptFile()).toMatch(/-start\.bin$/);
  const small = statSync(keptFile()).size;
  const work = async (pauses: boolean): Promise<void> => {
    const server = await ServerProcess.start({ command: [process.execPath, built.node, '--stdio'] });
    await server.open(uri, 'FROM alpine:3.20\nMAINTAINER Ada\n');
    const end = { line: 1, character: 14 };
    for (let version = 2; version < 230; version++) {
      await server.change(uri, version, { start: end, end }, 'x');
      await server.pull(uri);
    }
    if (pauses) await expect.poll(() => keptFile(), { timeout: 10_000 }).not.toMatch(/-start\.bin$/);
    expect(await server.stop()).toBe(0);
  };
  await work(true);
  expect(keptFile()).not.toMatch(/-start\.bin$/);
  const { size, ino } = statSync(keptFile());
  expect(size).toBeGreaterThan(small);
  await work(false);
  expect(statSync(keptFile()).ino).toBe(ino);
});

test('what cannot be used is replaced', async () => {
  await session();
  const file = keptFile();
  writeFileSync(file, 'no code');
  await session();
  expect(statSync(keptFile()).size).toBeGreaterThan(500_000);
});

test('what another build has left is removed', async () => {
  await session();
  writeFileSync(join(folder, '0123456789abcdef-x64-0.bin'), '');
  rmSync(keptOf(/^(?!0123)/));
  await session();
  expect(keptFile()).not.toContain('0123456789abcdef');
});

test('a server that did nothing keeps nothing', async () => {
  const server = await ServerProcess.start({ command: [process.execPath, built.node, '--stdio'] });
  expect(await server.stop()).toBe(0);
  expect(() => readdirSync(folder)).toThrow();
});

function keptOf(pattern: RegExp): string {
  return join(folder, readdirSync(folder).find((name) => pattern.test(name)) as string);
}
