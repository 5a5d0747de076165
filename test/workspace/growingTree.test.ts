import { expect, test } from 'vitest';
import type { DirectoryEntry } from '../../server/src/host.ts';
import { childOf, pathOf } from '../../server/src/model/context/contextTree.ts';
import { GrowingTree } from '../../server/src/workspace/growingTree.ts';

/** `name/` is a folder, `name@` a link. */
function entries(...names: string[]): DirectoryEntry[] {
  return names.map((name) => {
    if (name.endsWith('/')) return { name: name.slice(0, -1), type: 'directory' };
    return name.endsWith('@') ? { name: name.slice(0, -1), type: 'link' } : { name, type: 'file' };
  });
}

test('children are sorted, and stay the same nodes as long as they are the same things', () => {
  const tree = new GrowingTree(100);
  const { root } = tree.snapshot(true);
  const added = tree.fill(root, '', entries('b', 'a/', 'Z', 'l@'));
  expect(root.children?.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'Z file',
    'a folder',
    'b file',
    'l link',
  ]);
  expect(added.map(pathOf)).toEqual(['a']);
  const [z, a] = root.children ?? [];
  tree.fill(root, '', entries('a/', 'Z', 'b/'));
  expect(root.children?.[0]).toBe(z);
  expect(root.children?.[1]).toBe(a);
  expect(root.children?.map(({ kind }) => kind)).toEqual(['file', 'folder', 'folder']);
  expect(tree.seen).toBe(4);
});

test('what is not in the tree any more is not had, nor what was below', () => {
  const tree = new GrowingTree(100);
  const { root } = tree.snapshot(true);
  const [a] = tree.fill(root, '', entries('a/'));
  if (!a) throw new Error('no folder');
  const [b] = tree.fill(a, 'a', entries('b/', 'c'));
  if (!b) throw new Error('no folder');
  expect([tree.has(root), tree.has(a), tree.has(b)]).toEqual([true, true, true]);
  tree.fill(root, '', entries('a'));
  expect([tree.has(a), tree.has(b)]).toEqual([false, false]);
  tree.fill(root, '', entries('a/'));
  expect([tree.has(a), tree.has(b), tree.seen]).toEqual([false, false, 2]);
});

test('an id is used again only when no view can mean the old node by it', () => {
  const tree = new GrowingTree(100);
  const { root } = tree.snapshot(true);
  tree.fill(root, '', entries('a', 'b'));
  const old = root.children?.[0]?.id;
  tree.snapshot(false);
  tree.fill(root, '', entries('b'));
  tree.published();
  // The view that was published knows `a`.
  tree.fill(root, '', entries('b', 'c'));
  expect(childOf(root.children ?? [], 'c')?.id).not.toBe(old);
  tree.snapshot(false);
  tree.published();
  tree.fill(root, '', entries('b', 'c', 'd'));
  expect(childOf(root.children ?? [], 'd')?.id).toBe(old);
});

test('sizes are asked for in parts, folder by folder, and again when a file has changed', () => {
  const tree = new GrowingTree(100);
  const { root } = tree.snapshot(true);
  const [a] = tree.fill(root, '', entries('a/', 'b', 'c', 'l@'));
  if (!a) throw new Error('no folder');
  tree.fill(a, 'a', entries('d'));
  const asked: string[] = [];
  for (const { folder, names } of tree.unsized(2)) {
    asked.push(`${pathOf(folder)}:${names.join()}`);
    tree.setSizes(
      folder,
      names,
      names.map((name) => (name === 'c' ? undefined : 7)),
    );
  }
  expect(asked).toEqual([':b,c', ':l', 'a:d']);
  expect(root.children?.map((child) => (child.kind === 'folder' ? '' : child.bytes))).toEqual(['', 7, 0, 7]);
  expect([...tree.unsized(2)]).toEqual([]);
  expect(tree.forgetSize('a/d')).toBe(a);
  expect(tree.forgetSize('a/new/deeper')).toBe(a);
  expect([...tree.unsized(2)].map(({ names }) => names)).toEqual([['d']]);
});

test('no more than twenty folders that cannot be read are named', () => {
  const tree = new GrowingTree(1000);
  const { root } = tree.snapshot(true);
  const folders = tree.fill(root, '', entries(...Array.from({ length: 30 }, (_, index) => `d${index}/`)));
  for (const folder of folders) tree.fill(folder, pathOf(folder), undefined);
  const snapshot = tree.snapshot(false);
  expect([snapshot.unreadable.length, snapshot.state]).toEqual([20, 'complete']);
  expect(folders.every(({ isClosed, children }) => isClosed && children === undefined)).toBe(true);
  tree.fill(root, '', entries('d1/'));
  expect(tree.snapshot(false).unreadable).toEqual(['d1']);
});
