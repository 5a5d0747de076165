import { type ContextNode, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { enumerated, enumeratedUpTo } from '../../text/counts.ts';
import type { ContextFacts } from '../rule.ts';

/**
 * What is known of the context of an ignore file; undefined while it is not certain that this folder is one. A plain
 * `.dockerignore` is read in the root of a context only; the ignore file of one Dockerfile is read wherever that is.
 * https://docs.docker.com/build/concepts/context/#filename-and-location
 */
export function ownView({ ignoreFile, hasTree, view }: ContextFacts): ContextView | undefined {
  return hasTree || (ignoreFile && /^\.(?:docker|container)ignore$/.test(ignoreFile.path)) ? view : undefined;
}

/** As people write it: a folder with a slash at the end. */
export function shownPath(node: ContextNode): string {
  return pathOf(node) + (node.kind === 'folder' ? '/' : '');
}

const mostShown = 2;

/** `a`, `a and b`, `a, b and 3 more`. At least one; `isCut`: there are more than these. */
export function shownPaths(nodes: readonly ContextNode[], isCut: boolean): string {
  const paths = nodes.slice(0, mostShown).map(shownPath);
  return isCut ? enumerated([...paths, 'more']) : enumeratedUpTo(mostShown, paths, nodes.length);
}
