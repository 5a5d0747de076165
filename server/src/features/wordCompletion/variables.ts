import { platformArgs } from '../../knowledge/variables.ts';
import { createModel } from '../../model/model.ts';
import type { BuildModel, VariableDefinition } from '../../model/types.ts';
import { instructionAt } from '../../syntax/dockerfile/locate.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { touches } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { withMark } from '../contextPaths/typedPlace.ts';
import type { WordCompletion } from './wordCompletion.ts';

/**
 * Names of ARG and ENV behind a `$` that is expanded, the nearest first. Behind the character itself (`trigger`) not in
 * text for a shell, where a `$` means much else. Never throws.
 */
export function completeVariables(
  model: BuildModel,
  offset: number,
  trigger: string | undefined,
): readonly WordCompletion[] {
  const { tree } = model;
  const before = tree.text.slice(Math.max(0, offset - longest), offset);
  const [, brace, typed] = /\$(\{?)(\w*)$/.exec(before) ?? [];
  if (brace === undefined || typed === undefined) return [];
  const found = instructionAt(tree, offset);
  if (!found || offset > found.head.end || found.comments.some(({ range }) => touches(range, offset)))
    return [];
  const behind = tree.text.slice(offset, offset + longest);
  const rest = /^\w*/.exec(behind)?.[0] ?? '';
  const close = brace !== '' && !/^[}:\-+?#%/]/.test(behind.slice(rest.length)) ? '}' : '';
  const expandedBy = expanderAt(model, found, offset, `x${close}`);
  if (!expandedBy || (trigger !== undefined && (trigger !== '$' || expandedBy === 'shell'))) return [];
  const range = { start: offset - typed.length, end: offset + rest.length };
  return visible(model, found).map(({ name, value }) => ({
    kind: 'variable',
    label: name,
    range,
    newText: name + close,
    isSnippet: false,
    detail: value === undefined ? undefined : shorten(value, 100),
    documentation: undefined,
  }));
}

const longest = 200;

/** Who would put something in the place of a name that is written at the offset; undefined: nobody. */
function expanderAt(
  model: BuildModel,
  found: Instruction,
  offset: number,
  name: string,
): 'build' | 'shell' | undefined {
  const marked = withMark(model.tree, found, offset, name);
  if (!marked) return undefined;
  const copy = createModel(marked.tree);
  const isHere = ({ range }: { readonly range: { readonly start: number; readonly end: number } }): boolean =>
    range.start < marked.at && marked.at < range.end;
  if (copy.variableUses.some(isHere)) return 'build';
  const { dialect } = model.stepOf(found.trigger ?? found);
  if (dialect === 'powershell' || dialect === 'cmd' || dialect === 'other') return undefined;
  return copy.shellVariableUses.some(isHere) ? 'shell' : undefined;
}

function visible(
  model: BuildModel,
  found: Instruction,
): readonly Pick<VariableDefinition, 'name' | 'value'>[] {
  const instruction = found.trigger ?? found;
  const { start } = found.range;
  if (instruction.name === 'FROM' || !model.stageOf(found)) {
    const globals = model.globalArgs.filter((arg) => (arg.nameRange?.start ?? 0) < start).reverse();
    const names = new Set(globals.map(({ name }) => name));
    const platforms = [...platformArgs].filter((name) => !names.has(name));
    const args = [...names].flatMap((name) => globals.find((arg) => arg.name === name) ?? []);
    return [...args, ...platforms.map((name) => ({ name, value: undefined }))];
  }
  const all = model.stepOf(instruction).before.variables();
  // A container knows the environment alone.
  const isRunLater = /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(instruction.name ?? '');
  return isRunLater ? all.filter(({ kind }) => kind === 'env' || kind === 'base') : all;
}
