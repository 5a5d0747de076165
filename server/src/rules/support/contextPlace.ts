import { findNode } from '../../model/context/contextTree.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextFacts } from '../rule.ts';
import { namedSources } from './namedSources.ts';

/**
 * Whether the build context is most likely another folder than the one that was read, which may be a guess: nothing
 * speaks for it, and of what the Dockerfile names, nothing is there.
 */
export function isElsewhere(model: BuildModel, { hasTree, view }: ContextFacts): boolean {
  if (hasTree || !view) return false;
  let isMissing = false;
  for (const source of namedSources(model)) {
    if (/[*?[\]]/.test(source)) continue;
    const found = findNode(view.tree, source);
    if (typeof found === 'object') return false;
    if (found === 'none') isMissing = true;
  }
  return isMissing;
}
