import type { BaseImage, Stage } from '../../model/types.ts';

/** Files to be taken out, as a stage or by `--output`, of an image that starts nothing. */
export function holdsFilesOnly(stage: Stage, stages: readonly Stage[]): boolean {
  const { final, base } = stage;
  if (final.entrypoint.by || final.cmd.by) return false;
  if (base.root.kind === 'scratch') return takesFiles(stage);
  const chosen = base.root.kind === 'unknown' ? stagesMeant(base.root, stages, stage) : [];
  return chosen.length > 0 && chosen.every((one) => holdsFilesOnly(one, stages));
}

function takesFiles({ outline, base }: Stage): boolean {
  return (
    outline.some(({ name }) => name === 'COPY' || name === 'ADD') ||
    (base.stage ? takesFiles(base.stage) : false)
  );
}

/** The stages that a variable in a name chooses from, as in `FROM binaries-$TARGETOS`. */
function stagesMeant({ text }: BaseImage, stages: readonly Stage[], before: Stage): readonly Stage[] {
  const parts = text.split(/\$(?:\w+|\{\w+\})/);
  if (!parts[0] || parts.some((part) => !/^[\w.-]*$/.test(part))) return [];
  const pattern = new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('.+')}$`, 'i');
  return stages.filter(({ index, name }) => index < before.index && name !== undefined && pattern.test(name));
}
