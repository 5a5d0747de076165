import type { BuildModel, VariableDefinition } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { type TextRange, touches } from '../../text/range.ts';
import type { Hover } from './hoverContent.ts';
import { describeDefinition, lineOf } from './variable.ts';

/** The name under the offset that an ARG or ENV defines: its value, who sees it, and the lines that use it. */
export function describeDefinedName(
  instruction: Instruction,
  model: BuildModel,
  offset: number,
): Hover | undefined {
  const { name } = instruction;
  const pair =
    name === 'ARG' || name === 'ENV'
      ? instruction.pairs.find((each) => touches(each.name.range, offset))
      : undefined;
  const definition = pair && definitionAt(pair.name.range.start, instruction, model);
  if (!definition) return undefined;
  const used = usedOn(definition, model);
  const markdown = [describeDefinition(definition, model), ...(used === undefined ? [] : [used])];
  return { range: pair.name.range, markdown: markdown.filter((part) => part !== '').join('\n\n') };
}

/** Undefined for a name that is not known, and for an ARG that leaves in force what was there. */
function definitionAt(
  start: number,
  instruction: Instruction,
  model: BuildModel,
): VariableDefinition | undefined {
  const isHere = ({ nameRange }: VariableDefinition) => nameRange?.start === start;
  if (!model.stageOf(instruction)) return model.globalArgs.find(isHere);
  return model.stepOf(instruction).after.variables().find(isHere);
}

/** A global ARG also goes on in the stages that declare it again. */
function usedOn(definition: VariableDefinition, model: BuildModel): string | undefined {
  const uses = [...model.variableUses, ...model.shellVariableUses].filter(
    ({ result }) => result.kind === 'defined' && result.definition === definition,
  );
  const again =
    definition.kind === 'global-arg'
      ? model.stepsWith('ARG').flatMap(({ instruction, stage }) => {
          const isBare = (pair: Pair) => pair.name.text === definition.name && !pair.value;
          return stage ? instruction.pairs.filter(isBare).map(({ name }) => name) : [];
        })
      : [];
  const used = listOf('Used', uses, model);
  return [...used, ...listOf('Declared again', again, model)].join(' ') || undefined;
}

function listOf(what: string, places: readonly { readonly range: TextRange }[], model: BuildModel): string[] {
  const lines = [...new Set(places.map(({ range }) => lineOf(range, model)))].sort((a, b) => a - b);
  if (lines.length === 0) return [];
  const more = lines.length > mostLines ? `, and ${lines.length - mostLines} more` : '';
  return [`${what} on line${lines.length === 1 ? '' : 's'} ${lines.slice(0, mostLines).join(', ')}${more}.`];
}

const mostLines = 12;
