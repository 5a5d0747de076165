import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host } from '../../server/src/host.ts';
import { type ContextNode, findNode, pathOf } from '../../server/src/model/context/contextTree.ts';
import type { ContextView } from '../../server/src/model/context/contextView.ts';
import { nodeRuntime } from '../../server/src/node/nodeRuntime.ts';
import { compile } from '../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { ContextReader } from '../../server/src/workspace/contextReader.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipshape-context-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The view when everything is known, sizes too. */
function read(ignoreText: string): Promise<ContextView> {
  const runtime = nodeRuntime(() => undefined);
  const host: Host = {
    ...runtime.files(undefined),
    pause: () => runtime.nextTurn(),
    log: (_level, message) => expect.fail(message),
  };
  return new Promise((resolve) => {
    const reader: ContextReader = new ContextReader(host, `${pathToFileURL(folder).href}/`, 10_000, {
      changed: () => undefined,
      progress: (_seen, done) => {
        if (done && reader.view) resolve(reader.view);
      },
    });
    reader.judgeBy(compile(patternsOf(readIgnoreFile(ignoreText))));
  });
}

function write(path: string, text = 'x'): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function paths(view: ContextView): string[] {
  const found: string[] = [];
  const left: ContextNode[] = [view.tree.root];
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.kind === 'folder') left.push(...(node.children ?? []));
    else found.push(pathOf(node));
  }
  return found.sort();
}

test('every file has its size, whatever its name', async () => {
  const names = ['a b.txt', '100%.txt', '50%20.txt', 'q?.txt', 'h#1.txt', 'größe/ü.txt', '[x]/y', "it's"];
  for (const name of names) write(name, 'four');
  const view = await read('');
  expect(paths(view)).toEqual([...names].sort());
  expect(view.sent).toEqual({ files: names.length, bytes: names.length * 4 });
  expect(view.tree.state).toBe('complete');
});

test('links are not followed, so that a loop has an end', async () => {
  write('src/a');
  symlinkSync('..', join(folder, 'src', 'up'));
  symlinkSync(folder, join(folder, 'self'));
  symlinkSync('nowhere', join(folder, 'broken'));
  const view = await read('');
  expect(paths(view)).toEqual(['broken', 'self', 'src/a', 'src/up']);
  expect(findNode(view.tree, 'self/src/a')).toBe('unknown');
  expect(findNode(view.tree, 'src/a/b')).toBe('none');
});

test('what is kept out whole is not looked into, unless an exception reaches into it', async () => {
  for (const path of ['node_modules/a/b.js', 'vendor/keep/c', 'vendor/drop/d', 'main.js']) write(path);
  const view = await read('node_modules\nvendor\n!vendor/keep\n');
  expect(paths(view)).toEqual(['main.js', 'vendor/keep/c']);
  expect(findNode(view.tree, 'node_modules/a')).toBe('unknown');
  expect(view.sent.files).toBe(2);
  // `node_modules`, and `vendor/drop`: the exception is for its neighbor.
  expect(view.keptOut).toEqual({ files: 0, bytes: 0, folders: 2 });
});

test('a context that is not there is told of', async () => {
  rmSync(folder, { recursive: true });
  const view = await read('');
  expect(view.tree.unreadable).toEqual(['']);
  expect(view.sent.files).toBe(0);
  expect(findNode(view.tree, 'a')).toBe('unknown');
});
