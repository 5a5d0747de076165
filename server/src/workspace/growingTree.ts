import type { DirectoryEntry } from '../host.ts';
import type { ContextFile, ContextFolder, ContextTree } from '../model/context/contextTree.ts';
import { childOf, descend, pathOf } from '../model/context/contextTree.ts';

/** More folders than this that cannot be read are not told of one by one. */
const mostUnreadable = 20;

/** The tree of a `ContextReader`, which grows and shrinks; nodes stay the same as long as what they stand for does. */
export class GrowingTree {
  private readonly root: MutableFolder = {
    kind: 'folder',
    id: 0,
    name: '',
    parent: undefined,
    children: undefined,
    isClosed: false,
  };
  private readonly budget: number;
  /** Ids below this have been given away; those of nodes that are gone are used again, see `published`. */
  private nextId = 1;
  private live = 1;
  private gone: number[] = [];
  private goneBefore: number[] = [];
  private free: number[] = [];
  private isCut = false;
  private readonly unreadable = new Set<string>();
  private readonly withoutSizes = new Set<MutableFolder>();

  constructor(budget: number) {
    this.budget = budget;
  }

  /** Files and folders, the root among them. The last folder that was listed counts whole. */
  get seen(): number {
    return this.live;
  }

  get isFull(): boolean {
    return this.live >= this.budget;
  }

  has(node: ContextFolder): boolean {
    let at: ContextFolder = node;
    for (; at.parent; at = at.parent) if (childOf(at.parent.children ?? [], at.name) !== at) return false;
    return at === this.root;
  }

  /**
   * Makes the children of a folder those that were listed; undefined: it cannot be read, or the budget is used up.
   * Returns the folders that are new.
   */
  fill(folder: ContextFolder, path: string, entries: readonly DirectoryEntry[] | undefined): ContextFolder[] {
    const parent = folder as MutableFolder;
    const before = parent.children ?? [];
    this.unreadable.delete(path);
    if (!entries) this.close(parent, path);
    const added: ContextFolder[] = [];
    const children: MutableNode[] = [];
    for (const { name, type } of entries ?? []) {
      const kind = type === 'directory' ? 'folder' : type;
      const known = childOf(before, name) as MutableNode | undefined;
      if (known?.kind === kind) {
        children.push(known);
      } else {
        const node = this.create(parent, name, kind);
        children.push(node);
        if (node.kind === 'folder') added.push(node);
      }
    }
    children.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    parent.isClosed = entries === undefined;
    parent.children = entries && children;
    for (const node of before) if (childOf(children, node.name) !== node) this.remove(node as MutableNode);
    this.noteSizes(parent);
    return added;
  }

  /** The folder counts as not read: whoever wants to know what is in it lists it again. */
  forget(folder: ContextFolder): void {
    const own = folder as MutableFolder;
    for (const child of own.children ?? []) this.remove(child);
    own.children = undefined;
    this.withoutSizes.delete(own);
  }

  private close(folder: MutableFolder, path: string): void {
    if (this.isFull) this.isCut = true;
    else if (this.unreadable.size < mostUnreadable) this.unreadable.add(path);
    folder.isClosed = true;
  }

  /**
   * The folder of a path, or the nearest one above that is known: what is in it may have changed, and the size of the
   * path's file.
   */
  forgetSize(path: string): ContextFolder {
    let folder: MutableFolder = this.root;
    const segments = path.split('/');
    for (const segment of segments.slice(0, -1)) {
      const child = childOf(folder.children ?? [], segment) as MutableNode | undefined;
      if (child?.kind !== 'folder') break;
      folder = child;
    }
    const file = childOf(folder.children ?? [], segments.at(-1) ?? '') as MutableNode | undefined;
    if (file && file.kind !== 'folder') {
      file.bytes = undefined;
      this.noteSizes(folder);
    }
    return folder;
  }

  /** The folder at a path, as far as it is known. */
  folderAt(path: string): ContextFolder | undefined {
    const node = descend(this.root, path.split('/'));
    return node?.kind === 'folder' ? node : undefined;
  }

  /** Files without a size, by folder, and so many of them at most. */
  *unsized(most: number): Generator<{ readonly folder: ContextFolder; readonly names: readonly string[] }> {
    for (const folder of this.withoutSizes) {
      const names = (folder.children ?? []).flatMap((child) =>
        child.kind !== 'folder' && child.bytes === undefined ? [child.name] : [],
      );
      for (let at = 0; at < names.length; at += most) yield { folder, names: names.slice(at, at + most) };
      this.withoutSizes.delete(folder);
    }
  }

  /** A size that cannot be had counts as nothing. */
  setSizes(folder: ContextFolder, names: readonly string[], sizes: readonly (number | undefined)[]): void {
    names.forEach((name, index) => {
      const file = childOf(folder.children ?? [], name) as MutableNode | undefined;
      if (file && file.kind !== 'folder') file.bytes = sizes[index] ?? 0;
    });
  }

  /** What there is to look at now. Whoever looks calls `published` when nobody looks at an older one any more. */
  snapshot(isReading: boolean): ContextTree {
    this.goneBefore.push(...this.gone);
    this.gone = [];
    return {
      root: this.root,
      size: this.nextId,
      state: this.isCut ? 'partial' : isReading ? 'reading' : 'complete',
      unreadable: [...this.unreadable],
    };
  }

  /** The id of a node that was gone before the snapshot means nothing to anybody now. */
  published(): void {
    this.free.push(...this.goneBefore);
    this.goneBefore = [];
  }

  private create(parent: MutableFolder, name: string, kind: MutableNode['kind']): MutableNode {
    const id = this.free.pop() ?? this.nextId++;
    this.live++;
    return kind === 'folder'
      ? { kind, id, name, parent, children: undefined, isClosed: false }
      : { kind, id, name, parent, bytes: undefined };
  }

  private remove(node: MutableNode): void {
    const left: MutableNode[] = [node];
    for (let next = left.pop(); next; next = left.pop()) {
      this.live--;
      this.gone.push(next.id);
      if (next.kind !== 'folder') continue;
      this.withoutSizes.delete(next);
      if (next.isClosed) this.unreadable.delete(pathOf(next));
      for (const child of next.children ?? []) left.push(child);
    }
  }

  private noteSizes(folder: MutableFolder): void {
    const lacksOne = folder.children?.some((child) => child.kind !== 'folder' && child.bytes === undefined);
    if (lacksOne) this.withoutSizes.add(folder);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type MutableFile = Omit<Mutable<ContextFile>, 'parent'> & { readonly parent: MutableFolder };

type MutableNode = MutableFile | MutableFolder;

interface MutableFolder extends Omit<Mutable<ContextFolder>, 'parent' | 'children'> {
  readonly parent: MutableFolder | undefined;
  children: readonly MutableNode[] | undefined;
}
