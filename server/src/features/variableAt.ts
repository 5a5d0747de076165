import type { VariableUse } from '../model/types.ts';
import { touches } from '../text/range.ts';

/** Of uses in order of place, which nest (`${A:-$B}`): the innermost that holds the offset. */
export function variableAt(uses: readonly VariableUse[], offset: number): VariableUse | undefined {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uses[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0 && i > low - 64; i--) {
    const use = uses[i];
    if (use && touches(use.range, offset)) return use;
  }
  return undefined;
}
