import type { BuildModel } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { contains, type TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';
import { linesAbove, topLevel } from './insertLine.ts';
import { keywordLike } from './keywords.ts';

/** ARG with a value for the user to fill in, above an instruction; above a trigger one of its own. */
export function declarationToFill(
  { tree }: BuildModel,
  instruction: Instruction,
  name: string,
): FixEdit | undefined {
  const top = topLevel(tree, instruction);
  const prefix = instruction.isTrigger ? `${top.keyword.text} ` : '';
  const line = `${prefix}${keywordLike(top, 'ARG')} ${name}=`;
  const edit = linesAbove(tree, top, [`${line}value`]);
  if (!edit) return undefined;
  const start = edit.newText.indexOf(line) + line.length;
  return { ...edit, placeholder: { start, end: start + 'value'.length } };
}

/**
 * What another stage declares, once more, above the first instruction of this stage that asks for it: so that no layer
 * before depends on it. Undefined where the value reads other variables, which this stage may lack as well.
 */
export function declaredAgain(
  model: BuildModel,
  name: string,
  place: TextRange,
  instruction: Instruction,
): FixEdit | undefined {
  const found = model
    .stepsWith('ARG', 'ENV')
    .find((step) => contains(step.instruction.range, place) && !step.instruction.isTrigger)?.instruction;
  const pair = found?.pairs.find(({ name: { range } }) => range.start === place.start);
  if (!found || !pair || pair.form === 'legacy' || instruction.isTrigger) return undefined;
  const text = model.tree.text.slice(pair.range.start, pair.range.end);
  if (/[$\r\n]/.test(text)) return undefined;
  const stage = model.stageOf(instruction);
  const first = [...model.variableUses, ...model.shellVariableUses]
    .filter((use) => use.name === name && use.result.kind === 'undefined' && !use.instruction.isTrigger)
    .map((use) => use.instruction)
    .filter((each) => each.name !== 'FROM' && model.stageOf(each) === stage)
    .reduce((one, other) => (other.range.start < one.range.start ? other : one), instruction);
  const keyword = keywordLike(first, found.name ?? 'ARG');
  return linesAbove(model.tree, first, [`${keyword} ${text}`]);
}
