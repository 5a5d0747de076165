import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { isForgiven } from './forgivenCommands.ts';

/** A file that BuildKit mounts read-only for each RUN: https://github.com/moby/buildkit/issues/1267 */
export interface MountedWrite {
  readonly at: TextRange;
  readonly file: string;
  /** A sentence, without its period. */
  readonly instead: string;
}

/** What in a RUN writes to such a file, and fails. */
export function mountedWrites(run: RunModel): readonly MountedWrite[] {
  return run.commands.flatMap((command) => {
    const written = writtenPaths(command).find(({ path }) => files.has(path));
    const instead = written && files.get(written.path);
    if (!written || instead === undefined || isForgiven(command, run)) return [];
    return [{ at: written.at, file: written.path, instead }];
  });
}

const files: ReadonlyMap<string, string> = new Map([
  ['/etc/hosts', 'Give docker build, and docker run, the option --add-host'],
  ['/etc/resolv.conf', 'Set DNS servers for the daemon, or with docker run --dns'],
]);

function writtenPaths(command: ShellCommand): readonly { readonly path: string; readonly at: TextRange }[] {
  const redirects = command.redirects.flatMap(({ operator, target }) =>
    /^(?:[12&]?>{1,2}[|&]?)$/.test(operator) && target?.value !== undefined
      ? [{ path: target.value, at: target.range }]
      : [],
  );
  const { name, args, wrappers } = unwrapCommand(command);
  if (wrappers.includes('chroot')) return [];
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  const isInPlace = name === 'sed' && args.some(({ text }) => /^(?:-[A-Za-z]*i|--in-place)/.test(text));
  const targets = name === 'tee' || isInPlace ? operands : copiers.test(name ?? '') ? operands.slice(-1) : [];
  return [
    ...redirects,
    ...targets.flatMap(({ value, range }) => (value === undefined ? [] : [{ path: value, at: range }])),
  ];
}

const copiers = /^(?:cp|mv|install|ln|rm)$/;
