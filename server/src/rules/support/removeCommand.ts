import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellListItem } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { linesOf } from './removeInstruction.ts';

/**
 * Takes a command out of the list of commands of a RUN, with the operator that joins it to its neighbor; the whole
 * instruction where nothing but `set` would be left. `outer` is the instruction on the top level; with `through`, all
 * commands up to that one go. Undefined where one is not an item of the list for itself, where others depend on its
 * result (`||`), and where a comment would go with it.
 */
export function removalOf(
  step: Step,
  outer: Instruction,
  command: ShellCommand,
  model: BuildModel,
  through: ShellCommand = command,
): TextEdit | undefined {
  const script = step.run?.scripts[0]?.script;
  const list = script?.body[0];
  const index = list?.items.findIndex(({ node }) => node === command) ?? -1;
  const end = list?.items.findIndex(({ node }) => node === through) ?? -1;
  const items = list?.items.slice(index, end + 1) ?? [];
  const [item] = items;
  const last = items.at(-1);
  if (!script || !list || index < 0 || !item || !last) return undefined;
  if (items.some((one) => one.negated || one.background || !isJoined(one))) return undefined;
  const above = list.items[index - 1];
  const below = list.items[end + 1];
  if (below && !isJoined(below)) return undefined;
  const others = list.items.filter((one) => !items.includes(one));
  // The operator before it goes where that leaves the next line as it is.
  const isAlike = above !== undefined && (below === undefined || below.operator === item.operator);
  const part = isAlike
    ? { start: above.range.end, end: last.range.end }
    : { start: item.range.start, end: below?.range.start ?? last.range.end };
  const range = others.every(isSetting) ? linesOf(model.tree, outer) : part;
  // Those on top of the whole instruction are no part of it.
  const from = Math.max(range.start, outer.range.start);
  const isInside = (comment: { readonly range: TextRange }) =>
    from <= comment.range.start && comment.range.start < range.end;
  const hasHash = model.tree.text.slice(from, range.end).includes('#');
  if (hasHash && (model.tree.comments.some(isInside) || script.comments.some(isInside))) return undefined;
  return { range, newText: '' };
}

/** `set -e`: by itself it does nothing. */
function isSetting({ node }: ShellListItem): boolean {
  return node.kind === 'command' && node.name === 'set' && node.redirects.length === 0;
}

/** Nothing before it, or an operator behind which it runs for itself. */
function isJoined({ operator }: ShellListItem): boolean {
  return operator === undefined || operator === '&&' || operator === ';' || operator === 'newline';
}
