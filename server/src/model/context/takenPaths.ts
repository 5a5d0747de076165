import type { Flag } from '../../syntax/dockerfile/tree.ts';
import {
  type Matcher,
  matchesOrParentMatches,
  matchUsingParent,
  type WalkState,
} from '../../syntax/dockerignore/matcher.ts';
import { type ContextNode, pathOf } from './contextTree.ts';
import type { Amount, ContextView } from './contextView.ts';
import { matchSource, rootFor, wayBelow } from './sourcePattern.ts';
import type { Take } from './takes.ts';
import type { TakeSource } from './takeWords.ts';

/** How an instruction takes one file or folder of the context, by one of its sources. */
export interface TakenPath {
  readonly take: Take;
  readonly source: TakeSource;
  /** What the source names: the path itself, or the folder above it whose content is taken. Empty for the root. */
  readonly root: string;
  /** The `--exclude` that leaves it out. A file or folder that a source names itself is never left out. */
  readonly excludedBy: Flag | undefined;
  /** Undefined: nobody can tell where. */
  readonly landing: Landing | undefined;
}

export interface Landing {
  /** Absolute and clean. Of an archive that ADD unpacks: the folder for what is in it. */
  readonly path: string;
  /** Where it is put instead when `path` is a folder that is there already, for example in the base image. */
  readonly orPath: string | undefined;
  /** A tar archive by its name; BuildKit looks into it, and copies what is none. */
  readonly isUnpacked: boolean;
}

/**
 * Whether and how a path that is sent is taken, once for each source that does, left-out ones included. Only names are
 * looked at: a source that is a link, or leads through one, takes what nobody can tell; see `matchSource`.
 */
export function takenPaths(take: Take, path: string, kind: ContextNode['kind']): readonly TakenPath[] {
  return take.sources.flatMap((source) => takenBy(take, source, path, kind) ?? []);
}

export interface TakenNode {
  readonly node: Exclude<ContextNode, { kind: 'folder' }>;
  readonly path: string;
  readonly taken: TakenPath;
}

export interface TakenNodes {
  readonly files: readonly TakenNode[];
  /** There may be more: variables, links that are followed, folders that have not been read, more than `limit`. */
  readonly isPartial: boolean;
}

/** The files that are sent and taken, links within folders among them, in walking order; a file that two sources take comes twice. */
export function takenFiles(take: Take, view: ContextView, limit: number): TakenNodes {
  const files: TakenNode[] = [];
  let isPartial = false;
  for (const source of take.sources) {
    if (!source.pattern) {
      isPartial = true;
      continue;
    }
    const match = matchSource(view, source.pattern);
    if (match.isUnknown) isPartial = true;
    const stack = [...match.nodes].reverse();
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node.kind === 'folder') {
        if (!node.children && view.isSent(node)) isPartial = true;
        // A folder that is kept out whole has nothing that is sent.
        if (view.below(node).sent.files > 0) pushReversed(stack, node.children ?? []);
        continue;
      }
      if (!view.isSent(node)) continue;
      const path = pathOf(node);
      const taken = takenBy(take, source, path, node.kind);
      if (!taken || taken.excludedBy) continue;
      if (files.length >= limit) return { files, isPartial: true };
      files.push({ node, path, taken });
    }
  }
  return { files, isPartial };
}

function takenBy(
  take: Take,
  source: TakeSource,
  path: string,
  kind: ContextNode['kind'],
): TakenPath | undefined {
  const root = source.pattern && rootFor(source.pattern, path);
  if (root === undefined) return undefined;
  const way = wayBelow(root, path);
  // A file in the place of the folder that the paths are kept from is not asked.
  const isAsked = source.kept !== undefined && (way !== '' || kind === 'folder');
  if (isAsked && (way === '' || !matchesOrParentMatches(source.kept, way).excluded)) return undefined;
  return {
    take,
    source,
    root,
    excludedBy: excludedBy(take, way),
    landing: landingAt(take, source, { path, way, isFolder: kind === 'folder' }),
  };
}

/** What of a source's files is taken, and what the ignore file keeps from it. */
export interface TakenAmount {
  readonly taken: Amount;
  /** Below what the source names; folders that were not looked into do not count. */
  readonly keptOut: Amount;
  /** `--exclude` leaves this much out. */
  readonly excluded: Amount;
  readonly isPartial: boolean;
}

