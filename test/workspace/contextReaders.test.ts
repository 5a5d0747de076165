import { expect, test } from 'vitest';
import { compile } from '../../server/src/syntax/dockerignore/matcher.ts';
import { ContextReaders } from '../../server/src/workspace/contextReaders.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

function readersOver(files: Readonly<Record<string, string>>) {
  const host = new MemoryHost(files);
  const progress: (readonly [number, boolean])[] = [];
  const readers = new ContextReaders(host, {
    isInWorkspace: (root) => root.startsWith('file:///ws/'),
    progress: (seen, done) => progress.push([seen, done]),
  });
  const told: string[] = [];
  const use = (name: string, root: string, ignoreFile: string) =>
    readers.use(root, ignoreFile, () => told.push(name));
  return { host, readers, progress, told, use };
}

const files = { 'file:///ws/a': 'x', 'file:///ws/b/c': 'x' };

test('who rests on the same context shares its reader, however it is spelt', async () => {
  const { host, told, use } = readersOver({ 'file:///ws/my%20app/a': 'x' });
  const one = use('one', 'file:///ws/my%20app/', 'file:///ws/my%20app/.dockerignore');
  const two = use('two', 'file:///ws/my app/', 'file:///ws/my app/.dockerignore');
  one.judgeBy(compile([]));
  await settled();
  expect(host.asked).toEqual(['file:///ws/my%20app/']);
  expect(one.view).toBeDefined();
  expect(two.view).toBe(one.view);
  expect(new Set(told)).toEqual(new Set(['one', 'two']));
});

test('another ignore file of the same folder has its own', async () => {
  const { use } = readersOver(files);
  const one = use('one', 'file:///ws/', 'file:///ws/.dockerignore');
  const two = use('two', 'file:///ws/', 'file:///ws/Dockerfile.dockerignore');
  one.judgeBy(compile(['b']));
  two.judgeBy(compile([]));
  await settled();
  expect([one.view?.sent.files, two.view?.sent.files]).toEqual([1, 2]);
});

test('it stops with the last one, and is told of changes as long as there is one', async () => {
  const { host, readers, told, progress, use } = readersOver(files);
  const one = use('one', 'file:///ws/', 'file:///ws/.dockerignore');
  const two = use('two', 'file:///ws/', 'file:///ws/.dockerignore');
  one.judgeBy(compile([]));
  await settled();
  one.release();
  told.length = 0;
  host.files.set('file:///ws/d', 'x');
  readers.filesChanged(['file:///ws/d']);
  await settled();
  expect([told.includes('two'), told.includes('one'), two.view?.sent.files]).toEqual([true, false, 3]);
  two.release();
  host.asked.length = 0;
  readers.filesChanged(['file:///ws/d']);
  await settled();
  expect(host.asked).toEqual([]);
  expect(progress.at(-1)).toEqual([0, true]);
});

test('one that is let go while it reads says that nothing is being read', async () => {
  const { host, progress, use } = readersOver(files);
  const one = use('one', 'file:///ws/', 'file:///ws/.dockerignore');
  host.before = (folder) => {
    if (folder === 'file:///ws/b/') one.release();
  };
  one.judgeBy(compile([]));
  await settled();
  expect(progress.at(-1)).toEqual([0, true]);
  expect(one.view).toBeUndefined();
});

test('outside of the workspace less is looked at', async () => {
  const { host, use } = readersOver({});
  // A hundred folders of 250 files; the host in memory would look through all of them each time.
  host.list = async (uri) =>
    Array.from({ length: /d\d+\/?$/.test(uri) ? 250 : 100 }, (_, index) => {
      return /d\d+\/?$/.test(uri)
        ? { name: `f${index}`, type: 'file' }
        : { name: `d${index}`, type: 'directory' };
    });
  host.sizes = async (_, names) => names.map(() => 1);
  const inside = use('inside', 'file:///ws/', 'file:///ws/.dockerignore');
  const outside = use('outside', 'file:///home/', 'file:///home/.dockerignore');
  inside.judgeBy(compile([]));
  outside.judgeBy(compile([]));
  for (let turn = 0; turn < 50; turn++) await settled();
  expect([inside.view?.tree.state, inside.view?.sent.files]).toEqual(['complete', 25_000]);
  expect(outside.view?.tree.state).toBe('partial');
});
