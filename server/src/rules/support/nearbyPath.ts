import { type ContextFolder, type ContextNode, childOf, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { notableKindOf } from '../../model/context/notableNodes.ts';
import { closest } from '../../text/nearest.ts';

/** What a path that is not in the context most likely means: one that is. */
export interface NearbyPath {
  readonly path: string;
  /** `case`: it differs in upper and lower case. `typo`: in a letter or two. `below`: it lies in another folder. */
  readonly how: 'case' | 'typo' | 'below';
}

/** `above`: the last of the path's folders that is there. Linear in the context, once per view and path. */
export function nearbyPath(path: string, above: ContextNode, view: ContextView): NearbyPath | undefined {
  if (above.kind !== 'folder') return undefined;
  const top = pathOf(above);
  const rest = path.slice(top === '' ? 0 : top.length + 1).split('/');
  const byCase = alongside(above, rest, (names, name) =>
    names.find((other) => other.toLowerCase() === name.toLowerCase()),
  );
  if (byCase) return { path: pathOf(byCase), how: 'case' };
  const byLetters = alongside(above, rest, (names, name) => closest(name, names));
  if (byLetters && sameKind(byLetters, path)) return { path: pathOf(byLetters), how: 'typo' };
  const elsewhere = findBelow(path, view);
  return elsewhere && { path: pathOf(elsewhere), how: 'below' };
}

/** Goes down a path, and takes another name where there is none such. */
function alongside(
  above: ContextFolder,
  rest: readonly string[],
  other: (names: readonly string[], name: string) => string | undefined,
): ContextNode | undefined {
  let node: ContextNode = above;
  for (const name of rest) {
    if (node.kind !== 'folder' || !node.children) return undefined;
    const names: readonly string[] = node.children.slice(0, mostNames).map((child) => child.name);
    const found: ContextNode | undefined =
      childOf(node.children, name) ?? childOf(node.children, other(names, name) ?? '');
    if (!found) return undefined;
    node = found;
  }
  return node;
}

/** `a.json` for `b.js` is no slip of the finger, nor is one short name for another. */
function sameKind({ name }: ContextNode, path: string): boolean {
  const wanted = path.slice(path.lastIndexOf('/') + 1);
  if (Math.min(wanted.length, name.length) < 4) return false;
  const [stem, extension] = partsOf(wanted);
  const [otherStem, otherExtension] = partsOf(name);
  if (extension === otherExtension) return true;
  return stem === otherStem && Math.abs(extension.length - otherExtension.length) < 2;
}

function partsOf(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.');
  return dot < 1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
}

const mostNames = 500;

const mostNodes = 50_000;

/** The only place below which the whole path is there; undefined when there are several, or too many to look at. */
function findBelow(path: string, view: ContextView): ContextNode | undefined {
  return kept(view, path, () => {
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
  return kept(view, `${missing.join('\n')}\n\n${present.join('\n')}`, () => {
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

/** A view never changes, and each keystroke asks. */
function kept<T>(view: ContextView, key: string, compute: () => T): T {
  const answers = known.get(view) ?? new Map<string, unknown>();
  known.set(view, answers);
  if (!answers.has(key)) answers.set(key, compute());
  return answers.get(key) as T;
}

const known = new WeakMap<ContextView, Map<string, unknown>>();

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
  let node: ContextNode | undefined = folder;
  for (const segment of path.split('/')) {
    node = node?.kind === 'folder' ? childOf(node.children ?? [], segment) : undefined;
  }
  return node;
}
