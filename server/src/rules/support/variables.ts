import type { BuildModel, Stage, VariableUse } from '../../model/types.ts';
import type { Pair } from '../../syntax/dockerfile/tree.ts';
import { contains, type TextRange } from '../../text/range.ts';

/** A name given by ARG or ENV, in order of place. */
export interface DefinitionPlace {
  readonly range: TextRange;
  readonly stage: Stage | undefined;
}

/** Every place that defines a name, by name. Linear in the file. */
export function definitionPlaces(model: BuildModel): ReadonlyMap<string, readonly DefinitionPlace[]> {
  const places = new Map<string, DefinitionPlace[]>();
  for (const { instruction, stage } of model.stepsWith('ARG', 'ENV')) {
    for (const { name } of instruction.pairs) {
      const list = places.get(name.text);
      const place = { range: name.range, stage };
      if (list) list.push(place);
      else places.set(name.text, [place]);
    }
  }
  return places;
}

/** The first place at or behind an offset, in logarithmic time. */
export function firstFrom(places: readonly DefinitionPlace[], offset: number): DefinitionPlace | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.range.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return places[low];
}

/** The pair whose value holds a range, in logarithmic time. */
export function pairAround(pairs: readonly Pair[], range: TextRange): Pair | undefined {
  let low = 0;
  let high = pairs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pairs[middle]?.range.start ?? 0) <= range.start) low = middle;
    else high = middle - 1;
  }
  const pair = pairs[low];
  return pair?.value && contains(pair.value.range, range) ? pair : undefined;
}

/** True of `${name:-x}` and the like in shell text: whoever writes that knows that the name may be unset. */
export function isGuardedInShell(use: VariableUse, text: string): boolean {
  return /^:?[-=+?]/.test(text.slice(use.nameRange.end, use.range.end));
}
