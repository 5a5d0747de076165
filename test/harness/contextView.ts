import type { DirectoryEntry } from '../../server/src/host.ts';
import { pathOf } from '../../server/src/model/context/contextTree.ts';
import { ContextEvaluation, type ContextView } from '../../server/src/model/context/contextView.ts';
import { compile } from '../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { GrowingTree } from '../../server/src/workspace/growingTree.ts';

/**
 * The view of a context held in memory: bytes by path, a path that ends with a slash is an empty folder, one that ends
 * with `@` a link. As a reader would have it: folders that are kept out whole are not looked into, unless they have
 * been before (`seesAll`), by another ignore file.
 */
export function viewOf(sizes: ReadonlyMap<string, number>, ignoreText: string, seesAll = false): ContextView {
  const matcher = compile(patternsOf(readIgnoreFile(ignoreText)));
  const tree = new GrowingTree(Number.POSITIVE_INFINITY);
  const listings = listingsOf(sizes);
  for (let folders = seesAll ? [tree.snapshot(false).root] : []; folders.length > 0; ) {
    folders = folders.flatMap((folder) => {
      const path = pathOf(folder);
      return tree.fill(folder, path, [...(listings.get(path)?.values() ?? [])]);
    });
  }
  for (;;) {
    const evaluation = new ContextEvaluation(tree.snapshot(false), matcher);
    while (evaluation.step(1000));
    const view = evaluation.view();
    tree.published();
    if (view.unread.length === 0 && view.unsized === 0) return view;
    for (const folder of view.unread) {
      const path = pathOf(folder);
      tree.fill(folder, path, [...(listings.get(path)?.values() ?? [])]);
    }
    for (const { folder, names } of tree.unsized(1000)) {
      const above = pathOf(folder);
      const bytes = names.map((name) => sizes.get(above === '' ? name : `${above}/${name}`) ?? 0);
      tree.setSizes(folder, names, bytes);
    }
  }
}

function listingsOf(sizes: ReadonlyMap<string, number>): Map<string, Map<string, DirectoryEntry>> {
  const listings = new Map<string, Map<string, DirectoryEntry>>();
  for (const path of sizes.keys()) {
    const segments = path.split('/');
    segments.forEach((segment, index) => {
      if (segment === '') return;
      const above = segments.slice(0, index).join('/');
      const listing = listings.get(above) ?? new Map<string, DirectoryEntry>();
      listings.set(above, listing);
      const isFolder = index < segments.length - 1;
      const isLink = !isFolder && segment.endsWith('@');
      const name = isLink ? segment.slice(0, -1) : segment;
      listing.set(name, { name, type: isFolder ? 'directory' : isLink ? 'link' : 'file' });
    });
  }
  return listings;
}
