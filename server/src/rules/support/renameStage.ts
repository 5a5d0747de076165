import type { BuildModel, Stage, StageUse } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';

/**
 * Gives a stage another name, where it is named and in whatever is built on it or takes files from it. Undefined where one of
 * these places is not the plain word.
 */
export function renamedStage(stage: Stage, name: string, model: BuildModel): readonly FixEdit[] | undefined {
  const { nameRange } = stage;
  if (!nameRange) return undefined;
  const places = [nameRange, ...placesOf(stage, model)];
  const { text } = model.tree;
  const isPlain = places.every(({ start, end }) => text.slice(start, end).toLowerCase() === stage.name);
  return isPlain ? places.map((range) => ({ range, newText: name })) : undefined;
}

/** Not by its number, which stays what it is. */
function placesOf(stage: Stage, model: BuildModel): readonly TextRange[] {
  return (model.once(usesByStage).get(stage) ?? [])
    .filter(({ text }) => text.toLowerCase() === stage.name)
    .map(({ range }) => range);
}

function usesByStage({ stages }: BuildModel): ReadonlyMap<Stage, readonly StageUse[]> {
  const all = new Map<Stage, StageUse[]>();
  for (const use of stages.flatMap(({ uses }) => uses)) {
    if (!use.stage) continue;
    const known = all.get(use.stage);
    if (known) known.push(use);
    else all.set(use.stage, [use]);
  }
  return all;
}
