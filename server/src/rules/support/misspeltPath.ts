import { type ContextNode, type ContextTree, childOf, descend } from '../../model/context/contextTree.ts';

/** A path that is not in the context, and the one that was certainly meant. */
export interface MisspeltPath {
  /** Which of the path's segments is another one in the tree. */
  readonly segment: number;
  readonly name: string;
  /** What is there by the name that was meant, the rest of the path included. */
  readonly node: ContextNode;
  /** Only upper and lower case differ. */
  readonly isCase: boolean;
}

/**
 * Undefined where the path is there, is not known, or may as well be meant as it is: ignore files rightly name what is
 * not there yet. `isCandidate`: whether the pattern would have an effect on what is there.
 */
export function misspeltPath(
  tree: ContextTree,
  path: string,
  isCandidate: (node: ContextNode) => boolean,
): MisspeltPath | undefined {
  const segments = path.split('/');
  let folder: ContextNode = tree.root;
  for (const [index, name] of segments.entries()) {
    if (folder.kind !== 'folder' || !folder.children || folder.children.length > mostSiblings)
      return undefined;
    const same: ContextNode | undefined = childOf(folder.children, name);
    if (same) {
      folder = same;
      continue;
    }
    const rest = segments.slice(index + 1);
    const meant = folder.children.flatMap((child): MisspeltPath[] => {
      const isCase = child.name.toLowerCase() === name.toLowerCase();
      if (!isCase && !isSlip(name, child.name)) return [];
      const node = descend(child, rest);
      return node && isCandidate(node) ? [{ segment: index, name: child.name, node, isCase }] : [];
    });
    return meant.length === 1 ? meant[0] : undefined;
  }
  return undefined;
}

/** In a folder with more, every other name is near to one of them. */
const mostSiblings = 1000;

/** One character too many, too few, another one, or two exchanged; and no pair of names that may both be meant. */
function isSlip(written: string, there: string): boolean {
  if (usualNames.has(written)) return false;
  const edit = singleEdit(written, there);
  if (!edit) return false;
  if (edit === 'exchange') return written.length >= 4;
  // Tools name their files by a dot and few letters: `.npmrc` and `.nvmrc`.
  if (written.length < 6 || written.startsWith('.') || there.startsWith('.')) return false;
  // One and many, the first and the second, the same in another format.
  if (`${written}s` === there || written === `${there}s`) return false;
  if (written.replace(/\d+/g, '') === there.replace(/\d+/g, '')) return false;
  return stemOf(written) !== stemOf(there) || !written.includes('.');
}

function stemOf(name: string): string {
  const dot = name.indexOf('.', 1);
  return dot < 0 ? name : name.slice(0, dot);
}

function singleEdit(a: string, b: string): 'exchange' | 'other' | undefined {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length === 2 && right === `${left[1]}${left[0]}`) return 'exchange';
  return left.length <= 1 && right.length <= 1 && left !== right ? 'other' : undefined;
}

/** Names that lists of patterns hold whether there is such a thing or not, and that are near to others. */
const usualNames: ReadonlySet<string> = new Set(
  (
    'build builds built client clients config configs coverage custom deploy deps dist docker docs documentation ' +
    'example examples extra extras fixture fixtures generated gradle images infra integration jspm_packages legacy ' +
    'license licence LICENSE LICENCE local locale locales module modules node_modules output outputs packages plugin ' +
    'plugins private public release releases report reports resource resources result results sample samples script ' +
    'scripts secret secrets server servers service services shared source sources static target temp templates ' +
    'test-results testing tests upload uploads vendor vendors volume volumes'
  ).split(' '),
);
