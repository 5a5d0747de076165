import type { Step } from '../../model/types.ts';
import type { ShellScript, ShellVariable } from '../../syntax/shell/tree.ts';
import { assignedNames } from './shellAssignments.ts';

/**
 * The first uses of variables that Bash sets by itself and the shell of a script does not, where nothing else sets them.
 * Tried in dash 0.5.12; the shell of BusyBox has some of them, by how it was built.
 */
export function bashVariablesIn(
  script: ShellScript,
  { instruction, before }: Step,
): readonly ShellVariable[] {
  const found = new Map<string, ShellVariable>();
  for (const variable of script.variables) {
    const { name } = variable;
    if (found.has(name) || !ofBash.test(name) || (script.dialect === 'ash' && ofAsh.test(name))) continue;
    // Whoever runs a container may well hand these in.
    if (instruction.name !== 'RUN' && /^E?UID$/.test(name)) continue;
    const value = instruction.name === 'RUN' ? before.env(name) : before.containerEnv(name);
    if (value.kind === 'undefined') found.set(name, variable);
  }
  if (found.size === 0) return [];
  const own = assignedNames([script]);
  if (!own) return [];
  const { text, map } = script.source;
  const isDefault = ({ range }: ShellVariable) =>
    /^\$\{\w+:?[-=+?]/.test(text.slice(map.toDerived(range.start), map.toDerived(range.end)));
  return [...found.values()].filter((variable) => !own.has(variable.name) && !isDefault(variable));
}

/** Not `BASH_VERSION`, which is there to ask for the shell, nor `HOSTNAME`, which the environment may bring. */
const ofBash =
  /^(?:RANDOM|SRANDOM|UID|EUID|SECONDS|PIPESTATUS|BASHPID|BASH_(?:ARGC|ARGV|COMMAND|EXECUTION_STRING|LINENO|REMATCH|SOURCE|SUBSHELL)|FUNCNAME|OSTYPE|HOSTTYPE|MACHTYPE|EPOCHSECONDS|EPOCHREALTIME|DIRSTACK|GROUPS)$/;

const ofAsh = /^(?:RANDOM|EPOCHSECONDS|EPOCHREALTIME|FUNCNAME)$/;
