import type { Mount, RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';

/** What the secret mounts of a RUN give to its program. */
export interface MountedSecrets {
  /** Variables that hold one, whatever they are called. */
  readonly variables: ReadonlySet<string>;
  /** Names of the secrets by the path of their file, those that are there to be known left out. */
  readonly files: ReadonlyMap<string, string>;
}

/** A secret and the word that names it. */
export interface NamedSecret {
  readonly name: string;
  readonly word: ShellWord;
}

/** Those of a RUN. Kept on it: `run.once(mountedSecrets)`. */
export function mountedSecrets({ mounts }: RunModel): MountedSecrets {
  const secrets = mounts.filter(({ type }) => type === 'secret');
  return {
    variables: new Set(
      secrets
        .map(({ options }) => options.get('env') ?? '')
        .filter((name) => name !== '' && !isPublic.test(name)),
    ),
    files: new Map(
      secrets.flatMap((mount): [string, string][] => {
        const name = nameOf(mount);
        return mount.target === undefined || isPublic.test(`${name} ${mount.target}`)
          ? []
          : [[mount.target, name]];
      }),
    ),
  };
}

function nameOf({ options, target = '' }: Mount): string {
  return options.get('id') || options.get('source') || target.slice(target.lastIndexOf('/') + 1);
}

/** Certificates, and what else is handed over as a secret only since that is the way to hand over a file. */
const isPublic =
  /^(?!.*(?:key|priv)).*(?:cert|\.(?:crt|cer|pem|pub|der)\b|\bca\b|\bca[-_]|known_hosts|truststore|ssh_config)/i;

/** The secret in a substitution: `$(cat /run/secrets/token)`. */
export function substitutedSecret({ text }: ShellWord, { files }: MountedSecrets): string | undefined {
  const path = /\$\(\s*(?:cat\s+|<\s*)["']?([^\s"')]+)["']?\s*\)/.exec(text)?.[1];
  if (path === undefined) return undefined;
  return files.get(path) ?? /^\/run\/secrets\/([\w.-]+)$/.exec(path)?.[1];
}

/**
 * A command that makes another file of a mounted one: `cp`, `install`, and what shows or changes its input and is sent
 * into a file. `file` is where it goes, as it is written; undefined where no word says so.
 */
export function copiedSecret(
  command: ShellCommand,
  { files }: MountedSecrets,
): { readonly secret: NamedSecret; readonly file: string | undefined } | undefined {
  if (files.size === 0) return undefined;
  const { name = '', args } = unwrapCommand(command);
  const isCopy = name === 'cp' || name === 'install';
  if (!isCopy && !filters.test(name)) return undefined;
  const inputs = command.redirects.flatMap(({ operator, target }) =>
    operator === '<' && target ? target : [],
  );
  for (const word of [...args, ...(isCopy ? [] : inputs)]) {
    const secret = word.value === undefined ? undefined : files.get(word.value);
    if (secret === undefined || word.value === undefined) continue;
    const file = isCopy ? destinationOf(args, word) : outputOf(command);
    return { secret: { name: secret, word }, file };
  }
  return undefined;
}

const filters = /^(?:cat|base64|sed|awk|tr|head|tail|tee|gunzip|zcat)$/;

/** Where `cp` and `install` put a file. */
function destinationOf(args: readonly ShellWord[], source: ShellWord): string | undefined {
  const at = args.findIndex(({ text }) => /^(?:-[A-Za-z]*t|--target-directory)$/.test(text));
  const folder = args[at + 1];
  const last = at >= 0 ? folder : args.at(-1);
  if (!last || last === source) return undefined;
  const path = plain(last);
  const isFolder = at >= 0 || /(?:^|\/)\.{0,2}$/.test(path);
  return isFolder ? `${path.replace(/\/$/, '')}/${plain(source).replace(/^.*\//, '')}` : path;
}

/** Where the output of a command goes; `tee` names the file itself. */
export function outputOf(command: ShellCommand): string | undefined {
  const { name, args } = unwrapCommand(command);
  const redirect = command.redirects.find(({ operator }) => /^(?:>|>>|>\||&>)$/.test(operator))?.target;
  const target = name === 'tee' ? args.find(({ text }) => !text.startsWith('-')) : redirect;
  const path = target && plain(target);
  return path === undefined || path === '' || /^(?:&|\/dev\/)|^\d$/.test(path) ? undefined : path;
}

function plain({ text }: ShellWord): string {
  return text.replace(/["']/g, '');
}