/** Of one source: at once where it takes whole folders, else file by file. */
export function takenAmount(take: Take, source: TakeSource, view: ContextView): TakenAmount {
  const match = source.pattern ? matchSource(view, source.pattern) : { nodes: [], isUnknown: true };
  const sums = { taken: nothing, keptOut: nothing, excluded: nothing };
  let isPartial = match.isUnknown;
  const isWhole = !take.excludes && !source.kept;
  const stack = [...match.nodes];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const below = view.below(node);
    if (node.kind === 'folder' && !isWhole) {
      if (!node.children && view.isSent(node)) isPartial = true;
      pushReversed(stack, node.children ?? []);
      continue;
    }
    const path = isWhole ? '' : pathOf(node);
    const way = isWhole ? undefined : takenBy(take, source, path, node.kind);
    if (!isWhole && !way) continue;
    if (node.kind === 'folder' && !node.children && view.isSent(node)) isPartial = true;
    sums.keptOut = plus(sums.keptOut, below.keptOut);
    if (way?.excludedBy) sums.excluded = plus(sums.excluded, below.sent);
    else sums.taken = plus(sums.taken, below.sent);
  }
  return { ...sums, isPartial: isPartial || (take.excludes !== undefined && !take.excludes.matcher) };
}

/** One by one: there may be more of them than a call takes arguments. */
function pushReversed(stack: ContextNode[], nodes: readonly ContextNode[]): void {
  for (let at = nodes.length - 1; at >= 0; at--) stack.push(nodes[at] as ContextNode);
}

const nothing: Amount = { files: 0, bytes: 0 };

function plus(a: Amount, b: Amount): Amount {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}

/**
 * A file whose name a source gives lands in the destination under its own name where that is a directory, else as the
 * destination. The content of a folder lands in the destination, whatever it is called. That goes for what a wildcard
 * finds as well.
 */
function landingAt(
  { destination, unpacks, sources }: Take,
  { pattern }: TakeSource,
  { path, way, isFolder }: { readonly path: string; readonly way: string; readonly isFolder: boolean },
): Landing | undefined {
  if (!destination) return undefined;
  const target = destination.path;
  const inside = (name: string): string => (target === '/' ? `/${name}` : `${target}/${name}`);
  if (way !== '') return { path: inside(way), orPath: undefined, isUnpacked: false };
  if (isFolder) return { path: target, orPath: undefined, isUnpacked: false };
  if (unpacks && isTar(path)) return { path: target, orPath: undefined, isUnpacked: true };
  const named = inside(path.slice(path.lastIndexOf('/') + 1));
  if (destination.isDirectory) return { path: named, orPath: undefined, isUnpacked: false };
  // A folder that is copied before, by another source or by the same wildcard, makes the destination one.
  const isLater = sources.length > 1 || pattern?.glob !== undefined;
  const mayBeDirectory = isLater || destination.isDirectory === undefined;
  const mayBeInside = mayBeDirectory && !isNamedAlike(path, target);
  return { path: target, orPath: mayBeInside ? named : undefined, isUnpacked: false };
}

/** The same name, or the same extension: nobody has a folder called `/app.conf`. */
function isNamedAlike(path: string, target: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const wanted = target.slice(target.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return name === wanted || (dot > 0 && wanted.endsWith(name.slice(dot)));
}

/** What ADD most likely unpacks: gzip, bzip2, xz and zstd around a tar archive. https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives */
export function isTar(path: string): boolean {
  return tarName.test(path);
}

const tarName = /\.(?:tar(?:\.(?:gz|bz2|xz|zst|lzma))?|tgz|tbz2?|tb2|txz|tzst|tlz)$/i;

/**
 * `--exclude` is held against paths below each source, and not against what a source names itself.
 * https://github.com/moby/buildkit/issues/5489
 */
function excludedBy({ excludes }: Take, way: string): Flag | undefined {
  if (!excludes?.matcher || way === '') return undefined;
  const decided = decidedByWalk(excludes.matcher, way);
  return decided === undefined ? undefined : excludes.flags[decided];
}

/** As the walk judges: folder by folder. The index of the pattern that leaves the path out. */
function decidedByWalk(matcher: Matcher, path: string): number | undefined {
  let state: WalkState | undefined;
  for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
    const verdict = matchUsingParent(matcher, end < 0 ? path : path.slice(0, end), state);
    if (end < 0) return verdict.excluded ? verdict.decidedBy : undefined;
    state = verdict.state;
  }
}
