import { rootOwningImages, rootOwningPrograms, rootPrograms } from '../../knowledge/rootPrograms.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import { leavesVolumeToRoot } from './ownedVolumes.ts';
import { startedPrograms } from './startedPrograms.ts';

/** Whether what the container starts is of no use, or does not start, but as root. */
export function hasToBeRoot(stage: Stage): boolean {
  return startedPrograms(stage).some((program) => rootPrograms.has(program));
}

/** Whether what the container starts could not open, as another account, what it writes. */
export function ownsFilesAsRoot(stage: Stage, model: BuildModel): boolean {
  const { final, base } = stage;
  const { distribution, family = '' } = base.root.facts;
  if (distribution === 'windows') return false;
  const startsOwn = final.entrypoint.by || final.cmd.by;
  return (
    startedPrograms(stage).some((program) => rootOwningPrograms.has(program)) ||
    (!startsOwn && rootOwningImages.has(family)) ||
    leavesVolumeToRoot(stage, model)
  );
}
