import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import { shellScriptOf } from '../../syntax/shell/script.ts';
import type { ShellCommand, ShellScript } from '../../syntax/shell/tree.ts';
import { resolvePath, withSlash } from '../uris.ts';
import { isRemote, lineCounter, placesOf } from './definition.ts';
import { foldersOfCommands } from './scriptFolders.ts';

/** A `docker build` of a script; paths are relative to `folder`. */
export interface DockerBuild {
  readonly context: string;
  /** Undefined: `Dockerfile` in the context. */
  readonly file: string | undefined;
  readonly target: string | undefined;
  /** Names of further contexts. */
  readonly namedContexts: readonly string[];
  /** Where the command runs, seen from where the script does; a path of the machine where the script goes to one. */
  readonly folder: string;
  /** Line of the script, counted from zero. */
  readonly line: number;
}

/**
 * The builds of a shell script, as far as they are certain: none whose folder, context or Dockerfile hangs on a variable
 * or on a condition. Never throws.
 * https://docs.docker.com/reference/cli/docker/buildx/build/
 */
export function dockerBuildsIn(script: string): DockerBuild[] {
  if (!/\b(?:docker|podman)\b/.test(script)) return [];
  const text = script.replace(/\\\r?\n/g, (seam) => ' '.repeat(seam.length));
  const shell: ShellScript = shellScriptOf(identityText(text, 0, text.length), 'bash');
  const lineOf = lineCounter(script);
  const found = shell.commands.flatMap((command) => {
    const build = readBuild(command);
    return build ? [{ build, command }] : [];
  });
  if (found.length === 0) return [];
  const folderOf = foldersOfCommands(shell);
  return found.flatMap(({ build, command }) => {
    const folder = folderOf(command);
    return folder === undefined ? [] : [{ ...build, folder, line: lineOf(command.range.start) - 1 }];
  });
}

/**
 * The context and the Dockerfile of a build whose script runs in `folder`. Undefined where the Dockerfile is not known.
 * @param folder URI with its trailing slash
 */
export function placesOfBuild(
  folder: string,
  { context, file, folder: below }: DockerBuild,
): { readonly context: string | undefined; readonly dockerfile: string } | undefined {
  const path = resolvePath(folder, below);
  // A Dockerfile that goes with a URL or an archive is looked for there.
  if (path === undefined || isRemote(context)) return undefined;
  const base = withSlash(path);
  const places = placesOf(base, context, file === undefined ? 'Dockerfile' : undefined);
  const dockerfile = file === undefined ? places.dockerfile : placesOf(base, '.', file).dockerfile;
  return dockerfile === undefined ? undefined : { context: places.context, dockerfile };
}

/** Options that stand alone: whatever follows them is another word. */
const switches: ReadonlySet<string> = new Set(
  (
    '--check --compress --debug -D --disable-content-trust --force-rm --help --load --no-cache --pull --push --quiet -q ' +
    '--rm --squash'
  ).split(' '),
);

/** What runs another command as it stands. */
const runners: ReadonlySet<string> = new Set(['sudo', 'exec', 'command', 'time']);

function readBuild(command: ShellCommand): Omit<DockerBuild, 'line' | 'folder'> | undefined {
  let first = 0;
  while (runners.has(command.words[first]?.value ?? '')) {
    first++;
    while (/^-[EHnp]+$/.test(command.words[first]?.text ?? '')) first++;
  }
  const words = command.words.slice(first);
  const values = words.map(({ value }) => value);
  if (values[0] !== 'docker' && values[0] !== 'podman') return undefined;
  const verb = ['buildx', 'image', 'builder'].includes(values[1] ?? '') ? 2 : 1;
  if (values[verb] !== 'build') return undefined;
  const given: (string | undefined)[] = [];
  let file: string | undefined;
  let target: string | undefined;
  const namedContexts: string[] = [];
  for (let at = verb + 1; at < values.length; at++) {
    const text = words[at]?.text ?? '';
    const [, long, inline] = /^(--?[\w-]+)(?:=([\s\S]*))?$/.exec(text) ?? [];
    const option = long ?? (/^-[ft]./.test(text) ? text.slice(0, 2) : undefined);
    if (option === undefined) {
      // `$ARGS` may be anything, options with it.
      if (values[at] === undefined && /^\$/.test(text)) return undefined;
      given.push(values[at]);
      continue;
    }
    const isShort = long === undefined || /^-[ft]\w/.test(text);
    let value: string | undefined;
    if (isShort) value = values[at]?.slice(2);
    else if (inline !== undefined) value = values[at]?.slice(option.length + 1);
    else if (!switches.has(option)) value = values[++at];
    const meant = isShort ? text.slice(0, 2) : option;
    if (meant === '-f' || meant === '--file') {
      if (value === undefined || value === '-') return undefined;
      file = value;
    }
    if (meant === '--target') target = value;
    if (meant === '--build-context') namedContexts.push(...(/^[^=]+(?==)/.exec(value ?? '') ?? []));
  }
  const [context, ...more] = given;
  return context === undefined || more.length > 0 ? undefined : { context, file, target, namedContexts };
}
