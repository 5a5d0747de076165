import type { BuildModel, Stage } from '../../model/types.ts';
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
function placesOf(stage: Stage, { stages }: BuildModel): readonly TextRange[] {
  return stages
    .flatMap(({ uses }) => uses)
    .filter((use) => use.stage === stage && use.text.toLowerCase() === stage.name)
    .map(({ range }) => range);
}
