import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { FixEdit } from '../rule.ts';

/**
 * Inserts lines above an instruction of the top level, and above the comments that stand right on top of it: those
 * speak of the instruction. The lines get its indentation and the file's line break.
 */
export function linesAbove(
  tree: DockerfileTree,
  instruction: Instruction,
  lines: readonly string[],
): FixEdit | undefined {
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
 * Inserts a line below an instruction of the top level, after blanks at the end of its last line; with its indentation.
 * Undefined where a continuation that nothing follows would swallow the line.
 */
export function lineBelow(tree: DockerfileTree, instruction: Instruction, line: string): FixEdit | undefined {
  const { text } = tree;
  const lineEnd = text.indexOf('\n', instruction.range.end);
  let at = lineEnd < 0 ? text.length : lineEnd;
  if (lineEnd > 0 && text.charCodeAt(lineEnd - 1) === CARRIAGE_RETURN && at > instruction.range.end) at--;
  if (text.slice(instruction.range.start, at).trimEnd().endsWith(tree.escape)) return undefined;
  const lineStart = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  const before = text.slice(lineStart, instruction.range.start);
  const indent = /^[ \t]*$/.test(before) ? before : '';
  return { range: { start: at, end: at }, newText: lineBreakOf(text) + indent + line };
}

const CARRIAGE_RETURN = 13;

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
  let low = 0;
  let high = tree.instructions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tree.instructions[middle]?.range.start ?? 0) <= instruction.range.start) low = middle;
    else high = middle - 1;
  }
  return tree.instructions[low] ?? instruction;
}

/** The index of the item that holds an offset. */
function itemAt({ items }: DockerfileTree, offset: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.range.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
