import { platformArgs, proxyArgs, shellVariables, silentArgs } from '../../knowledge/variables.ts';
import { stageNamePlaces } from '../../model/stagePlaces.ts';
import type { BuildModel, Stage, VariableDefinition, VariableUse } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { LineIndex } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { type NamedSymbol, symbolAt } from './symbolAt.ts';

/** What a renaming would begin with, or why there can be none. */
export type Renameable = { readonly range: TextRange; readonly name: string } | { readonly refusal: string };

export type Renaming = { readonly edits: readonly TextEdit[] } | { readonly refusal: string };

/** The name at an offset that can be another one. Undefined where there is no name of this file. */
export function renameableAt(model: BuildModel, offset: number): Renameable | undefined {
  const symbol = symbolAt(model, offset);
  if (!symbol) return undefined;
  const places = placesOf(model, symbol);
  if ('refusal' in places) return places;
  return places.ranges.some((range) => isSame(range, symbol.range))
    ? { range: symbol.range, name: places.name }
    : undefined;
}

/**
 * The edits that give the stage or variable at an offset another name wherever it has this one, so that the build stays
 * what it was. A build argument is one for the whole file, as `--build-arg` has it; an ENV is one for the stages that are
 * built on each other. Refused where a place cannot be followed, or the new name means something already. Undefined where
 * there is no name of this file.
 */
export function rename(model: BuildModel, offset: number, newName: string): Renaming | undefined {
  const symbol = symbolAt(model, offset);
  if (!symbol) return undefined;
  const places = placesOf(model, symbol);
  if ('refusal' in places) return places;
  const { name, ranges } = places;
  const refusal =
    newName === name
      ? undefined
      : symbol.kind === 'stage'
        ? againstStageName(model, symbol.stage, newName)
        : (againstVariableName(model, newName) ?? unfollowed(model, name, ranges));
  if (refusal !== undefined) return { refusal };
  const edits = ranges.map((range) => ({ range, newText: newName }));
  return { edits: edits.sort((a, b) => a.range.start - b.range.start) };
}

type Places = { readonly name: string; readonly ranges: readonly TextRange[] } | { readonly refusal: string };

function placesOf(model: BuildModel, symbol: NamedSymbol): Places {
  return symbol.kind === 'stage' ? ofStage(model, symbol.stage) : ofVariable(model, symbol.definition);
}

function ofStage(model: BuildModel, stage: Stage): Places {
  const { nameRange } = stage;
  if (!nameRange) return { refusal: 'This stage has no name. Give it one with AS.' };
  const name = model.tree.text.slice(nameRange.start, nameRange.end);
  return { name, ranges: stageNamePlaces(stage, model) };
}

function ofVariable(model: BuildModel, definition: VariableDefinition): Places {
  const { name, kind } = definition;
  if (isSetByBuilder(name) || (kind !== 'env' && !isArgument(definition)))
    return { refusal: `The builder sets ${name}: it has no other name.` };
  if (kind === 'env' && isOfSystem(name)) return { refusal: `${name} has a meaning of its own to programs.` };
  const keyword = kind === 'env' ? 'ENV' : 'ARG';
  const family = kind === 'env' ? familyOf(model, definition) : undefined;
  const isIn = (instruction: Instruction): boolean => {
    const stage = model.stageOf(instruction);
    return !family || (stage !== undefined && family.has(stage));
  };
  const declared = model
    .stepsWith(keyword)
    .flatMap(({ instruction }) =>
      isIn(instruction) ? instruction.pairs.filter((pair) => pair.name.text === name) : [],
    )
    .map((pair) => pair.name.range);
  const used = usesOf(model, name)
    .filter(({ result, instruction }) => {
      if (result.kind !== 'defined' && result.kind !== 'out-of-scope') return false;
      return (result.definition.kind === 'env') === (kind === 'env') && isIn(instruction);
    })
    .map(({ nameRange }) => nameRange);
  return { name, ranges: withoutDoubles([...declared, ...used]) };
}

