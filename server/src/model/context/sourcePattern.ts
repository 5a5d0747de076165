import { slashed } from '../paths.ts';
import { type ContextFolder, type ContextNode, childOf, findNode, pathOf } from './contextTree.ts';
import type { ContextView } from './contextView.ts';
import { oncePerView } from './oncePerView.ts';
import { hasWildcard, matchPathGlob, type PathGlob, readPathGlob } from './pathGlob.ts';

/**
 * A source of COPY or ADD that is in the build context. BuildKit cleans it below the root, so that `../x` is `x`; the
 * segments before the first one with a wildcard are a plain path, and what follows is held against whole paths below it.
 * Without a wildcard, backslashes stand for themselves: only a pattern is unescaped.
 * https://github.com/tonistiigi/fsutil/blob/master/copy/copy.go (ResolveWildcards)
 */
export interface SourcePattern {
  /** Relative to the root and clean; empty for the root. */
  readonly path: string;
  /** The plain part, the whole when there is no wildcard. */
  readonly base: string;
  readonly glob: PathGlob | undefined;
}

/** `path` is what the instruction says after expansion. */
export function readSourcePattern(path: string, isWindows: boolean): SourcePattern {
  const clean = cleanSource(path, isWindows);
  const segments = clean === '' ? [] : clean.split('/');
  const wild = segments.findIndex((segment) => hasWildcard(segment, isWindows));
  if (wild < 0) return { path: clean, base: clean, glob: undefined };
  const glob = readPathGlob(segments.slice(wild).join('/'), isWindows);
  return { path: clean, base: segments.slice(0, wild).join('/'), glob };
}

/** A path that cannot hold wildcards: the source of a bind mount. */
export function plainSource(path: string, isWindows: boolean): SourcePattern {
  const clean = cleanSource(path, isWindows);
  return { path: clean, base: clean, glob: undefined };
}

/**
 * The file or folder that the pattern names and by which a path is taken: the path itself or a folder above it.
 * Undefined: it is not taken, unless a link leads there. Empty for the root.
 */
export function rootFor({ base, glob }: SourcePattern, path: string): string | undefined {
  if (base !== '' && path !== base && !path.startsWith(`${base}/`)) return undefined;
  if (!glob) return base;
  const from = base === '' ? 0 : base.length + 1;
  // What is below a folder that matches is not looked at again, so the topmost match counts.
  for (let end = path.indexOf('/', from); from < path.length; end = path.indexOf('/', end + 1)) {
    const stop = end < 0 ? path.length : end;
    if (matchPathGlob(glob, path.slice(from, stop))) return path.slice(0, stop);
    if (end < 0) break;
  }
  return undefined;
}

export interface SourceMatch {
  /** What the pattern names, sent or not, in walking order. A link among them is followed, and makes it unknown. */
  readonly nodes: readonly ContextNode[];
  /** There may be more that is sent: folders that have not been read, links on the way. */
  readonly isUnknown: boolean;
}

/**
 * Finds in the tree what a pattern names. A walk over few folders, over all below `base` for odd classes; once per view,
 * since each keystroke asks again.
 */
export function matchSource(view: ContextView, pattern: SourcePattern): SourceMatch {
  const { path, glob } = pattern;
  if (!glob) return find(view, pattern);
  // The same text may be read in two ways: on Windows a backslash is a separator.
  return oncePerView(view, `source ${path}\n${JSON.stringify(glob.tokens)}`, () => find(view, pattern));
}

function find(view: ContextView, { base, glob }: SourcePattern): SourceMatch {
  const start = findNode(view.tree, base);
  if (start === 'none') return nothing;
  if (start === 'unknown') return { nodes: [], isUnknown: presenceOf(view, base).kind === 'unknown' };
  if (start.kind === 'link') return { nodes: glob ? [] : [start], isUnknown: true };
  if (!glob) return { nodes: [start], isUnknown: false };
  if (start.kind !== 'folder' || !glob.tokens) return nothing;
  const found = { nodes: [] as ContextNode[], isUnknown: false };
  if (glob.segments) walkSegments(view, start, glob.segments, found);
  else walkAll(view, start, '', glob, found);
  return found;
}

const nothing: SourceMatch = { nodes: [], isUnknown: false };

/**
 * Whether a path is sent:
 * - `sent`: it is; a folder also when something below it is
 * - `kept-out`: it is there or may be there, and the pattern with the index `decidedBy` keeps it out
 * - `none`: there is no such path
 * - `unknown`: a folder above has not been read, or is a link
 */
