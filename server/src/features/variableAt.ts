import type { BuildModel, VariableUse } from '../model/types.ts';
import type { Instruction } from '../syntax/dockerfile/tree.ts';
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

/** The same of everything in an instruction, text for the shell included. */
export function usedAt(model: BuildModel, instruction: Instruction, offset: number): VariableUse | undefined {
  const built = variableAt(model.variableUses, offset);
  if (built) return built;
  // Shell text is read for its variables only where somebody points at one.
  const { start, end } = instruction.range;
  const around = model.tree.text.slice(Math.max(start, offset - longestName), Math.min(end, offset + 1));
  return /[$%]/.test(around) ? variableAt(model.shellVariableUses, offset) : undefined;
}

const longestName = 200;