/** Names that mean something to the shell, or to whatever starts a program. */
function isOfSystem(name: string): boolean {
  return shellVariables.has(name) || name === 'PATH' || /^(?:LANG|LC_[A-Z]+|TZ|TERM|LD_\w+)$/.test(name);
}

function isSetByBuilder(name: string): boolean {
  return [platformArgs, proxyArgs, silentArgs].some((names) => names.has(name));
}

function isArgument({ kind }: VariableDefinition): boolean {
  return kind === 'arg' || kind === 'global-arg';
}

function usesOf(model: BuildModel, name: string): readonly VariableUse[] {
  return [...model.variableUses, ...model.shellVariableUses].filter((use) => use.name === name);
}

/** The stage of an ENV, what that is built on, and whatever is built on one of these. */
function familyOf(model: BuildModel, { instruction }: VariableDefinition): ReadonlySet<Stage> {
  const rootOf = (stage: Stage): Stage => {
    let root = stage;
    while (root.base.stage) root = root.base.stage;
    return root;
  };
  const own = instruction && model.stageOf(instruction);
  return new Set(own ? model.stages.filter((stage) => rootOf(stage) === rootOf(own)) : []);
}

/** https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go (parseBuildStageName) */
function againstStageName(model: BuildModel, stage: Stage, newName: string): string | undefined {
  const name = newName.toLowerCase();
  if (!/^[a-z][a-z0-9._-]*$/.test(name))
    return `${newName} is no name of a stage: a letter, then letters, digits, dots, dashes and underscores.`;
  if (name === 'scratch' || name === 'context') return `${newName} means something else to the builder.`;
  const others = model.stages.filter((other) => other !== stage);
  if (others.some((other) => other.name === name)) return `There is a stage ${newName} already.`;
  const isImage = model.stages.some(
    ({ base, uses }) =>
      (!base.stage && base.text.toLowerCase() === name) ||
      uses.some((use) => !use.stage && use.text.toLowerCase() === name),
  );
  return isImage
    ? `${newName} is an image or a context in this file, and would be this stage then.`
    : undefined;
}

function againstVariableName(model: BuildModel, newName: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(newName))
    return `${newName} is no name of a variable: a letter or underscore, then letters, digits and underscores.`;
  if (isSetByBuilder(newName)) return `The builder sets ${newName} itself.`;
  const isDefined = model
    .stepsWith('ARG', 'ENV')
    .some(({ instruction }) => instruction.pairs.some(({ name }) => name.text === newName));
  return isDefined || usesOf(model, newName).length > 0 ? `${newName} is in use already.` : undefined;
}

/** A place that reads the variable, most likely, in a way that nobody follows here: another shell, a file's text. */
function unfollowed(model: BuildModel, name: string, ranges: readonly TextRange[]): string | undefined {
  const { text, comments } = model.tree;
  const known = new Set(
    [...ranges, ...usesOf(model, name).map(({ nameRange }) => nameRange)].map(({ start }) => start),
  );
  const reads = new RegExp(`(?:\\$\\{?[!#]?|\\$\\{?env:|%|!)(${name})(?!\\w)`, 'gi');
  for (const match of text.matchAll(reads)) {
    const start = match.index + match[0].length - name.length;
    if (known.has(start) || match[1] !== name) continue;
    if (comments.some(({ range }) => range.start <= start && start < range.end)) continue;
    const line = new LineIndex(text).lineAt(start) + 1;
    return `Line ${line} reads ${name} in a way that cannot be followed: ${match[0]}. Rename it by hand.`;
  }
  return undefined;
}

function withoutDoubles(ranges: readonly TextRange[]): readonly TextRange[] {
  return ranges.filter((range, index) => ranges.findIndex((other) => isSame(range, other)) === index);
}

function isSame(a: TextRange, b: TextRange): boolean {
  return a.start === b.start && a.end === b.end;
}
