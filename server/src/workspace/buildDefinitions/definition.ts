import type { YamlEntry, YamlNode } from '../../syntax/yamlTree.ts';
import { LineIndex } from '../../text/lines.ts';
import { lazy } from '../../text/memo.ts';
import { resolvePath, withSlash } from '../uris.ts';

/** That a file of the workspace builds a Dockerfile, and with which context. */
export interface BuildDefinition {
  readonly kind: DefinitionKind;
  /** URI. */
  readonly dockerfile: string;
  /** URI of a folder, with its trailing slash; undefined where it is not known: a URL, stdin, an unknown variable. */
  readonly context: string | undefined;
  /** The context is the same folder of the repository, as a builder fetches it from Git. */
  readonly isFromGit?: boolean;
  readonly target: string | undefined;
  /** Names of further contexts, which `FROM` and `--from` can take (`--build-context name=…`). */
  readonly namedContexts: readonly string[];
  /** Where it is said. */
  readonly source: DefinitionSource;
  /** What was not looked at, or counts besides: a sentence without its period. */
  readonly note: string | undefined;
}

export type DefinitionKind = 'compose' | 'bake' | 'devcontainer' | 'workflow' | 'script';

export interface DefinitionSource {
  readonly uri: string;
  /** Which part of the file: `service web`; empty where the file has but one. */
  readonly part: string;
  /** Counted from one. */
  readonly line: number;
}

/** A file that was read; `root` is undefined where there is nothing in it, and for HCL. */
export interface DefinitionFile {
  readonly uri: string;
  readonly text: string;
  readonly root: YamlNode | undefined;
}

/** A script that one shell runs, in the folder of its file. */
export interface BuildScript {
  readonly text: string;
  /** Which part of the file: `target image`. */
  readonly part: string;
  /** The line of the file, counted from one, for one of the script, counted from zero. */
  lineOf(line: number): number;
  /** Variables whose defaults it was given. */
  readonly defaults?: readonly string[];
  /** Another folder than that of the file, relative to it. */
  readonly folder?: string;
}

/** Files that another one names. Nothing here rejects. */
export interface DefinitionLoader {
  /** Resolves once everything that is already waiting (a keystroke, a cancellation) has had its turn. */
  pause(): Promise<void>;
  /** Undefined where there is none, it cannot be read, or too many have been read. */
  load(uri: string): Promise<DefinitionFile | undefined>;
  text(uri: string): Promise<string | undefined>;
}

/** The one-based line of an offset of a text, which is looked through once. */
export function lineCounter(text: string): (offset: number) => number {
  const lines = lazy(() => new LineIndex(text));
  return (offset) => lines().lineAt(offset) + 1;
}

/**
 * Whether a context is no folder: a URL, a git repository as BuildKit tells it, an image, another build, stdin.
 * https://docs.docker.com/build/concepts/context/#remote-context
 */
export function isRemote(context: string): boolean {
  return (
    context === '-' ||
    /^[a-z][a-z0-9+.-]*:\/\//i.test(context) ||
    /^(?:service|target|docker-image|oci-layout):/.test(context) ||
    /^(?:github\.com\/|[\w.-]+@[\w.-]+:)/.test(context)
  );
}

/**
 * The folder that a context names, seen from `base`, and the Dockerfile seen from the folder: how Compose and Bake have
 * it. The Dockerfile is undefined where it cannot be told, or where it is no file.
 */
export function placesOf(
  base: string,
  context: string | undefined,
  dockerfile: string | undefined,
): { readonly context: string | undefined; readonly dockerfile: string | undefined } {
  const folder =
    context === undefined || isHome(context) || isRemote(context) ? undefined : resolvePath(base, context);
  const root = folder === undefined ? undefined : withSlash(folder);
  if (dockerfile === undefined || isHome(dockerfile) || isRemote(dockerfile))
    return { context: root, dockerfile: undefined };
  const from = root ?? (isAbsolute(dockerfile) ? base : undefined);
  return { context: root, dockerfile: from === undefined ? undefined : resolvePath(from, dockerfile) };
}

/** Another path as seen from the folder that `folder`, a relative path, leads away from. */
export function pathFrom(folder: string, path: string): string {
  return folder === '.' || isAbsolute(path) || isHome(path) || isRemote(path) ? path : `${folder}/${path}`;
}

function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}

function isHome(path: string): boolean {
  return /^~(?:$|[\\/])/.test(path);
}

/** The path of a resource on its own file system, without a trailing slash. */
export function pathOfUri(uri: string): string {
  const path = uri.replace(/^[a-z][\w+.-]*:(?:\/\/[^/]*)?/i, '').replace(/(.)\/$/, '$1');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The file that a path names; undefined where it is none of a file system. */
export function fileAt(folder: string, path: string): string | undefined {
  return path === '' || isHome(path) || isRemote(path) ? undefined : resolvePath(folder, path);
}

/** The entry of a map; what is merged into it with `<<` counts where the map itself says nothing. */
export function entryOf(node: YamlNode | undefined, key: string, depth = 0): YamlEntry | undefined {
  if (node?.kind !== 'map' || depth > 8) return undefined;
  const own = node.entries.find((entry) => entry.key === key);
  if (own) return own;
  const merged = node.entries.find((entry) => entry.key === '<<')?.value;
  const maps = merged?.kind === 'list' ? merged.items : merged ? [merged] : [];
  for (const map of maps) {
    const found = entryOf(map, key, depth + 1);
    if (found) return found;
  }
  return undefined;
}

export function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** The entries of a map with what is merged into it with `<<`; the last of one key, in the place of the first. */
export function mergedEntries(node: YamlNode | undefined, depth = 0): readonly YamlEntry[] {
  if (node?.kind !== 'map' || depth > 8) return [];
  if (node.entries.every(({ key }) => key !== '<<')) return node.entries;
  const merged = node.entries.flatMap(({ key, value }) => {
    const maps = key !== '<<' ? [] : value?.kind === 'list' ? value.items : [value];
    return [...maps].reverse().flatMap((map) => mergedEntries(map, depth + 1));
  });
  const own = node.entries.filter(({ key }) => key !== '<<');
  return [...new Map([...merged, ...own].map((entry) => [entry.key, entry] as const)).values()];
}

/** The names of `name: value`, or of a list of `name=value`. */
export function namesOf(node: YamlNode | undefined): string[] {
  if (node?.kind === 'map') return mergedEntries(node).map(({ key }) => key);
  const items = node?.kind === 'list' ? node.items.map(textOf) : (textOf(node)?.split('\n') ?? []);
  return items.flatMap((item) => /^\s*([^=\s]+)\s*=/.exec(item ?? '')?.[1] ?? []);
}

export function textOf(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null || typeof node.value === 'object') return undefined;
  return String(node.value);
}
