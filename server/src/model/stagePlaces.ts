import type { TextRange } from '../text/range.ts';
import type { BuildModel, Stage } from './types.ts';

/**
 * Where a stage goes by its name: behind AS, and in whatever is built on it or takes files from it. Each place once,
 * though a trigger that names it runs in every stage below; not where its number stands. Empty without a name.
 */
export function stageNamePlaces(stage: Stage, model: BuildModel): readonly TextRange[] {
  const { nameRange } = stage;
  if (!nameRange) return [];
  return [nameRange, ...(model.once(usedNames).get(stage)?.values() ?? [])];
}

/** By the stage that is meant, then by where the name starts. */
function usedNames({ stages }: BuildModel): ReadonlyMap<Stage, ReadonlyMap<number, TextRange>> {
  const all = new Map<Stage, Map<number, TextRange>>();
  for (const { stage, text, range } of stages.flatMap(({ uses }) => uses)) {
    if (!stage || text.toLowerCase() !== stage.name) continue;
    const places = all.get(stage) ?? new Map<number, TextRange>();
    places.set(range.start, range);
    all.set(stage, places);
  }
  return all;
}
