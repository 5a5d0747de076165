import type { Flag, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { FixEdit } from '../rule.ts';

/** Takes a flag out, with the blanks after it; on a line of its own, or the last word of a line, with those before it. */
export function flagRemoval(text: string, instruction: Instruction, flag: Flag): FixEdit {
  const { start, end } = flag.range;
  let after = end;
  while (after < instruction.head.end && isBlank(text.charCodeAt(after))) after++;
  // What follows on the line is text: it moves into the flag's place.
  const next = text.charAt(after);
  const continues = next === '\\' || next === '`' || next === '\n' || next === '\r' || next === '';
  if (!continues) return { range: { start, end: after }, newText: '' };
  let before = start;
  while (before > instruction.keyword.range.end && isBlank(text.charCodeAt(before - 1))) before--;
  return { range: { start: before, end }, newText: '' };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
