import type { Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** CMD or ENTRYPOINT with a command line for the shell. */
export function isShellFormCommand({ name, shell }: Instruction): boolean {
  return (name === 'CMD' || name === 'ENTRYPOINT') && shell !== undefined && shell.text !== '';
}

/** Docker puts CMD behind the shell of an ENTRYPOINT; a script finds it as `$0`, `$1` and so on. */
export const readsArguments = /\$(?:[@*0-9]|\{[@*0-9])/;

/** Where a finding about the form of a command is told: the command, or the keyword where it goes over several lines. */
export function commandAnchor({ shell, keyword, continuations }: Instruction): TextRange {
  return shell && continuations.length === 0 ? shell.range : keyword.range;
}

/**
 * What becomes of the shell of a CMD or ENTRYPOINT in shell form: whether it stays process 1, is replaced by the program
 * (`exec`), or makes way where nothing is left to do, as Bash and ash of BusyBox do, and dash does not. `unknown` where
 * it is not known which shell that is.
 */
export function shellOf({
  stage,
  dialect,
  scripts,
}: Step): 'windows' | 'gives-way' | 'replaced' | 'stays' | 'unknown' {
  if (stage?.base.facts.distribution === 'windows' || dialect === 'cmd' || dialect === 'powershell')
    return 'windows';
  if (scripts[0] && endsInExec(scripts[0])) return 'replaced';
  if (dialect === 'bash' || dialect === 'ash') return 'gives-way';
  return dialect === 'dash' ? 'stays' : 'unknown';
}

/** `trap … TERM`: the shell does with the signal what its author wants. */
export function trapsTermination({ commands }: ShellScript): boolean {
  return commands.some(
    ({ name, words }) =>
      name === 'trap' && words.slice(2).some(({ value }) => /^(?:(?:SIG)?TERM|15)$/i.test(value ?? '')),
  );
}

/** `exec program`: the shell makes way for the program, which then is process 1 and gets the signals. */
export function endsInExec(script: ShellScript): boolean {
  const last = script.body[0]?.items.at(-1);
  return (
    last?.node.kind === 'command' && last.node.name === 'exec' && last.operator !== '|' && !last.background
  );
}
