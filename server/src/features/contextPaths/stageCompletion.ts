import type { BuildModel, Stage } from '../../model/types.ts';
import { shorten } from '../../text/shorten.ts';
import { stageName } from '../stageName.ts';
import { editOf, type NameCompletion } from './nameCompletion.ts';
import type { TypedPlace } from './typedPlace.ts';

/** The stages above that an instruction may name: only they can be used. */
export function completeStages(place: TypedPlace, model: BuildModel): NameCompletion[] {
  const { instruction } = place;
  const isBase = instruction.name === 'FROM';
  const above = model.stages.filter(({ from }) => from.range.start < instruction.range.start);
  // An instruction behind its FROM cannot name its own stage.
  const usable = isBase ? above : above.slice(0, -1);
  const byName = new Map<string, Stage>();
  for (const stage of usable) {
    // Only COPY counts stages, and only those without a name need it.
    if (stage.name !== undefined) byName.set(stage.name, stage);
    else if (instruction.name === 'COPY') byName.set(String(stage.index), stage);
  }
  return [...byName.values()].flatMap((stage): NameCompletion[] => {
    const { index, base } = stage;
    const label = stageName(stage, model.tree.text) ?? String(index);
    const edit = editOf(place, place.before, label);
    if (!edit) return [];
    return [
      {
        kind: 'stage',
        label,
        ...edit,
        // The nearest one first.
        sortText: `0${String(usable.length - index).padStart(6, '0')}`,
        detail: shorten(`FROM ${base.resolved ?? base.text}`, 100),
        keptOut: undefined,
      },
    ];
  });
}