export type Presence =
  | { readonly kind: 'sent'; readonly node: ContextNode }
  /** `node`: itself, or the folder above it that is kept out whole and was not looked into. */
  | { readonly kind: 'kept-out'; readonly node: ContextNode; readonly decidedBy: number | undefined }
  /** `above`: the last of its folders that is there. */
  | { readonly kind: 'none'; readonly above: ContextNode }
  /** `at`: the link, or the folder that has not been read. */
  | { readonly kind: 'unknown'; readonly at: ContextNode };

/** Of a clean path, empty for the root. */
export function presenceOf(view: ContextView, path: string): Presence {
  let node: ContextNode = view.tree.root;
  for (const segment of path === '' ? [] : path.split('/')) {
    if (node.kind === 'link') return { kind: 'unknown', at: node };
    if (node.kind !== 'folder') return { kind: 'none', above: node };
    if (!node.children) return unread(view, node);
    const child = childOf(node.children, segment);
    if (!child) return { kind: 'none', above: node };
    node = child;
  }
  if (isPresent(view, node)) return { kind: 'sent', node };
  const decidedBy = view.decidedBy(node);
  // Without a pattern that decides, the node is younger than the view.
  if (decidedBy === undefined) return { kind: 'unknown', at: node };
  if (node.kind === 'folder' && !node.children) {
    const verdict = unread(view, node);
    if (verdict.kind === 'unknown') return verdict;
  }
  return { kind: 'kept-out', node, decidedBy };
}

/** Whether BuildKit sees it: sent, or a folder above something that is. */
export function isPresent(view: ContextView, node: ContextNode): boolean {
  return view.isSent(node) || (node.kind === 'folder' && view.below(node).sent.files > 0);
}

function unread(view: ContextView, folder: ContextFolder): Presence {
  return isKeptOutWhole(view, folder)
    ? { kind: 'kept-out', node: folder, decidedBy: view.decidedBy(folder) }
    : { kind: 'unknown', at: folder };
}

/** Of a folder that has not been read: because nothing in it can be sent. */
function isKeptOutWhole(view: ContextView, folder: ContextFolder): boolean {
  return (
    !folder.isClosed &&
    !view.isSent(folder) &&
    view.decidedBy(folder) !== undefined &&
    !view.unread.includes(folder)
  );
}

interface Found {
  readonly nodes: ContextNode[];
  isUnknown: boolean;
}

/** Links on the way are not followed: it is a walk over the files, not over what they lead to. */
function walkSegments(
  view: ContextView,
  folder: ContextFolder,
  [segment, ...rest]: readonly PathGlob[],
  found: Found,
): void {
  if (!segment) return;
  for (const child of childrenOf(view, folder, found)) {
    if (!matchPathGlob(segment, child.name)) continue;
    if (rest.length === 0) addTo(found, child);
    else if (child.kind === 'folder') walkSegments(view, child, rest, found);
  }
}

function walkAll(view: ContextView, top: ContextFolder, above: string, glob: PathGlob, found: Found): void {
  const folders: { readonly folder: ContextFolder; readonly path: string }[] = [{ folder: top, path: above }];
  for (let next = folders.pop(); next; next = folders.pop()) {
    for (const child of childrenOf(view, next.folder, found)) {
      const path = next.path + child.name;
      if (matchPathGlob(glob, path)) addTo(found, child);
      else if (child.kind === 'folder') folders.push({ folder: child, path: `${path}/` });
    }
  }
}

function childrenOf(view: ContextView, folder: ContextFolder, found: Found): readonly ContextNode[] {
  if (!folder.children && !isKeptOutWhole(view, folder)) found.isUnknown = true;
  return folder.children ?? [];
}

function addTo(found: Found, node: ContextNode): void {
  found.nodes.push(node);
  if (node.kind === 'link') found.isUnknown = true;
}

/** The path below a folder that a root names; empty for the root itself. Both are clean. */
export function wayBelow(root: string, path: string): string {
  return path === root ? '' : path.slice(root === '' ? 0 : root.length + 1);
}

/** As `pathOf`, of what a match found. */
export function pathsOf({ nodes }: SourceMatch): string[] {
  return nodes.map(pathOf);
}

/** `path.Join("/", source)` without the leading slash. */
function cleanSource(source: string, isWindows: boolean): string {
  const segments: string[] = [];
  for (const segment of (isWindows ? slashed(source) : source).split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
