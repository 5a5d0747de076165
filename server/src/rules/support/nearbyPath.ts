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

/** `above`: the last of the path's folders that is there. Looks at a part of the context only, if that is large. */
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
  const elsewhere = findBelow(path, view.tree.root);
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
const mostNodes = 3000;

/** The only place below which the whole path is there; undefined when there are several. */
function findBelow(path: string, root: ContextFolder): ContextNode | undefined {
  const segments = path.split('/');
  const [first = ''] = segments;
  let left = mostNodes;
  let found: ContextNode | undefined;
  let level: readonly ContextFolder[] = [root];
  while (level.length > 0) {
    const next: ContextFolder[] = [];
    for (const folder of level) {
      const children = folder.children ?? [];
      left -= children.length;
      if (left < 0) return undefined;
      if (folder !== root && childOf(children, first)) {
        const end = segments.reduce<ContextNode | undefined>(
          (node, segment) => (node?.kind === 'folder' ? childOf(node.children ?? [], segment) : undefined),
          folder,
        );
        if (end && found) return undefined;
        found ??= end;
      }
      for (const child of children) {
        if (child.kind === 'folder' && notableKindOf(child) === undefined) next.push(child);
      }
    }
    level = next;
  }
  return found;
}
