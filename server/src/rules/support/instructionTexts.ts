import type { Instruction } from '../../syntax/dockerfile/tree.ts';

/** What an instruction says, to be searched: its line, continuations joined, and the bodies of its heredocs. */
export function textsOf({ line, heredocs }: Instruction): readonly string[] {
  return [line.text, ...heredocs.map(({ content }) => content)];
}

/** The same as one text. */
export function textOf(instruction: Instruction): string {
  return textsOf(instruction).join('\n');
}
