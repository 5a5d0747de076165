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
  const found = tree.items.findIndex(
    (item) => item.kind === 'instruction' && item.instruction.range.start === instruction.range.start,
  );
  if (found < 0) return undefined;
  let top = found;
  while (tree.items[top - 1]?.kind === 'comment') top--;
  const item = tree.items[found];
  const start = tree.items[top]?.range.start ?? instruction.range.start;
  if (!item) return undefined;
  const indent = tree.text.slice(item.range.start, instruction.range.start).replace(/^\uFEFF/, '');
  const newText = lines.map((line) => indent + line + lineBreakOf(tree.text)).join('');
  return { range: { start, end: start }, newText };
}

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
