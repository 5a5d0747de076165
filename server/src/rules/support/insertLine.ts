import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';

/**
 * Inserts lines above an instruction of the top level, and above the comments that stand right on top of it: those
 * speak of the instruction. The lines get its indentation and the file's line break.
 */
export function linesAbove(
  tree: DockerfileTree,
  instruction: Instruction,
  lines: readonly string[],
): TextEdit | undefined {
  const item = tree.items[itemAt(tree, instruction.range.start)];
  if (item?.kind !== 'instruction') return undefined;
  const start = topOf(tree, instruction);
  const before = tree.text.slice(item.range.start, instruction.range.start).replace(/^\uFEFF/, '');
  // A lone continuation in front of the keyword is no indentation.
  const indent = /^[ \t]*$/.test(before) ? before : '';
  const newText = lines.map((line) => indent + line + lineBreakOf(tree.text)).join('');
  return { range: { start, end: start }, newText };
}

/**
 * Inserts lines below an instruction of the top level, with its indentation. Undefined where a continuation that
 * nothing follows would swallow them.
 */
export function linesBelow(
  tree: DockerfileTree,
  instruction: Instruction,
  lines: readonly string[],
): TextEdit | undefined {
  const { text } = tree;
  const lineBreak = text.indexOf('\n', instruction.range.end);
  const end = lineBreak < 0 ? text.length : lineBreak;
  const at = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  if (isOpenAtEnd(instruction)) return undefined;
  const start = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  const before = text.slice(start, instruction.range.start).replace(/^\uFEFF/, '');
  const indent = /^[ \t]*$/.test(before) ? before : '';
  const newText = lines.map((line) => lineBreakOf(text) + indent + line).join('');
  return { range: { start: at, end: at }, newText };
}

/**
 * Whether the last thing in an instruction is a continuation, with nothing but blank lines and comments behind it: what
 * is put below would become a part of it.
 */
export function isOpenAtEnd({ continuations, head }: Instruction): boolean {
  const last = continuations.at(-1);
  return last !== undefined && last.end >= head.end;
}

/** The start of an instruction's first line, or of the first of the comments that stand right on top of it. */
export function topOf(tree: DockerfileTree, instruction: Instruction): number {
  let top = itemAt(tree, instruction.range.start);
  while (tree.items[top - 1]?.kind === 'comment') top--;
  const { start } = tree.items[top]?.range ?? instruction.range;
  return tree.text.charCodeAt(start) === BYTE_ORDER_MARK ? start + 1 : start;
}

const BYTE_ORDER_MARK = 0xfeff;

/** The instruction of the top level that holds this one: the ONBUILD of a trigger, else itself. */
export function topLevel(tree: DockerfileTree, instruction: Instruction): Instruction {
  if (!instruction.isTrigger) return instruction;
  const item = tree.items[itemAt(tree, instruction.range.start)];
  return item?.kind === 'instruction' ? item.instruction : instruction;
}

/** The index of the item that holds an offset. */
export function itemAt({ items }: DockerfileTree, offset: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.range.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the line that holds an offset ends: before the line break; blanks at the end of the line stay before the insertion. */
export function endOfLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at === -1) return text.length;
  return at > offset && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
}
