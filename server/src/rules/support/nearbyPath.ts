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

/** The only place below which the whole path is there; undefined when there are several, or too many to look at. */
function findBelow(path: string, view: ContextView): ContextNode | undefined {
  const { folders, isWhole } = foldersWith([path], view);
  const [folder] = folders;
  return folder && folders.length === 1 && isWhole ? at(folder, path) : undefined;
}

/**
 * Whether the context may well be a folder below the root: all that is `missing` lies there, and more of that than what
 * is `present` and does not. Undefined: there is too much to look at.
 */
export function hasBetterRoot(
  missing: readonly string[],
  present: readonly string[],
  view: ContextView,
): boolean | undefined {
  const { folders, isWhole } = foldersWith(missing, view);
  const isBetter = folders.some(
    (folder) => missing.length > present.filter((path) => !at(folder, path)).length,
  );
  return isBetter || (isWhole ? false : undefined);
}

interface FoldersFound {
  /** A few at most. */
  readonly folders: readonly ContextFolder[];
  /** All folders were looked at that are not full of packages. */
  readonly isWhole: boolean;
}

const mostNodes = 50_000;
const mostFolders = 20;

/** Kept, since a view never changes and each keystroke asks. */
const known = new WeakMap<ContextView, Map<string, FoldersFound>>();

function foldersWith(paths: readonly string[], view: ContextView): FoldersFound {
  const answers = known.get(view) ?? new Map<string, FoldersFound>();
  known.set(view, answers);
  const key = paths.join('\n');
  const answer = answers.get(key) ?? lookForFolders(paths, view);
  answers.set(key, answer);
  return answer;
}

function lookForFolders(paths: readonly string[], { tree }: ContextView): FoldersFound {
  const folders: ContextFolder[] = [];
  let left = mostNodes;
  const open: ContextFolder[] = [tree.root];
  for (const folder of open) {
    const children = folder.children ?? [];
    left -= children.length;
    if (left < 0) return { folders, isWhole: false };
    if (folder !== tree.root && paths.every((path) => at(folder, path))) folders.push(folder);
    if (folders.length >= mostFolders) break;
    for (const child of children) {
      if (child.kind === 'folder' && notableKindOf(child) === undefined) open.push(child);
    }
  }
  return { folders, isWhole: true };
}

function at(folder: ContextFolder, path: string): ContextNode | undefined {
  let node: ContextNode | undefined = folder;
  for (const segment of path.split('/')) {
    node = node?.kind === 'folder' ? childOf(node.children ?? [], segment) : undefined;
  }
  return node;
}
