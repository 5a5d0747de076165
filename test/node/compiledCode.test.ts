import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadCompiled } from '../../server/src/node/compiledCode.ts';

/** How much V8 has to give, each time it is asked. */
const sizes: number[] = [];

/** What V8 was given, each time: the bundle, and what was kept of it. */
const read: [text: string, kept: string | undefined][] = [];

vi.mock('node:vm', () => ({
  Script: class {
    readonly cachedDataRejected = false;

    constructor(text: string, { cachedData }: { cachedData?: Buffer }) {
      read.push([text, cachedData?.toString()]);
    }

    runInThisContext() {
      return (exports: { answer?: number }) => {
        exports.answer = 42;
      };
    }

    createCachedData(): Buffer {
      return Buffer.alloc(sizes.shift() ?? 0);
    }
  },
}));

let folder: string;

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'shipshape-compiled-'));
  writeFileSync(join(folder, 'engine.cjs'), '(function (exports) { exports.answer = 42; })');
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** A session in which so much is asked, with pauses behind the first and the last. */
function session(calls: number): void {
  const { exports, keep } = loadCompiled<{ answer: number }>(join(folder, 'engine.cjs'), 'abc');
  expect(exports.answer).toBe(42);
  keep();
  vi.advanceTimersByTime(5_000);
  for (let i = 1; i < calls; i++) keep();
  vi.advanceTimersByTime(5_000);
}

/** The kind of what is kept, and its bytes. */
function kept(): [kind: string, size: number][] {
  const compiled = join(folder, 'compiled');
  return readdirSync(compiled).map((name) => [
    name.endsWith('-start.bin') ? 'start' : 'work',
    statSync(join(compiled, name)).size,
  ]);
}

test('what is known after much work takes the place of what a start knows, if it is more', () => {
  sizes.push(100, 150);
  session(200);
  expect(kept()).toEqual([['work', 150]]);
});

test('of a session in which V8 forgot more than it learned nothing is kept', () => {
  sizes.push(100, 50);
  session(200);
  expect(kept()).toEqual([['start', 100]]);
  sizes.push(99);
  session(200);
  expect(kept()).toEqual([['start', 100]]);
  sizes.push(101);
  session(200);
  expect(kept()).toEqual([['work', 101]]);
  expect(sizes).toEqual([]);
});

test('where another session has left what a start knows beside it, what is known after work counts', () => {
  sizes.push(100, 150);
  session(200);
  const compiled = join(folder, 'compiled');
  const [name = ''] = readdirSync(compiled);
  writeFileSync(join(compiled, name), 'after work');
  writeFileSync(join(compiled, name.replace('.bin', '-start.bin')), 'start, longer than the other');
  read.length = 0;
  session(1);
  expect(read).toEqual([['(function (exports) { exports.answer = 42; })', 'after work']]);
});
