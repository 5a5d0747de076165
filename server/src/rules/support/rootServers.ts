import {
  isRootImage,
  rootOwningImages,
  rootOwningPrograms,
  rootPrograms,
} from '../../knowledge/rootPrograms.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import { leavesVolumeToRoot } from './ownedVolumes.ts';
import { startedPrograms } from './startedPrograms.ts';

/** Whether what the container starts is of no use, or does not start, but as root. */
export function hasToBeRoot(stage: Stage): boolean {
  const { final, base } = stage;
  const { reference } = base.root;
  const startsOwn = final.entrypoint.by ?? final.cmd.by;
  if (!startsOwn && reference && isRootImage(reference.name, reference.tag)) return true;
  return startedPrograms(stage).some((program) => rootPrograms.has(program));
}

/** Whether what the container starts could not open, as another account, what it writes. */
export function ownsFilesAsRoot(stage: Stage, model: BuildModel): boolean {
  if (stage.base.root.facts.distribution === 'windows') return false;
  return rootOwningProgram(stage) !== undefined || leavesVolumeToRoot(stage, model);
}

/** The server that the container starts and that, as it is set up, has to begin as root. */
export function rootOwningProgram(stage: Stage): string | undefined {
  const { final, base } = stage;
  const { family } = base.root.facts;
  if (!final.entrypoint.by && !final.cmd.by)
    return family && rootOwningImages.has(family) ? family : undefined;
  return startedPrograms(stage).find((program) => rootOwningPrograms.has(program));
}
