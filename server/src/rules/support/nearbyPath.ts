import { type ContextFolder, type ContextNode, descend, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { notableKindOf } from '../../model/context/notableNodes.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { misspeltPath } from './misspeltPath.ts';

/** What a path that is not in the context most likely means: one that is. */
export interface NearbyPath {
  readonly path: string;
  /** `case`: it differs in upper and lower case. `typo`: in a letter or two. `below`: it lies in another folder. */
  readonly how: 'case' | 'typo' | 'below';
}

/** Linear in the context, once per view and path. */
export function nearbyPath(path: string, view: ContextView): NearbyPath | undefined {
  const misspelt = misspeltPath(view.tree, path, () => true);
  if (misspelt) return { path: pathOf(misspelt.node), how: misspelt.isCase ? 'case' : 'typo' };
  const elsewhere = findBelow(path, view);
  return elsewhere && { path: pathOf(elsewhere), how: 'below' };
}

const mostNodes = 50_000;

/** The only place below which the whole path is there; undefined when there are several, or too many to look at. */
function findBelow(path: string, view: ContextView): ContextNode | undefined {
  return oncePerView(view, `below ${path}`, () => {
    const found: ContextNode[] = [];
    const isWhole = eachFolder(view.tree, (folder) => {
      const node = at(folder, path);
      if (node) found.push(node);
      return found.length > 1;
    });
    return isWhole && found.length === 1 ? found[0] : undefined;
  });
}

/**
 * Whether the context may well be a folder below the root: all that is `missing` lies there, or several of it, and that
 * is more than what is `present` and does not. Undefined: there is too much to look at.
 */
export function hasBetterRoot(
  missing: readonly string[],
  present: readonly string[],
  view: ContextView,
): boolean | undefined {
  return oncePerView(view, `root ${missing.join('\n')}\n\n${present.join('\n')}`, () => {
    let isFound = false;
    const isWhole = eachFolder(view.tree, (folder) => {
      const gained = missing.filter((path) => at(folder, path)).length;
      if (gained === 0 || (gained === 1 && missing.length > 1)) return false;
      isFound = gained > present.filter((path) => !at(folder, path)).length;
      return isFound;
    });
    return isFound || (isWhole ? false : undefined);
  });
}

/** All folders below the root but those full of packages, until `visit` says so. False when there are too many. */
function eachFolder({ root }: ContextView['tree'], visit: (folder: ContextFolder) => boolean): boolean {
  let left = mostNodes;
  const open: ContextFolder[] = [root];
  for (const folder of open) {
    const children = folder.children ?? [];
    left -= children.length;
    if (left < 0) return false;
    if (folder !== root && visit(folder)) return true;
    for (const child of children) {
      if (child.kind === 'folder' && notableKindOf(child) === undefined) open.push(child);
    }
  }
  return true;
}

function at(folder: ContextFolder, path: string): ContextNode | undefined {
  return descend(folder, path.split('/'));
}
