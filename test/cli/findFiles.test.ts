import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFiles } from '../../server/src/cli/findFiles.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipshape-find-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), 'FROM scratch\n');
  }
}

async function found(...paths: readonly string[]): Promise<readonly string[]> {
  const { files, failures } = await findFiles(paths.map((path) => join(folder, path)));
  expect(failures).toEqual([]);
  return files.map((file) => relative(folder, file).replaceAll('\\', '/'));
}

describe('files to check', () => {
  test('in folders the names decide', async () => {
    write('Dockerfile', 'Dockerfile.dev', 'api.dockerfile', 'Containerfile', 'Makefile', 'docker/notes.md');
    write('.dockerignore', 'api/Dockerfile.dockerignore', '.containerignore', '.gitignore');
    expect(await found('.')).toEqual([
      '.containerignore',
      '.dockerignore',
      'Containerfile',
      'Dockerfile',
      'Dockerfile.dev',
      'api.dockerfile',
      'api/Dockerfile.dockerignore',
    ]);
  });

  test('folders of packages and of version control are passed over, unless they are named', async () => {
    write('node_modules/a/Dockerfile', '.git/Dockerfile', 'b/Dockerfile');
    expect(await found('.')).toEqual(['b/Dockerfile']);
    expect(await found('node_modules')).toEqual(['node_modules/a/Dockerfile']);
  });

  test('a file that is named is taken whatever its name is, and once', async () => {
    write('image.txt', 'Dockerfile');
    expect(await found('image.txt', '.', 'Dockerfile')).toEqual(['image.txt', 'Dockerfile']);
  });

  test('links below a folder are not followed; one that is named is', async () => {
    write('real/Dockerfile');
    symlinkSync(folder, join(folder, 'real/circle'));
    symlinkSync(join(folder, 'real/Dockerfile'), join(folder, 'Dockerfile'));
    expect(await found('.')).toEqual(['real/Dockerfile']);
    expect(await found('Dockerfile')).toEqual(['Dockerfile']);
    expect((await found('real/circle')).length).toBe(1);
  });

  test('what is not there is told of, and the rest is found', async () => {
    write('Dockerfile');
    const { files, failures } = await findFiles([join(folder, 'nope'), folder]);
    expect(files).toEqual([join(folder, 'Dockerfile')]);
    expect(failures).toEqual([`${join(folder, 'nope')}: there is no such file or folder.`]);
  });

  // Root may read everything.
  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'so is a folder that cannot be read',
    async () => {
      write('shut/Dockerfile', 'Dockerfile');
      chmodSync(join(folder, 'shut'), 0);
      const { files, failures } = await findFiles([folder]);
      chmodSync(join(folder, 'shut'), 0o700);
      expect(files).toEqual([join(folder, 'Dockerfile')]);
      expect(failures).toEqual([`${join(folder, 'shut')}: access is denied.`]);
    },
  );
});
