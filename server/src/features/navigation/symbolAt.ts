import type { BuildModel, Stage, VariableDefinition, VariableUse } from '../../model/types.ts';
import { instructionAt } from '../../syntax/dockerfile/locate.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { type TextRange, touches } from '../../text/range.ts';
import { asUseOfFile } from '../hover/shellUse.ts';
import { usedAt } from '../variableAt.ts';

/** Something of a Dockerfile that has a name, and the place under the cursor where it stands. */
export type NamedSymbol =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly range: TextRange }
  | {
      readonly kind: 'variable';
      /** What it is there. */
      readonly definition: VariableDefinition;
      /** The place says what it is, rather than to use it. */
      readonly isDeclaration: boolean;
      /** False where the value is not to be had: a global ARG that the stage does not declare. */
      readonly isInForce: boolean;
      readonly range: TextRange;
    };

/** The stage or variable that is named at an offset, its end included. */
export function symbolAt(model: BuildModel, offset: number): NamedSymbol | undefined {
  const found = instructionAt(model.tree, offset);
  if (!found) return undefined;
  const use = usedAt(model, found, offset);
  if (use) {
    const named = use.expandedBy === 'shell' ? asUseOfFile(use, model) : use;
    return named && ofUse(named);
  }
  const instruction = found.trigger ?? found;
  return declaredAt(model, instruction, offset) ?? stageAt(model, instruction, offset);
}

/**
 * What a pair of ARG or ENV defines; undefined where a later pair of the same instruction does. An ARG without a value
 * declares again what it leaves as it is: the one of a stage below.
 */
export function definitionBy(
  model: BuildModel,
  instruction: Instruction,
  name: { readonly text: string; readonly range: TextRange },
): VariableDefinition | undefined {
  const { start } = name.range;
  const isIt = ({ nameRange }: VariableDefinition): boolean => nameRange?.start === start;
  if (!model.stageOf(instruction)) return model.globalArgs.find(isIt);
  const after = model.stepOf(instruction).after.env(name.text);
  if (after.kind !== 'defined') return undefined;
  const { definition } = after;
  return isIt(definition) || (definition.kind === 'arg' && isBareArg(instruction, start))
    ? definition
    : undefined;
}

function isBareArg({ name, pairs }: Instruction, start: number): boolean {
  return name === 'ARG' && pairs.some((pair) => pair.name.range.start === start && pair.value === undefined);
}

function ofUse({ result, nameRange }: VariableUse): NamedSymbol | undefined {
  if (result.kind !== 'defined' && result.kind !== 'out-of-scope') return undefined;
  const { definition } = result;
  if (!definition.nameRange) return undefined;
  return {
    kind: 'variable',
    definition,
    isDeclaration: false,
    isInForce: result.kind === 'defined',
    range: nameRange,
  };
}

function declaredAt(model: BuildModel, instruction: Instruction, offset: number): NamedSymbol | undefined {
  if (instruction.name !== 'ARG' && instruction.name !== 'ENV') return undefined;
  const pair = instruction.pairs.find(({ name }) => touches(name.range, offset));
  const definition = pair && definitionBy(model, instruction, pair.name);
  if (!definition) return undefined;
  return { kind: 'variable', definition, isDeclaration: true, isInForce: true, range: pair.name.range };
}

function stageAt(model: BuildModel, instruction: Instruction, offset: number): NamedSymbol | undefined {
  const stage = model.stageOf(instruction);
  if (!stage) return undefined;
  if (stage.from === instruction && stage.nameRange && touches(stage.nameRange, offset)) {
    return { kind: 'stage', stage, range: stage.nameRange };
  }
  const use = stage.uses.find((one) => one.instruction === instruction && touches(one.range, offset));
  return use?.stage && { kind: 'stage', stage: use.stage, range: use.range };
}
