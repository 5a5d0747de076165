import type { RunScript } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { LogicalText } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellList, ShellListItem } from '../../syntax/shell/tree.ts';
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
  /**
   * It stands in a substitution whose status the shell throws away, with pipefail as without: in an argument, in the
   * list of a `for`. That of a command which only assigns is the one of the substitution.
   * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_01
   */
  readonly isLost: boolean;
}

/** The commands before each `|` of a program, in order, nested ones included. */
export function pipedCommands({ script }: RunScript): readonly PipedCommand[] {
  const found: PipedCommand[] = [];
  const close = ({ pipeline }: Level) => {
    const last = pipeline.at(-1)?.next;
    if (last) found.push(...pipeline.map((one) => ({ ...one, last })));
    pipeline.length = 0;
  };
  let level: Level = { within: undefined, isLost: false, above: undefined, pipeline: [] };
  for (const command of script.commands) {
    while (level.within && level.within.host.range.end <= command.range.start) {
      close(level);
      level = level.within.level;
    }
    if (!add(command, level, script.source)) close(level);
    const onlyAssigns = command.words.length === 0 && command.assignments.length > 0;
    const within = { host: command, level };
    level = { within, isLost: level.isLost || !onlyAssigns, above: undefined, pipeline: [] };
  }
  for (let at: Level | undefined = level; at; at = at.within?.level) close(at);
  return found.sort((a, b) => a.pipe.start - b.pipe.start);
}

/** The program itself, or the substitutions of a simple command. */
interface Level {
  readonly within: { readonly host: ShellCommand; readonly level: Level } | undefined;
  readonly isLost: boolean;
  /** The command before, in a pipeline as well. */
  above: ShellCommand | undefined;
  /** As far as it has been read. */
  readonly pipeline: Omit<PipedCommand, 'last'>[];
}

/** False where the command begins another pipeline, or stands in none. */
function add(command: ShellCommand, level: Level, { text, map }: LogicalText): boolean {
  const { above, within, pipeline } = level;
  level.above = command.inPipeline ? command : undefined;
  if (!command.inPipeline || !above) return false;
  // The text that the shell gets: the comments between the lines of an instruction are none of it.
  const start = map.toDerived(above.range.end);
  const between = text.slice(start, map.toDerived(command.range.start));
  const at = /^(?:[^|#]|\|\|)*?\|(?!\|)/.exec(between)?.[0].length;
  if (at === undefined) return false;
  // With no simple command around it, a substitution stands in the head of a compound one.
  const isLost = level.isLost || (!within && above.context === 'substitution');
  const pipe = map.toSourceRange(start + at - 1, start + at);
  pipeline.push({ command: above, next: command, pipe, isLost });
  return true;
}

/**
 * Whether the failure of a command before a pipe would be hidden and worth stopping for, and whether pipefail would stop
 * it. What only prints its arguments does not fail, a filter seldom does, and `grep` and `yes` are meant to: nothing
 * found, or the pipe closed. What compares checksums, and a `grep` that everything depends on, do not take nothing for
 * an answer; a condition is not there to stop the build.
 */
export function mayFail({ command, next, last, isLost }: PipedCommand): boolean {
  if (isLost || command.context === 'condition' || (looksFor(next) && looksFor(last))) return false;
  const { name, args } = unwrapCommand(command);
  if (name === undefined) return command.words.length > 0;
  if (comparesChecksums(next)) return false;
  if (name === 'cat')
    return args.length > 0 && !command.redirects.some(({ operator }) => operator.startsWith('<<'));
  return !harmless.has(name);
}

/**
 * Whether nobody asks how the pipeline ends, with pipefail as without: `|| true` follows, or another command after which
 * a shell without `-e` (`stops` is false) forgets it.
 */
export function isForgotten({ command }: PipedCommand, { script }: RunScript, stops: boolean): boolean {
  // What looks at the status itself.
  if (/\$\{?(?:\?|PIPESTATUS)/.test(script.source.text)) return false;
  return script.body.some((list) => fateIn(list, command.range.start, stops) === 'forgotten');
}

type Fate = 'forgotten' | 'used' | 'handedOn';

/** What becomes of the status of the pipeline at a place: it is that of the list when it is handed on. */
function fateIn(list: ShellList, place: number, stops: boolean): Fate | undefined {
  const at = list.items.findIndex(({ range }) => range.start <= place && place < range.end);
  const item = list.items[at];
  if (!item) return undefined;
  if (item.background) return 'forgotten';
  if (item.node.kind === 'compound') {
    // A condition decides, and how often a loop runs only the shell knows.
    if (item.node.type === 'while' || item.node.type === 'until' || item.node.type === 'function')
      return 'used';
    const inner = item.node.bodies.map((body) => fateIn(body, place, stops)).find((fate) => fate);
    if (inner === 'forgotten' || inner === 'used') return inner;
  }
  let next = at + 1;
  while (isPipe(list.items[next])) next++;
  const after = list.items[next];
  switch (after?.operator) {
    case undefined:
      return 'handedOn';
    case '||':
      return isShrug(after) && list.items[next + 1]?.operator !== '|' ? 'forgotten' : 'used';
    case ';':
    case 'newline':
      return stops ? 'used' : 'forgotten';
    default:
      return 'used';
  }
}

function isPipe(item: ShellListItem | undefined): boolean {
  return item?.operator === '|' || item?.operator === '|&';
}

/** It succeeds, and does nothing about what failed. */
function isShrug({ node }: ShellListItem): boolean {
  return node.kind === 'command' && /^(?:true|:|echo|printf)$/.test(unwrapCommand(node).name ?? '');
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
