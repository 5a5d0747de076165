import { findNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextFacts } from '../rule.ts';
import { namedSources } from './namedSources.ts';
import { hasFolderWith } from './nearbyPath.ts';

/**
 * What the paths that a Dockerfile names say of the folder that was read, which may be a guess:
 * - `right`: it is the build context
 * - `open`: none is named, or all may be hidden from us
 * - `doubtful`: the only one is not there, which may be a slip
 * - `elsewhere`: several are named and none is there; or one is there without its first folders, as it is when a build
 *   starts from a folder above; or all of them lie in one folder below
 */
export type ContextPlace = 'right' | 'open' | 'doubtful' | 'elsewhere';

export function contextPlace(model: BuildModel, view: ContextView): ContextPlace {
  let present = 0;
  let missing = 0;
  const named = namedSources(model).filter((source) => !/[*?[\]\\]/.test(source));
  for (const source of named) {
    const found = findNode(view.tree, source);
    if (typeof found === 'object') present++;
    if (found !== 'none') continue;
    missing++;
    for (let cut = source.indexOf('/'); cut > 0; cut = source.indexOf('/', cut + 1)) {
      if (typeof findNode(view.tree, source.slice(cut + 1)) === 'object') return 'elsewhere';
    }
  }
  if (present === 0) return missing > 1 ? 'elsewhere' : missing === 1 ? 'doubtful' : 'open';
  if (missing === 0) return 'right';
  const isBelow = hasFolderWith(named, view);
  return isBelow ? 'elsewhere' : isBelow === undefined ? 'doubtful' : 'right';
}

/** Whether what was found in the folder says nothing of the build. */
export function isElsewhere(model: BuildModel, { hasTree, view }: ContextFacts): boolean {
  if (!view) return false;
  const place = contextPlace(model, view);
  return place === 'elsewhere' || (place === 'doubtful' && !hasTree);
}
