import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bytes: the largest file of ours, a generated grammar, has 270,000. */
const most = 400_000;

/** What measurements and experiments leave behind. */
const leftBehind = /\.(?:jsonl|log|out|tmp|bin|vsix|tgz|cpuprofile|heapprofile|heapsnapshot)$/;

const git = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });

// An archive of the sources has no list of its files.
test.skipIf(git.status !== 0)('nothing is committed that is large or was left behind', () => {
  const files = git.stdout.split('\0').filter((file) => file !== '');
  expect(files.length).toBeGreaterThan(500);
  const sizeOf = (file: string): number => statSync(join(root, file), { throwIfNoEntry: false })?.size ?? 0;
  expect(files.filter((file) => sizeOf(file) > most)).toEqual([]);
  expect(files.filter((file) => leftBehind.test(file))).toEqual([]);
});
