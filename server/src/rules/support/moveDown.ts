import type { DockerfileTree, Instruction, Item } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { isOpenAtEnd } from './insertLine.ts';

/** An instruction with the comments right above it, as whole lines. */
export interface Block {
  /** From the first comment's line to the end of the instruction's last line, line break included. */
  readonly range: TextRange;
  /** Ends with a line break. */
  readonly text: string;
  /** It stands apart from what is around it, with blank lines above and below. */
  readonly isApart: boolean;
  /** The blank lines below it. */
  readonly blankBelow: TextRange;
  /** The blanks before the instruction. */
  readonly indent: string;
}

/** `outer` is an instruction of the top level; undefined when it does not begin its line, or is still open at its end. */
export function blockOf(tree: DockerfileTree, outer: Instruction): Block | undefined {
  const { items, text } = tree;
  const found = indexOf(items, outer);
  const item = items[found];
  // Below a continuation that nothing follows there is no place, and above something it would swallow it.
  if (!item || isOpenAtEnd(outer)) return undefined;
  const indent = text.slice(item.range.start, outer.range.start);
  // A line with nothing but a continuation may stand before the keyword.
  if (!/^[ \t]*$/.test(indent)) return undefined;
  let top = found;
  while (items[top - 1]?.kind === 'comment') top--;
  let bottom = found + 1;
  while (items[bottom]?.kind === 'blank') bottom++;
  const start = items[top]?.range.start ?? item.range.start;
  const blankBelow = { start: item.range.end, end: items[bottom - 1]?.range.end ?? item.range.end };
  const own = text.slice(start, item.range.end);
  return {
    range: { start, end: item.range.end },
    text: own.endsWith('\n') ? own : own + lineBreakOf(text),
    isApart: items[top - 1]?.kind === 'blank' && items[found + 1]?.kind === 'blank',
    blankBelow,
    indent,
  };
}

/** Items are in order of place. */
function indexOf(items: readonly Item[], { range }: Instruction): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.range.start ?? 0) <= range.start) low = middle;
    else high = middle - 1;
  }
  return low;
}
