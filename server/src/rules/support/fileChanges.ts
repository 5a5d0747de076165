import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellRedirect, ShellWord } from '../../syntax/shell/tree.ts';
import { placedItems } from './shellItems.ts';

/**
 * Whether a RUN seems to write, move or delete a file of this name, or change its owner or mode, other than in the command
 * `except`: where it is mounted, that fails.
 */
export function mayChangeFile(run: RunModel, name: string, except?: ShellCommand): boolean {
  const names = ({ text }: ShellWord) => text.includes(name);
  const writes = ({ operator, target }: ShellRedirect) =>
    operator.includes('>') && target !== undefined && names(target);
  return (
    run.commands.some((one) => one !== except && (one.redirects.some(writes) || changes(one, names))) ||
    run.once(compoundRedirects).some(writes)
  );
}

/** Those of `{ …; } > file` and the like: the commands inside have none. */
function compoundRedirects({ scripts }: RunModel): readonly ShellRedirect[] {
  return scripts.flatMap(({ script }) =>
    placedItems(script.body).flatMap(({ item: { node } }) =>
      node.kind === 'compound' ? node.redirects : [],
    ),
  );
}

function changes(command: ShellCommand, names: (word: ShellWord) => boolean): boolean {
  const { name, args } = unwrapCommand(command);
  if (name === undefined || !args.some(names)) return false;
  if (inPlace.test(name)) return args.some(({ text }) => /^(?:-[A-Za-z]*i|--in-?place)/.test(text));
  // The file that is read is none that changes.
  if (name === 'cp') return names(args.at(-1) as ShellWord);
  return changers.test(name);
}

const inPlace = /^(?:sed|perl|ruby|yq|gawk|awk)$/;

const changers =
  /^(?:chmod|chown|chgrp|mv|rm|unlink|shred|dos2unix|unix2dos|touch|truncate|install|ln|tee|patch|ed|ex|vim?|crudini|gzip|gunzip|bunzip2|xz|unxz)$/;
