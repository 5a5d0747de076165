import type { RunScript } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** A command whose output goes into a pipe: how it ends is forgotten, unless the shell is told otherwise. */
export interface PipedCommand {
  readonly command: ShellCommand;
  /** The next command: the one behind the pipe, or the first within the compound that is. */
  readonly next: ShellCommand;
  /** The last command of the pipeline: its success is that of the whole. */
  readonly last: ShellCommand;
  /** The `|`. */
  readonly pipe: TextRange;
}

/** The commands before each `|` of a program, in order, nested ones included. `text` is that of the document. */
export function pipedCommands({ script }: RunScript, text: string): readonly PipedCommand[] {
  const found: PipedCommand[] = [];
  let pipeline: Omit<PipedCommand, 'last'>[] = [];
  let above: ShellCommand | undefined;
  const close = () => {
    const last = pipeline.at(-1)?.next;
    if (last) found.push(...pipeline.map((one) => ({ ...one, last })));
    pipeline = [];
  };
  for (const command of script.commands) {
    if (!command.inPipeline) {
      above = undefined;
      continue;
    }
    if (above) {
      const start = above.range.end;
      const at = /^(?:[^|#]|\|\|)*?\|(?!\|)/.exec(text.slice(start, command.range.start))?.[0].length;
      if (at === undefined) close();
      else pipeline.push({ command: above, next: command, pipe: { start: start + at - 1, end: start + at } });
    } else close();
    above = command;
  }
  close();
  return found;
}

/**
 * Whether the failure of a command before a pipe would be hidden and worth stopping for. What only prints its arguments
 * does not fail, a filter seldom does, and `grep` and `yes` are meant to: nothing found, or the pipe closed. What
 * compares checksums, and a `grep` that everything depends on, do not take nothing for an answer; a condition is not
 * there to stop the build.
 */
export function mayFail({ command, next, last }: PipedCommand): boolean {
  if (command.context === 'condition' || (looksFor(next) && looksFor(last))) return false;
  const { name, args } = unwrapCommand(command);
  if (name === undefined) return command.words.length > 0;
  if (comparesChecksums(next)) return false;
  if (name === 'cat')
    return args.length > 0 && !command.redirects.some(({ operator }) => operator.startsWith('<<'));
  return !harmless.has(name);
}

/** `grep` fails when it finds nothing, unless it shows what does not match. */
function looksFor(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  return (
    /^[ef]?grep$/.test(name ?? '') &&
    !args.some(({ text }) => /^(?:-[A-Za-z]*[vL]|--invert-match|--files-without-match)/.test(text))
  );
}

function comparesChecksums(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  return (
    /^(?:sha\d*|md5|b2)sum$|^shasum$/.test(name ?? '') &&
    args.some(({ text }) => /^(?:-\w*c\w*|--check)$/.test(text))
  );
}

const harmless: ReadonlySet<string> = new Set([
  // They print what they are told, or what they know.
  ...[
    'echo',
    'printf',
    'yes',
    'true',
    'false',
    ':',
    'pwd',
    'date',
    'uname',
    'id',
    'whoami',
    'hostname',
    'arch',
  ],
  ...['nproc', 'seq', 'env', 'printenv', 'basename', 'dirname', 'lsb_release', 'getent'],
  ...['ls', 'find', 'dpkg', 'dpkg-query', 'ldd', 'readelf', 'scanelf'],
  // Filters.
  ...['sed', 'awk', 'gawk', 'mawk', 'tr', 'cut', 'sort', 'uniq', 'head', 'tail', 'wc', 'rev', 'tac', 'nl'],
  ...['grep', 'egrep', 'fgrep', 'zgrep', 'tee', 'column', 'paste', 'fold', 'fmt', 'expand'],
]);
