import { journeyOf } from '../../model/context/journey.ts';
import type { TakenPath } from '../../model/context/takenPaths.ts';
import type { BuildModel } from '../../model/types.ts';
import { finalLayers } from './stageOrder.ts';

/**
 * Whether a file that is taken becomes part of the final image: because the layers of its stage do, or because COPY
 * --from brings it along, for certain or as far as can be told.
 */
export function reachesImage(taken: TakenPath, model: BuildModel): boolean {
  if (finalLayers(model).has(taken.take.stage)) return true;
  if (!model.finalStage) return false;
  const { arrivals, isSomewhere } = journeyOf(taken, 'file', model, model.finalStage);
  return arrivals.length > 0 || isSomewhere;
}
