import { shellChangingBuiltins } from '../../knowledge/shellBuiltins.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import type {
  ShellCommand,
  ShellDialect,
  ShellList,
  ShellListItem,
  ShellScript,
} from '../../syntax/shell/tree.ts';
import { namesFile } from './words.ts';

/**
 * Whether a program, run in one shell with another after it, would change what the other sees or whether it runs:
 * the directory, variables, options, functions, redirections of the shell itself, or its end.
 * Subshells and substitutions keep what they change to themselves.
 */
export function leaksShellState(script: ShellScript): boolean {
  return script.commands.some(leaks) || script.body.some(hasLeakingNode);
}

/** The same of one command, or of one item of a list, but for the commands within it. */
export function itemLeaks(item: ShellCommand | ShellListItem): boolean {
  if ('node' in item) return hasLeakingNode({ items: [item], range: item.range });
  return leaks(item);
}

/** A plain `a && b && c` of any length: the only list that another `&&` continues without changing its meaning. */
export function isPlainChain(script: ShellScript): boolean {
  const list = script.body[0];
  if (!list || script.body.length !== 1 || script.errors.length > 0) return false;
  const isPlain = list.items.every(
    (item) =>
      !item.background &&
      (item.operator === undefined ||
        item.operator === '&&' ||
        item.operator === '|' ||
        item.operator === '|&'),
  );
  return isPlain && restIsBlank(script, list);
}

/** One command, or one pipeline: no `&&`, `||` or `;` on the top level. */
export function isSingle(script: ShellScript): boolean {
  const list = script.body[0];
  return (
    script.body.length === 1 &&
    list !== undefined &&
    list.items.every((item) => item.operator === undefined || item.operator === '|' || item.operator === '|&')
  );
}

/** Something runs on in the background when the command line is done. */
export function hasBackground(script: ShellScript): boolean {
  return script.body.some((list) => list.items.some((item) => item.background));
}

/** A `;` after the last command would stand in the way; a comment is for whoever appends to think of. */
function restIsBlank(script: ShellScript, list: ShellList): boolean {
  const end = script.source.map.toDerived(list.range.end);
  return /^\s*(?:#.*)?$/s.test(script.source.text.slice(end));
}

function isOnWindows({ base }: Stage): boolean {
  return base.facts.distribution === 'windows';
}

function leaks(command: ShellCommand): boolean {
  if (command.context === 'subshell' || command.context === 'substitution') return false;
  // An alias or a variable as the command's name can be anything, but for one with a path.
  const [first] = command.words;
  if (first && command.name === undefined) return !namesFile(first.text);
  if (command.words.length === 0) return command.assignments.length > 0;
  const name =
    command.name === 'command' || command.name === 'builtin' ? command.words[1]?.value : command.name;
  return name !== undefined && shellChangingBuiltins.has(name);
}

/** Loops leave their variable behind, definitions their function. */
function hasLeakingNode(list: ShellList): boolean {
  return list.items.some(({ node }) => {
    if (node.kind === 'command' || node.type === 'subshell') return false;
    if (node.type === 'function' || node.type === 'arithmetic' || node.type === 'coproc') return true;
    if (node.type === 'for' || node.type === 'select') return true;
    return node.bodies.some(hasLeakingNode);
  });
}

/**
 * A shell of the Bourne family. Where it is not known, an image of Windows in the file, or a backtick as escape token,
 * tells that it may be none.
 */
export function isBourne(dialect: ShellDialect, model: BuildModel): boolean {
  if (dialect === 'unknown') return model.tree.escape === '\\' && !model.stages.some(isOnWindows);
  return dialect === 'posix' || dialect === 'dash' || dialect === 'ash' || dialect === 'bash';
}
