import type { Stage } from '../../model/types.ts';
import { chosenStages } from './chosenStages.ts';

/** Files to be taken out, as a stage or by `--output`, of an image that starts nothing. */
export function holdsFilesOnly(stage: Stage, stages: readonly Stage[]): boolean {
  const { final, base, outline } = stage;
  if (final.entrypoint.by || final.cmd.by) return false;
  if (outline.some(({ name }) => name === 'COPY' || name === 'ADD') && base.root.kind === 'scratch')
    return true;
  if (base.stage) return holdsFilesOnly(base.stage, stages);
  const chosen = chosenStages(stage, stages);
  return chosen.length > 0 && chosen.every((one) => holdsFilesOnly(one, stages));
}
