import { expect, test } from 'vitest';
import { compile } from '../../server/src/syntax/dockerignore/matcher.ts';
import { ContextReader } from '../../server/src/workspace/contextReader.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

const root = 'file:///ws/';

async function readerOver(files: Readonly<Record<string, string>>, patterns: readonly string[]) {
  const host = new MemoryHost(files);
  let changes = 0;
  const reader = new ContextReader(host, root, 1000, {
    changed: () => changes++,
    progress: () => undefined,
  });
  reader.judgeBy(compile(patterns));
  await settled();
  host.asked.length = 0;
  changes = 0;
  return { host, reader, changes: () => changes };
}

const files = {
  'file:///ws/a.txt': 'a',
  'file:///ws/node_modules/x/index.js': 'x',
  'file:///ws/src/b.txt': 'b',
};

test('what happens in a folder that is kept out whole costs nothing', async () => {
  const { host, reader, changes } = await readerOver(files, ['node_modules']);
  const storm = Array.from({ length: 1000 }, (_, index) => `${root}node_modules/x/${index}.js`);
  reader.filesChanged(storm);
  await settled();
  expect(host.asked).toEqual([]);
  expect(changes()).toBe(0);
});

test('nor in one that was read before it was kept out; when it counts again, it is read again', async () => {
  const { host, reader } = await readerOver(files, []);
  expect(reader.view?.sent.files).toBe(3);
  reader.judgeBy(compile(['node_modules']));
  await settled();
  host.files.set('file:///ws/node_modules/x/new.js', 'n');
  reader.filesChanged(['file:///ws/node_modules/x/new.js']);
  await settled();
  expect(host.asked).toEqual([]);
  expect(reader.view?.sent.files).toBe(2);
  reader.judgeBy(compile([]));
  await settled();
  expect(reader.view?.sent.files).toBe(4);
});

test('of many events in one folder comes one look at it', async () => {
  const { host, reader } = await readerOver(files, ['node_modules']);
  host.files.set('file:///ws/src/c.txt', 'c');
  reader.filesChanged(Array.from({ length: 1000 }, (_, index) => `${root}src/${index}`));
  await settled();
  expect(host.asked).toEqual(['file:///ws/src']);
  expect(reader.view?.sent.files).toBe(3);
});
