import type { Stage } from '../../model/types.ts';

/**
 * The stages that a variable in a FROM chooses from, as in `FROM runtime-$TARGETARCH`: those above whose names are like
 * it. None where the variable has a value in the file, or where nothing but variables is written.
 */
export function chosenStages({ base, index }: Stage, stages: readonly Stage[]): readonly Stage[] {
  if (base.kind !== 'unknown') return [];
  const parts = base.text.split(/\$(?:\w+|\{\w+\})/);
  if (parts.length < 2 || !parts[0] || parts.some((part) => !/^[\w.-]*$/.test(part))) return [];
  const pattern = new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('.*')}$`, 'i');
  return stages.filter((one) => one.index < index && one.name !== undefined && pattern.test(one.name));
}
