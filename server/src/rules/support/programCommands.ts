import type { RunModel } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';

/**
 * The commands of a RUN that are named as programs are. In PowerShell `wget`, `curl`, `ps`, `kill` are other names of
 * its own commands: https://learn.microsoft.com/powershell/scripting/learn/shell/using-aliases
 */
export function programCommands({ commands, scripts }: RunModel): readonly ShellCommand[] {
  if (scripts.every(({ script }) => script.dialect !== 'powershell')) return commands;
  return scripts.flatMap(({ script }) => (script.dialect === 'powershell' ? [] : script.commands));
}
