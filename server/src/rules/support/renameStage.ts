import { stageNamePlaces } from '../../model/stagePlaces.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import type { FixEdit } from '../rule.ts';

/** Gives a stage another name wherever it is named. Undefined where it has none, or a place is not the plain word. */
export function renamedStage(stage: Stage, name: string, model: BuildModel): readonly FixEdit[] | undefined {
  const places = stageNamePlaces(stage, model);
  const { text } = model.tree;
  const isPlain = places.every(({ start, end }) => text.slice(start, end).toLowerCase() === stage.name);
  return isPlain && places.length > 0 ? places.map((range) => ({ range, newText: name })) : undefined;
}
