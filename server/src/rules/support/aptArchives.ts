import type { BuildModel, Step } from '../../model/types.ts';

/** Makes apt of the Debian and Ubuntu images keep the archives it has installed. */
export const keepsArchivesCommand = 'rm -f /etc/apt/apt.conf.d/docker-clean';

/**
 * Whether something up to a step (in its stage, or in one it is built on) speaks of the setting that deletes archives:
 * then it is believed to have been switched off.
 */
export function keepsArchives({ stage, instruction }: Step, model: BuildModel): boolean {
  if (!model.once(speaksOfArchives)) return false;
  for (let at = stage; at; at = at.base.stage) {
    for (const { range, line, heredocs } of at.instructions) {
      if (range.start > instruction.range.start) continue;
      if (mark.test(line.text) || heredocs.some(({ content }) => mark.test(content))) return true;
    }
  }
  return false;
}

function speaksOfArchives({ wholeText }: BuildModel): boolean {
  return mark.test(wholeText);
}

const mark = /docker-clean|keep-downloaded-packages/i;
