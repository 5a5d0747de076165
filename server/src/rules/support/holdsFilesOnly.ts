import type { Stage } from '../../model/types.ts';
import { chosenStages } from './chosenStages.ts';

/** Files to be taken out, as a stage or by `--output`, of an image that starts nothing. */
export function holdsFilesOnly(stage: Stage, stages: readonly Stage[]): boolean {
  if (isFilesOnScratch(stage)) return true;
  const { entrypoint, cmd } = stage.final;
  if (entrypoint.by || cmd.by) return false;
  let bottom = stage;
  while (bottom.base.stage) bottom = bottom.base.stage;
  const chosen = chosenStages(bottom, stages);
  // Not looked through once more: where each chooses from all above it, the ways would double with each stage.
  return chosen.length > 0 && chosen.every(isFilesOnScratch);
}

function isFilesOnScratch({ final, base, outline }: Stage): boolean {
  if (base.root.kind !== 'scratch' || final.entrypoint.by || final.cmd.by) return false;
  for (let [at, items] = [base.stage, outline]; ; [at, items] = [at.base.stage, at.outline]) {
    if (items.some(({ name }) => name === 'COPY' || name === 'ADD')) return true;
    if (!at) return false;
  }
}
