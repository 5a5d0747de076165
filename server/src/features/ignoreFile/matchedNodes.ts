import type { ContextFolder, ContextNode, ContextTree } from '../../model/context/contextTree.ts';
import { literalPrefix } from '../../syntax/dockerignore/pathSet.ts';
import { matchPattern, type Pattern } from '../../syntax/dockerignore/pattern.ts';

/**
 * The topmost files and folders that a pattern matches by itself, whatever other lines say, in walking order. Folders
 * that have not been read, because they are kept out whole, are not looked into. Linear in the tree at most.
 */
export function* matchedNodes(tree: ContextTree, pattern: Pattern): Generator<ContextNode> {
  if (pattern.kind === 'none' || pattern.kind === 'invalid' || pattern.kind === 'broken') return;
  yield* matchedBelow(tree.root, '', pattern, literalPrefix(pattern));
}

function* matchedBelow(
  folder: ContextFolder,
  above: string,
  pattern: Pattern,
  prefix: string,
): Generator<ContextNode> {
  for (const child of folder.children ?? []) {
    const path = above + child.name;
    if (!path.startsWith(prefix) && !prefix.startsWith(path)) continue;
    if (matchPattern(pattern, path)) yield child;
    else if (child.kind === 'folder') yield* matchedBelow(child, `${path}/`, pattern, prefix);
  }
}
