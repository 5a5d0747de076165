import type { FileType } from '../../host.ts';

/**
 * The files of a build context, as the host lists them. Whoever reads the context adds to it; to everybody else it is
 * read-only, and a `ContextView` of it stays what it was.
 */
export interface ContextTree {
  readonly root: ContextFolder;
  /** Every `id` is below this. */
  readonly size: number;
  /**
   * What is known of it:
   * - `reading`: more is coming
   * - `complete`: every folder has been read but those that are kept out whole
   * - `partial`: there are more files than Shipshape looks at
   */
  readonly state: 'reading' | 'complete' | 'partial';
  /** Folders that could not be read, at most a few of them; paths. */
  readonly unreadable: readonly string[];
}

export type ContextNode = ContextFile | ContextFolder;

export interface ContextFile {
  /** A link is not followed. `other`: a socket, a device; it is sent as well. */
  readonly kind: Exclude<FileType, 'directory'>;
  readonly id: number;
  readonly name: string;
  readonly parent: ContextFolder;
  /** Bytes; undefined as long as nobody has looked. */
  readonly bytes: number | undefined;
}

export interface ContextFolder {
  readonly kind: 'folder';
  readonly id: number;
  /** Empty for the root. */
  readonly name: string;
  /** Undefined for the root. */
  readonly parent: ContextFolder | undefined;
  /** All of them, sorted by name in UTF-16 order; undefined: not read (yet). */
  readonly children: readonly ContextNode[] | undefined;
  /** Nobody will look into it: it cannot be read, or there was too much to read already. */
  readonly isClosed: boolean;
}

/** Relative to the root, `/`-separated; empty for the root. */
export function pathOf(node: ContextNode): string {
  let path = node.name;
  for (let above = node.parent; above?.parent; above = above.parent) path = `${above.name}/${path}`;
  return path;
}

/**
 * What is at a clean path, empty for the root. `none`: certainly nothing. `unknown`: a folder above has not been read,
 * or is a link, which may lead anywhere.
 */
export function findNode(tree: ContextTree, path: string): ContextNode | 'none' | 'unknown' {
  let node: ContextNode = tree.root;
  if (path === '') return node;
  for (const segment of path.split('/')) {
    if (node.kind === 'link') return 'unknown';
    if (node.kind !== 'folder') return 'none';
    if (!node.children) return 'unknown';
    const child = childOf(node.children, segment);
    if (!child) return 'none';
    node = child;
  }
  return node;
}

/** What is known to be below a node at a clean path; undefined where nothing is, or a folder above has not been read. */
export function descend(from: ContextNode, segments: readonly string[]): ContextNode | undefined {
  let node: ContextNode | undefined = from;
  for (const segment of segments) {
    node = node?.kind === 'folder' ? childOf(node.children ?? [], segment) : undefined;
  }
  return node;
}

/** Whether one of the folders above a node, the root included, is such. */
export function isBelow({ parent }: ContextNode, isSuch: (folder: ContextFolder) => boolean): boolean {
  for (let above = parent; above; above = above.parent) if (isSuch(above)) return true;
  return false;
}

/** By name, among sorted children. */
export function childOf(children: readonly ContextNode[], name: string): ContextNode | undefined {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const child = children[middle];
    if (child && child.name < name) low = middle + 1;
    else high = middle;
  }
  const found = children[low];
  return found?.name === name ? found : undefined;
}
