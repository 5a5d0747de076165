import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellList, ShellListItem, ShellScript } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { isBourne, isPlainChain, itemLeaks } from './shellState.ts';

/** A RUN with a list of commands, which can be parted between them. */
export interface Splittable {
  /** The instruction on the top level: the RUN, or the ONBUILD around it. */
  readonly outer: Instruction;
  readonly step: Step;
  /** Commands and pipelines, in order. */
  readonly parts: readonly Part[];
  /** What joins them: `;` under `set -e`, which each part gets for itself. */
  readonly separator: '&&' | ';';
}

export interface Part {
  readonly range: TextRange;
  readonly items: readonly ShellListItem[];
  /** All commands in it, those within branches and substitutions included. */
  readonly commands: readonly ShellCommand[];
  /** The list can be parted in front of it: nothing but the state is needed from above. */
  readonly isBoundary: boolean;
  /** It does nothing but set the state for those below, and stays with them. */
  readonly isState: boolean;
  /** Commands that set the directory, variables and options it finds: `cd src`, `export A=b`. */
  readonly state: readonly string[];
}

/**
 * Undefined for other instructions and for lists whose commands are joined by more than success: `||`, a background
 * process, `;` where a failure is passed over. `outer` is an instruction of the top level.
 */
export function splittableOf(outer: Instruction, model: BuildModel): Splittable | undefined {
  const instruction = outer.trigger ?? outer;
  if (instruction.name !== 'RUN' || instruction.heredocs.length > 0 || !instruction.shell) return undefined;
  const step = model.stepOf(instruction);
  const script = step.run?.form === 'shell' ? step.run.scripts[0]?.script : undefined;
  const list = script?.body[0];
  if (!script || !list || script.body.length !== 1 || script.errors.length > 0) return undefined;
  if (!isBourne(script.dialect, model)) return undefined;
  const separator = isPlainChain(script) ? '&&' : stopsAtFailure(list) ? ';' : undefined;
  if (separator === undefined || list.items.some(({ background }) => background)) return undefined;
  return { outer, step, parts: partsOf(script, list, separator, model), separator };
}

/** `set -e` comes first, and `;` goes on only after success. */
function stopsAtFailure({ items }: ShellList): boolean {
  const first = items[0]?.node;
  const isSet = first?.kind === 'command' && first.name === 'set';
  return isSet && first.words.slice(1).some(({ text }) => /^-[a-z]*e/.test(text));
}

function partsOf(
  script: ShellScript,
  { items }: ShellList,
  separator: '&&' | ';',
  model: BuildModel,
): Part[] {
  const groups: ShellListItem[][] = [];
  for (const item of items) {
    const isNew = item.operator === undefined || item.operator === separator;
    if (isNew) groups.push([item]);
    else groups.at(-1)?.push(item);
  }
  const parts: Part[] = [];
  let state: readonly string[] | undefined = [];
  let at = 0;
  for (const group of groups) {
    const first = group[0];
    const last = group.at(-1);
    if (!first || !last) continue;
    const range = { start: first.range.start, end: last.range.end };
    const commands: ShellCommand[] = [];
    for (let next = script.commands[at]; next && next.range.start < range.end; next = script.commands[++at]) {
      commands.push(next);
    }
    const above = parts.at(-1);
    const isSeam =
      above !== undefined &&
      (separator === '&&' || !mayBePassedOver(above.items)) &&
      betweenOf({ start: above.range.end, end: range.start }, model.tree.text) !== undefined;
    // What sets the state for a command stays with it.
    const isBoundary = isSeam && state !== undefined && !above.isState;
    const after: readonly string[] | undefined = state && stateAfter(state, group, commands);
    const isState = after !== undefined && after !== state;
    const needed = isState && isAbsoluteCd(group[0]) ? withoutCd(state ?? []) : (state ?? []);
    parts.push({ range, items: group, commands, isBoundary, isState, state: needed });
    state = after;
  }
  return parts;
}

/**
 * Under `set -e`, a failure at the start of `a && b` and behind `!` does not end the script; at the end of a RUN it
 * would.
 */
