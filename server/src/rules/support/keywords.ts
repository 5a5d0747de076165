import type { Instruction } from '../../syntax/dockerfile/tree.ts';

/** A keyword in the case of the one it replaces, so that a fix does not bring a casing problem of its own. */
export function keywordLike(instruction: Instruction, keyword: string): string {
  const written = instruction.keyword.text;
  return written === written.toLowerCase() ? keyword.toLowerCase() : keyword.toUpperCase();
}
