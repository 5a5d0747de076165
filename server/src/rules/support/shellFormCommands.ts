import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** CMD or ENTRYPOINT with a command line for the shell. */
export function isShellFormCommand({ name, shell }: Instruction): boolean {
  return (name === 'CMD' || name === 'ENTRYPOINT') && shell !== undefined && shell.text !== '';
}

/** Where a finding about the form of a command is told: the command, or the keyword where it goes over several lines. */
export function commandAnchor({ shell, keyword, continuations }: Instruction): TextRange {
  return shell && continuations.length === 0 ? shell.range : keyword.range;
}