function mayBePassedOver(items: readonly ShellListItem[]): boolean {
  return items.some(
    ({ operator, negated, node }) =>
      operator === '&&' ||
      negated ||
      (node.kind === 'compound' && node.bodies.some((body) => mayBePassedOver(body.items))),
  );
}

/** What has to be done again for the commands below; undefined where it cannot be. */
function stateAfter(
  state: readonly string[],
  group: readonly ShellListItem[],
  commands: readonly ShellCommand[],
): readonly string[] | undefined {
  if (!group.some((item) => itemLeaks(item)) && !commands.some((command) => itemLeaks(command))) return state;
  const [item, other] = group;
  // Nobody wants to read more of it in each RUN.
  if (state.length >= 10) return undefined;
  if (!item || other || item.negated || item.node.kind !== 'command') return undefined;
  const command = item.node;
  const isKnown = command.name !== undefined && repeatable.has(command.name);
  const isPlain = command.assignments.length === 0 && command.redirects.length === 0;
  if (!isKnown || !isPlain || command.words.some(({ text }) => /\$\(|`/.test(text))) return undefined;
  const text = command.words.map((word) => word.text).join(' ');
  return [...(isAbsoluteCd(item) ? withoutCd(state) : state), text];
}

function isAbsoluteCd(item: ShellListItem | undefined): boolean {
  if (item?.node.kind !== 'command' || item.node.name !== 'cd') return false;
  return item.node.words[1]?.value?.startsWith('/') === true;
}

function withoutCd(state: readonly string[]): readonly string[] {
  return state.filter((command) => !command.startsWith('cd '));
}

/** The part that holds an offset, or the boundary above it that the list can be parted at: where its state is set. */
export function boundaryAt({ parts }: Splittable, offset: number): Part | undefined {
  let index = parts.length - 1;
  while (index > 0 && (parts[index]?.range.start ?? 0) > offset) index--;
  while (parts[index - 1]?.isState) index--;
  const part = parts[index];
  return part?.isBoundary ? part : undefined;
}

/** They do the same when they are run again. */
const repeatable: ReadonlySet<string> = new Set(['cd', 'export', 'set', 'umask', 'unset', 'shopt']);

/**
 * Token-sized edits that part a list in front of some of its parts: what joins them becomes a line break and the
 * keyword with its flags. Comments between them stay, now between the instructions.
 */
export function splitEdits(run: Splittable, boundaries: readonly Part[], text: string): TextEdit[] {
  const { outer, step, parts, separator } = run;
  const { instruction } = step;
  const lineBreak = lineBreakOf(text);
  const start = text.lastIndexOf('\n', outer.range.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, outer.range.start))?.[0] ?? '';
  const keywords = outer === instruction ? [instruction] : [outer, instruction];
  const flags = instruction.flags.map(({ range }) => text.slice(range.start, range.end));
  const opening = [...keywords.map(({ keyword }) => keyword.text), ...flags].join(' ');
  return boundaries.flatMap((part) => {
    const above = parts[parts.indexOf(part) - 1];
    const range = { start: above?.range.end ?? part.range.start, end: part.range.start };
    const comments = betweenOf(range, text) ?? [];
    const joined = part.state.map((command) => command + (separator === ';' ? '; ' : ' && ')).join('');
    const lines = [...comments, `${opening} ${joined}`].map((line) => `${lineBreak}${indent}${line}`);
    return [{ range, newText: lines.join('') }];
  });
}

/** The comments between two parts; undefined where more stands there than what joins them. */
function betweenOf(range: TextRange, text: string): string[] | undefined {
  const lines = text.slice(range.start, range.end).split('\n');
  const comments: string[] = [];
  let rest = '';
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trim();
    if (index > 0 && trimmed.startsWith('#')) comments.push(trimmed);
    else rest += ` ${trimmed.replace(/[\\`]$/, '')}`;
  }
  return /^\s*(?:&&|;)\s*$/.test(rest) ? comments : undefined;
}
