import type { Stage } from '../../model/types.ts';

/** Files to be taken out, as a stage or by `--output`, of an image that starts nothing. */
export function holdsFilesOnly({ base: { root }, final }: Stage): boolean {
  return root.kind === 'scratch' && !final.entrypoint.by && !final.cmd.by;
}
