import type { RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { joinPath } from './containerPaths.ts';

/**
 * Whether something is mounted over a directory while a RUN runs (on it, or on a directory above it): then what is
 * written there is no part of the layer. A target that a variable decides may be anywhere, one without a slash in
 * front is found only when the working directory is given.
 */
export function isMountedOver(run: RunModel, path: string, directory?: string): boolean {
  return run.mounts.some(({ type, target }) => {
    if (type === 'secret' || type === 'ssh' || target === undefined) return false;
    if (target.includes('$')) return true;
    return isWithin(path, directory === undefined ? target : joinPath(directory, target));
  });
}

/**
 * Where the last command of a RUN starts that deletes what is in a directory; minus infinity where none does. One in a
 * function may run at any time: infinity.
 */
export function lastEmptied(step: Step, path: string): number {
  const last = step.oncePer(path, lastEmptier);
  if (last === 'none') return Number.NEGATIVE_INFINITY;
  return last.context === 'function' ? Number.POSITIVE_INFINITY : last.range.start;
}

function lastEmptier(step: Step, path: string): ShellCommand | 'none' {
  const found = (step.run?.once(possibleEmptiers) ?? noCommands).filter((one) => empties(one, path, step));
  return found.find(({ context }) => context === 'function') ?? found.at(-1) ?? 'none';
}

const noCommands: readonly ShellCommand[] = [];

/** Commands that may empty a directory: see `empties`. Few are. */
function possibleEmptiers({ commands }: RunModel): readonly ShellCommand[] {
  const found = commands.filter((command) =>
    /^(?:rm|shred|find|sh|bash|ash|dash)$|clean/.test(unwrapCommand(command).name ?? ''),
  );
  return found.length === 0 ? noCommands : found;
}

/** Whether a command deletes what is in a directory, as far as its words tell. */
export function empties(command: ShellCommand, path: string, step: Step): boolean {
  const { name, args } = unwrapCommand(command);
  switch (name) {
    case 'rm':
    case 'shred':
      return args.some((word) => deletes(textOf(word, step), path));
    case 'find':
      return (
        args.some(({ text }) => text === '-delete' || /^(?:-exec|-execdir|-ok)$/.test(text)) &&
        args.some((word) => isWithin(path, textOf(word, step)))
      );
    case undefined:
      return false;
    case 'sh':
    case 'bash':
    case 'ash':
    case 'dash':
      // A program of its own in a word; what it does is told by its text.
      return args.some(({ text }) => text.includes(path) && /\brm\s+-/.test(text));
    default:
      // A script that says it cleans up is believed.
      return /clean/.test(name);
  }
}

function textOf(word: ShellWord, step: Step): string {
  if (word.value !== undefined) return word.value;
  const plain = word.text.replaceAll(/["']/g, '');
  return word.expands ? (step.expand(plain).value ?? plain) : plain;
}

/** An operand of rm: the directory, one above it, or a glob of what they hold. Braces hold names on one level. */
export function deletes(operand: string, path: string): boolean {
  return alternatives(operand).some((one) => {
    const directory = one.replace(/\/+$/, '').replace(/\/[^/]*[*?[][^/]*$/, '');
    return isWithin(path, directory) || isWithin(path, one.replace(/\/+$/, ''));
  });
}

/** `/var/lib/{apt,dpkg}/` is two paths. Only the first pair of braces is looked at. */
function alternatives(operand: string): readonly string[] {
  const open = operand.indexOf('{');
  const close = operand.indexOf('}', open);
  if (open < 0 || close < 0) return [operand];
  const names = operand.slice(open + 1, close).split(',');
  return names.map((name) => operand.slice(0, open) + name + operand.slice(close + 1));
}

/** Whether a path is a directory or lies in it. The root itself does not count: nobody means that. */
function isWithin(path: string, directory: string): boolean {
  const top = directory.replace(/\/+$/, '');
  return top !== '' && (path === top || path.startsWith(`${top}/`));
}
