import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction, KeywordName, Pair } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
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
  const value = (instruction.name && examples[instruction.name]) ?? 'value';
  const edit = linesAbove(tree, top, [`${line}${value}`]);
  if (!edit) return undefined;
  const start = edit.newText.indexOf(line) + line.length;
  return { ...edit, placeholder: { start, end: start + value.length } };
}

/** Instructions that take no word but of their own kind: with another one the build would stop. */
const examples: Readonly<Partial<Record<KeywordName, string>>> = { EXPOSE: '8080', STOPSIGNAL: 'SIGTERM' };

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
  const { found, pair } = model.once(declarationsByPlace).get(place.start) ?? {};
  if (!found || !pair || pair.form === 'legacy' || instruction.isTrigger) return undefined;
  const text = model.tree.text.slice(pair.range.start, pair.range.end);
  if (/[$\r\n]/.test(text)) return undefined;
  const stage = model.stageOf(instruction);
  const asking = model.once(firstWithoutValue).get(stage)?.get(name);
  const first = asking && asking.range.start < instruction.range.start ? asking : instruction;
  const keyword = keywordLike(first, found.name ?? 'ARG');
  return linesAbove(model.tree, first, [`${keyword} ${text}`]);
}

interface Declaration {
  readonly found: Instruction;
  readonly pair: Pair;
}

/** By where the name stands. */
function declarationsByPlace(model: BuildModel): ReadonlyMap<number, Declaration> {
  const all = new Map<number, Declaration>();
  for (const { instruction } of model.stepsWith('ARG', 'ENV')) {
    if (instruction.isTrigger) continue;
    for (const pair of instruction.pairs) all.set(pair.name.range.start, { found: instruction, pair });
  }
  return all;
}

type ByName = ReadonlyMap<string, Instruction>;

/** The first instruction of each stage that asks for a variable which is not there, by its name. */
function firstWithoutValue(model: BuildModel): ReadonlyMap<Stage | undefined, ByName> {
  const all = new Map<Stage | undefined, Map<string, Instruction>>();
  for (const { name, result, instruction } of [...model.variableUses, ...model.shellVariableUses]) {
    if (result.kind !== 'undefined' || instruction.isTrigger || instruction.name === 'FROM') continue;
    const stage = model.stageOf(instruction);
    const ofStage = all.get(stage) ?? new Map<string, Instruction>();
    all.set(stage, ofStage);
    const known = ofStage.get(name);
    if (!known || instruction.range.start < known.range.start) ofStage.set(name, instruction);
  }
  return all;
}
