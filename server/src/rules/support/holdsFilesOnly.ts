import type { Stage } from '../../model/types.ts';

/** Files to be taken out, as a stage or by `--output`, of an image that starts nothing. */
export function holdsFilesOnly({ base: { root }, final, outline }: Stage): boolean {
  if (root.kind !== 'scratch' || final.entrypoint.by || final.cmd.by) return false;
  return outline.some(({ name }) => name === 'COPY' || name === 'ADD');
}
