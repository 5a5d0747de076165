import { describePredefined } from '../../knowledge/variableDocs.ts';
import { platformArgs } from '../../knowledge/variables.ts';
import type { BuildModel, Stage, VariableDefinition, VariableUse } from '../../model/types.ts';
import { LineIndex } from '../../text/lines.ts';
import { code, escapeMarkdown } from '../../text/markdown.ts';
import type { TextRange } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { isArgument, isByDefault } from './argumentInfluence.ts';
import { type Modifier, modifierOf, outcomeOf, whereUnset } from './expansion.ts';
import { isBuiltOn, targetOption } from './stage.ts';

/**
 * The value a variable has where it is used, where that comes from, and what could change it.
 * @param written as the file says it: `$A`, `%A%`
 * @param caveat what may have given it another value before, to the shell
 */
export function describeVariable(
  use: VariableUse,
  model: BuildModel,
  written = `$${use.name}`,
  caveat?: string,
): string {
  const name = `**${escapeMarkdown(written)}**`;
  const who =
    use.expandedBy === 'build'
      ? 'Expanded by the builder, before the instruction runs.'
      : caveat === undefined
        ? 'Expanded by the shell when this command runs, not by the builder.'
        : `Expanded by the shell when this command runs: ${code(caveat)} before it may have set another value.`;
  const { result } = use;
  const modifier = modifierOf(use, model);
  const unset = written.startsWith('%') ? 'it stays as it is written' : whereUnset[modifier];
  switch (result.kind) {
    case 'defined': {
      const known = value(result.definition, result.value, model, modifier, unset);
      return [
        `${name} ${ended(known + outcomeOf(use, model))}`.trim(),
        `${source(result.definition, model)}${reach(result.definition, use.instruction.name === 'FROM', model)}`,
        who,
      ].join('\n\n');
    }
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

/** What a variable is from the place on that defines it. */
export function describeDefinition(definition: VariableDefinition, model: BuildModel): string {
  const name = `**$${escapeMarkdown(definition.name)}**`;
  const isPlatform = definition.rawValue === undefined && platformArgs.has(definition.name);
  return [
    isPlatform
      ? name
      : `${name} ${ended(value(definition, definition.value, model, 'none', whereUnset.none))}`.trim(),
    isPlatform
      ? (describePredefined(definition.name, definition.kind === 'global-arg' ? 'from' : 'declared') ??
        'Set by the builder.')
      : reach(definition, false, model).trim(),
  ].join('\n\n');
}

/** `= …` is an equation, all else a sentence. */
function ended(text: string): string {
  return text.startsWith('is ') && !text.endsWith('.') ? `${text}.` : text;
}

function value(
  definition: VariableDefinition,
  known: string | undefined,
  model: BuildModel,
  modifier: Modifier,
  unset: string,
): string {
  if (known !== undefined) {
    const shown = known === '' ? 'is empty' : `= ${code(shorten(known, 200))}`;
    return isByDefault(definition, model) ? `${shown}, by default` : shown;
  }
  if (!isArgument(definition)) return '';
  if (definition.rawValue !== undefined) return 'cannot be known before the build.';
  // With `+` something is put here only where there is a value.
  return modifier === '+'
    ? `has no default: ${unset}, unless \`--build-arg\` gives it a value.`
    : `has no default: unless \`--build-arg\` gives it a value, ${unset}.`;
}

function source(definition: VariableDefinition, model: BuildModel): string {
  switch (definition.kind) {
    case 'arg':
      return `From ${declaration(definition, model)}. `;
    case 'global-arg':
      return `From ${place(definition, model)}, before the first FROM. `;
    case 'env':
      return `From ${place(definition, model)}. `;
    default:
      return '';
  }
}

/** Who else sees a variable, and what changes it. */
function reach(definition: VariableDefinition, isInFrom: boolean, model: BuildModel): string {
  const { name, kind, instruction } = definition;
  // Without a default it has been said that this is what gives it a value.
  const given = definition.rawValue === undefined ? undefined : `\`--build-arg ${name}=…\` overrides it`;
  switch (kind) {
    case 'arg': {
      const hides =
        platformArgs.has(name) && instruction?.pairs.some((pair) => pair.name.text === name && pair.value)
          ? ' It hides the value that the builder would set for `--platform`.'
          : '';
      const container = argInContainers(definition, model);
      return given === undefined
        ? `${container[0]?.toUpperCase()}${container.slice(1)}.`
        : `${given}; ${container}.${hides}`;
    }
    case 'global-arg':
      return given === undefined ? '' : `${given}.`;
    case 'env':
      return inContainers(definition, model);
    case 'platform':
    case 'predefined':
      return (
        describePredefined(name, isInFrom ? 'from' : instruction ? 'declared' : 'stage') ??
        'Set by the builder.'
      );
    case 'base':
      return definition.value === undefined
        ? 'Set by the base image.'
        : 'Set by the builder where the base image does not.';
  }
}

/** An ARG without a value of its own has that of the one before the first FROM. */
function declaration(definition: VariableDefinition, model: BuildModel): string {
  const { name, instruction } = definition;
  const here = place(definition, model);
  const own = instruction?.pairs.find((pair) => pair.name.text === name);
  if (own?.value || definition.rawValue === undefined) return here;
  const global = model.globalArgs.filter((one) => one.name === name && one.rawValue !== undefined).at(-1);
  return global ? `${place(global, model)}, declared again by ${here}` : here;
}

/** Whether a container sees an ENV: that of the final image, else that of an image of its own stage. */
function inContainers(definition: VariableDefinition, model: BuildModel): string {
  const { instruction, name } = definition;
  const own = instruction && model.stageOf(instruction);
  if (!own) return '';
  if (instruction.isTrigger) return 'The images built on this one have it, and their containers see it.';
  const { finalStage } = model;
  const isFinal = finalStage !== undefined && isBuiltOn(finalStage, own);
  const last = environmentOf(isFinal ? finalStage : own, name);
  const isAnother =
    last && last !== definition && (last.value === undefined || last.value !== definition.value);
  const seen = isAnother ? asSeen(last, model) : 'it too';
  if (isFinal) return `The running container sees ${seen}.`;
  if (isAnother) return `With ${targetOption(own)} the running container sees ${seen}.`;
  const above = model.stages.filter((stage) => isBuiltOn(stage, own));
  // Some of many would not be all that there are.
  const only =
    above.length > mostTargets
      ? `${targetOption(own)}, or that of a stage built on it`
      : above.map(targetOption).join(' or ');
  const where = above.length > 1 ? 'in this stage and in what is built on it' : 'in this stage';
  return `It counts ${where}; the running container sees it only with ${only}.`;
}

const mostTargets = 3;

/** What a container has under the name of an ARG: nothing, or an ENV that the ARG hides in the build alone. */
function argInContainers({ instruction, name }: VariableDefinition, model: BuildModel): string {
  const own = instruction?.isTrigger ? undefined : instruction && model.stageOf(instruction);
  const { finalStage } = model;
  const isFinal = own !== undefined && finalStage !== undefined && isBuiltOn(finalStage, own);
  const last = own && environmentOf(isFinal ? finalStage : own, name);
  if (!last) return 'the running container does not see it';
  return `the running container sees ${asSeen(last, model)}${isFinal ? '' : `, with ${targetOption(own)}`}`;
}

function asSeen(definition: VariableDefinition, model: BuildModel): string {
  const { value: known } = definition;
  const what = known === undefined ? 'that' : known === '' ? 'it empty' : code(shorten(known, 200));
  return `${what} (${place(definition, model)})`;
}

/** The ENV that a container of a stage has. */
function environmentOf(stage: Stage, name: string): VariableDefinition | undefined {
  const found = stage.final.containerEnv(name);
  return found.kind === 'defined' && found.definition.kind === 'env' ? found.definition : undefined;
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

/** `ARG on line 3`: the line of the name, which in a long instruction is not the first. */
export function place({ instruction, nameRange }: VariableDefinition, model: BuildModel): string {
  return instruction
    ? `${instruction.name ?? ''} on line ${lineOf(nameRange ?? instruction.range, model)}`
    : 'the builder';
}

export function lineOf({ start }: TextRange, { tree }: BuildModel): number {
  return new LineIndex(tree.text).lineAt(start) + 1;
}
