import type { ContextFolder, ContextNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { canSkipDirectory, compile, wildcardBeforeEnd } from '../../syntax/dockerignore/matcher.ts';
import { literalPrefix } from '../../syntax/dockerignore/pathSet.ts';
import { matchPattern, type Pattern } from '../../syntax/dockerignore/pattern.ts';
import { readIgnoreFile } from '../../syntax/dockerignore/reader.ts';

/**
 * What stands for the exceptions that make BuildKit walk excluded directories: by the index of each among the patterns
 * of the view, the paths of the topmost files and folders that it brings back, in the order of the walk. With an exception for each path
 * in its place, every file and folder of the view has the verdict that it has. Undefined where that is not certain,
 * there are more than `most` paths, or one of them cannot be written without a wildcard. Linear in the tree.
 */
export function exactExceptions(
  view: ContextView,
  most: number,
): ReadonlyMap<number, readonly string[]> | undefined {
  const { patterns, hasBroken, refusal } = compile(view.patterns);
  const { tree } = view;
  if (hasBroken || refusal || tree.state !== 'complete' || tree.unreadable.length > 0) return undefined;
  if (patterns.some(isSkippedOver)) return undefined;
  const wild = patterns.flatMap((pattern, index) => (isWild(pattern) ? [index] : []));
  const found = new Map<number, string[]>(wild.map((index) => [index, []]));
  const prefixes = patterns.map(literalPrefix);
  const others = compile(view.patterns.filter((_, index) => !found.has(index)));
  let left = most;

  /** Whether it stands for what the exception does at a node that it matches. */
  const enter = (index: number, node: ContextNode, path: string): boolean => {
    const decidedBy = view.decidedBy(node);
    // Included before it comes to this one, which is not held against the path then, nor would another be.
    if ((decidedBy === undefined || decidedBy < index) && view.isSent(node)) return true;
    // Else it has a say here that a later line outweighs, which may be held against the path for that alone.
    if (decidedBy !== index || left-- === 0 || !isExact(path)) return false;
    found.get(index)?.push(path);
    return true;
  };
  /** `open`: the exceptions that have not matched a folder above. */
  const look = (folder: ContextFolder, path: string, open: readonly number[]): boolean => {
    if (!folder.children) return false;
    for (const child of folder.children) {
      const childPath = path === '' ? child.name : `${path}/${child.name}`;
      const isFolder = child.kind === 'folder';
      // It stays out, and is skipped then with all that is in it.
      if (isFolder && !isSentInPart(view, child) && canSkipDirectory(others, childPath)) continue;
      const matching = open.filter((index) => matchPattern(patterns[index] as Pattern, childPath));
      if (!matching.every((index) => enter(index, child, childPath))) return false;
      if (!isFolder) continue;
      const below = open.filter(
        (index) => view.decidedBy(child) !== index && mayReach(prefixes[index] ?? '', `${childPath}/`),
      );
      if (below.length > 0 && !look(child, childPath, below)) return false;
    }
    return true;
  };
  return wild.length > 0 && look(tree.root, '', wild) ? found : undefined;
}

function isSentInPart(view: ContextView, folder: ContextFolder): boolean {
  if (view.isSent(folder) || view.below(folder).sent.files > 0) return true;
  // Folders without files are sent as well.
  return folder.children?.some((child) => child.kind === 'folder' && isSentInPart(view, child)) === true;
}

// An exception that BuildKit does not come to where it skips folders, but does where another one makes it look everywhere:
// it takes `a/*/**` for one that begins at `a` and skips `a/b`, and knows nothing of bars and repetitions.
function isSkippedOver(pattern: Pattern): boolean {
  if (!('glob' in pattern) || !pattern.negated || wildcardBeforeEnd(pattern.glob)) return false;
  return pattern.glob.endsWith('/*/**') || (pattern.kind === 'expression' && /[{|}]/.test(pattern.glob));
}

function isWild(pattern: Pattern): boolean {
  return 'glob' in pattern && pattern.negated && wildcardBeforeEnd(pattern.glob);
}

function mayReach(prefix: string, folder: string): boolean {
  return prefix.startsWith(folder) || folder.startsWith(prefix);
}

/** Whether an exception for the path is read as one for nothing else. */
function isExact(path: string): boolean {
  const [read] = readIgnoreFile(`!${path}`).patterns;
  return (
    read?.read === `!${path}` &&
    read.pattern.kind === 'exact' &&
    read.pattern.negated &&
    read.glob === path &&
    !wildcardBeforeEnd(path)
  );
}
