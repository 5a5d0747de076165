import { findNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextFacts } from '../rule.ts';
import { namedSources } from './namedSources.ts';
import { hasBetterRoot } from './nearbyPath.ts';

/**
 * What the paths that a Dockerfile names say of the folder that was read, where that is a guess:
 * - `right`: it is the build context, or known to be
 * - `open`: none is named, or all may be hidden from us
 * - `doubtful`: the only one is not there, which may be a slip
 * - `elsewhere`: several are named and none is there; or one is there without its first folders, as it is when a build
 *   starts from a folder above; or more of them lie in one folder below
 */
export type ContextPlace = 'right' | 'open' | 'doubtful' | 'elsewhere';

export function contextPlace(model: BuildModel, { isCertain, view }: ContextFacts): ContextPlace {
  if (!view) return 'open';
  return isCertain ? 'right' : guessedPlace(model, view);
}

/** Whether what was found in the folder says nothing of the build. */
export function isElsewhere(model: BuildModel, context: ContextFacts): boolean {
  const place = contextPlace(model, context);
  return place === 'elsewhere' || (place === 'doubtful' && !context.hasTree);
}

function guessedPlace(model: BuildModel, view: ContextView): ContextPlace {
  const present: string[] = [];
  const missing: string[] = [];
  for (const source of namedSources(model)) {
    if (/[*?[\]\\]/.test(source)) continue;
    const found = findNode(view.tree, source);
    if (typeof found === 'object') present.push(source);
    if (found !== 'none') continue;
    missing.push(source);
    for (let cut = source.indexOf('/'); cut > 0; cut = source.indexOf('/', cut + 1)) {
      if (typeof findNode(view.tree, source.slice(cut + 1)) === 'object') return 'elsewhere';
    }
  }
  if (present.length === 0)
    return missing.length > 1 ? 'elsewhere' : missing.length === 1 ? 'doubtful' : 'open';
  if (missing.length === 0) return 'right';
  const isBelow = hasBetterRoot(missing, present, view);
  return isBelow ? 'elsewhere' : isBelow === undefined ? 'doubtful' : 'right';
}
