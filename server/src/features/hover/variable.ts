import { describePredefined } from '../../knowledge/variableDocs.ts';
import type { BuildModel, VariableDefinition, VariableUse } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { LineIndex } from '../../text/lines.ts';
import { code, escapeMarkdown, shorten } from '../../text/markdown.ts';

/** The value a variable has where it is used, where that comes from, and what could change it. */
export function describeVariable(use: VariableUse, model: BuildModel): string {
  const name = `**$${escapeMarkdown(use.name)}**`;
  const who =
    use.expandedBy === 'shell'
      ? 'Expanded by the shell when this command runs, not by the builder.'
      : 'Expanded by the builder, before the instruction runs.';
  const { result } = use;
  const unset = whereUnset[modifierOf(use, model)];
  switch (result.kind) {
    case 'defined':
      return [
        `${name} ${value(result.definition, result.value, unset)}`.trim(),
        origin(result.definition, use, model),
        who,
      ].join('\n\n');
    case 'out-of-scope':
      return [`${name} is **not set here**: ${unset}.`, outOfReach(result.definition, use, model)].join(
        '\n\n',
      );
    case 'maybe-base':
      return [
        `${name} is not set in this file.`,
        use.expandedBy === 'shell'
          ? 'The base image or the command itself may set it.'
          : `The base image may set it; else ${unset}.`,
        who,
      ].join('\n\n');
    case 'undefined':
      return [`${name} is not set: ${unset}.`, who].join('\n\n');
  }
}

type Modifier = 'none' | '-' | '+' | '?';

/** What comes of a variable without a value. */
const whereUnset: Readonly<Record<Modifier, string>> = {
  none: 'it is empty',
  '-': 'the default written here is used',
  '+': 'nothing is put here',
  '?': 'the build stops here',
};

/** `${name:-…}`, with the colon or without. */
function modifierOf({ range }: VariableUse, { tree }: BuildModel): Modifier {
  const written = /^\$\{\w+:?([-+?])/.exec(tree.text.slice(range.start, range.end))?.[1];
  return written === '-' || written === '+' || written === '?' ? written : 'none';
}

function value(definition: VariableDefinition, known: string | undefined, unset: string): string {
  const isArg = definition.kind === 'arg' || definition.kind === 'global-arg';
  if (known !== undefined) {
    const shown = known === '' ? 'is empty' : `= ${code(shorten(known, 200))}`;
    return isArg ? `${shown}, by default` : shown;
  }
  if (!isArg) return '';
  return definition.rawValue === undefined
    ? `has no default: unless \`--build-arg\` gives it a value, ${unset}`
    : 'cannot be known before the build';
}

function origin(definition: VariableDefinition, use: VariableUse, model: BuildModel): string {
  const { name, kind } = definition;
  const given = definition.rawValue === undefined ? 'gives it a value' : 'overrides it';
  switch (kind) {
    case 'arg':
      return `From ${declaration(definition, model)}. \`--build-arg ${name}=…\` ${given}; the running container does not see it.`;
    case 'global-arg':
      return `From ${place(definition, model)}, before the first FROM. \`--build-arg ${name}=…\` ${given}.`;
    case 'env':
      return `From ${place(definition, model)}. ${reachesContainer(definition, model) ? 'The running container sees it too.' : 'It counts in this stage and in what is built on it; the running container does not see it.'}`;
    case 'platform':
    case 'predefined':
      return describePredefined(name, use.instruction.name === 'FROM') ?? 'Set by the builder.';
    case 'base':
      return 'Set by the base image.';
  }
}

/** An ARG without a value of its own has that of the one before the first FROM. */
function declaration(definition: VariableDefinition, model: BuildModel): string {
  const { name, instruction } = definition;
  const here = place(definition, model);
  const own = instruction?.pairs.find((pair) => pair.name.text === name);
  if (own?.value || definition.rawValue === undefined) return here;
  const { instructions } = model.tree;
  const first = instructions.findIndex((one) => one.name === 'FROM');
  const global = instructions
    .slice(0, Math.max(0, first))
    .filter((one) => one.name === 'ARG' && one.pairs.some((pair) => pair.name.text === name && pair.value))
    .at(-1);
  return global ? `${placeOf(global, model)}, declared again by ${here}` : here;
}

/** Whether the image is built on the stage that sets it. */
function reachesContainer({ instruction }: VariableDefinition, model: BuildModel): boolean {
  const own = instruction && model.stageOf(instruction);
  for (let at = model.finalStage; at; at = at.base.stage) if (at === own) return true;
  return false;
}

/** Why a variable that is declared is not set at a place, and what would set it. */
function outOfReach(definition: VariableDefinition, use: VariableUse, model: BuildModel): string {
  const declared = code(`ARG ${use.name}`);
  switch (definition.kind) {
    case 'global-arg':
      return `${place(definition, model)} declares it before the first FROM, where only FROM sees it. Write ${declared} in this stage to use it.`;
    case 'platform':
      return `The builder knows it, and a stage sees it once it says so: write ${declared} above.`;
    case 'predefined':
      return `Only the commands of RUN see it. Write ${declared} above to use it here, which puts it into the history.`;
    default:
      return `${place(definition, model)} is for the build; the running container does not see it. Set it with ENV to use it here.`;
  }
}

function place(definition: VariableDefinition, model: BuildModel): string {
  const { instruction } = definition;
  return instruction ? placeOf(instruction, model) : 'the builder';
}

function placeOf(instruction: Instruction, model: BuildModel): string {
  const line = new LineIndex(model.tree.text).lineAt(instruction.range.start) + 1;
  return `${instruction.name ?? ''} on line ${line}`;
}
