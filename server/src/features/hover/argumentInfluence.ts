import type { BuildModel, VariableDefinition } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { contains, type TextRange } from '../../text/range.ts';

/**
 * Whether a build argument takes part in what stands at a place of an instruction, itself or through an ENV: then
 * `--build-arg` may make it another.
 */
export function hangsOnArgument(instruction: Instruction, place: TextRange, model: BuildModel): boolean {
  const seen = new Set<VariableDefinition>();
  const open = [{ instruction, place }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { place: within } = next;
    for (const { result, range } of model.variableUsesIn([model.stepOf(next.instruction)])) {
      if (result.kind !== 'defined' || !contains(within, range) || seen.has(result.definition)) continue;
      if (isArgument(result.definition)) return true;
      seen.add(result.definition);
      const at = placeOfValue(result.definition);
      if (at) open.push(at);
    }
  }
  return false;
}

/** The same of the value of a variable. */
export function isByDefault(definition: VariableDefinition, model: BuildModel): boolean {
  if (isArgument(definition)) return true;
  const at = placeOfValue(definition);
  return at !== undefined && hangsOnArgument(at.instruction, at.place, model);
}

export function isArgument({ kind }: VariableDefinition): boolean {
  return kind === 'arg' || kind === 'global-arg';
}

function placeOfValue({ instruction, nameRange }: VariableDefinition) {
  const pair = instruction?.pairs.find(({ name }) => name.range.start === nameRange?.start);
  return instruction && pair && { instruction, place: pair.range };
}
