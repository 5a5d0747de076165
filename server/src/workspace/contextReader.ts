import type { Host } from '../host.ts';
import { type ContextFolder, pathOf } from '../model/context/contextTree.ts';
import { ContextEvaluation, type ContextView } from '../model/context/contextView.ts';
import {
  canSkipDirectory,
  type Matcher,
  matchUsingParent,
  type WalkState,
} from '../syntax/dockerignore/matcher.ts';
import { GrowingTree } from './growingTree.ts';
import { below, contextPathUnder } from './uris.ts';

export interface ReaderEvents {
  /** There is another view. */
  changed(): void;
  /** Files and folders seen so far; `done` when nothing is under way any more. */
  progress(seen: number, done: boolean): void;
}

/** Folders that are listed at the same time: enough to keep a disk busy, and few enough for an editor far away. */
const listedAtOnce = 16;

/** Nodes that are judged before others have their turn: about a millisecond. */
const judgedAtOnce = 2000;

/** Files of one question for sizes. */
const sizedAtOnce = 256;

/** Numbers of entries at which what has been read so far is shown; a big context takes its time. */
const milestones: readonly number[] = [500, 5000, 50_000];

/**
 * Reads one build context in the background and keeps it current. Folders that the ignore file keeps out whole are not
 * looked into, unless an exception needs it; links are not followed. Nothing here throws or is waited for.
 */
export class ContextReader {
  readonly root: string;
  private readonly host: Host;
  private readonly events: ReaderEvents;
  private readonly tree: GrowingTree;
  private matcher: Matcher | undefined;
  private latest: ContextView | undefined;
  private queue: Listing[] = [];
  private readonly dirty = new Set<ContextFolder>();
  /** What is being listed. */
  private readonly listing = new Set<ContextFolder>();
  /** Counts what makes the view old; a view is of the count at which its evaluation began. */
  private revision = 0;
  private viewed = -1;
  private milestone = 0;
  private isWorking = false;
  private isStopped = false;

  /** `budget`: files and folders that are looked at, at most. */
  constructor(host: Host, root: string, budget: number, events: ReaderEvents) {
    this.host = host;
    this.root = root;
    this.events = events;
    this.tree = new GrowingTree(budget);
  }

  /** Undefined until there is something to say. The same object until something changes. */
  get view(): ContextView | undefined {
    return this.latest;
  }

  /** Begins to read, or judges again by another ignore file, without a look at what has been read. */
  judgeBy(matcher: Matcher): void {
    if (this.matcher === matcher) return;
    this.matcher = matcher;
    // Which folders are worth reading may have changed: the next evaluation tells.
    this.queue = [];
    this.revision++;
    this.wake();
  }

  /** Something was created, changed or deleted at these places. */
  filesChanged(uris: readonly string[]): void {
    for (const uri of uris) {
      const path = contextPathUnder(this.root, uri);
      const folder = path === undefined ? undefined : this.tree.forgetSize(path);
      if (folder && this.isWorthListing(folder)) this.dirty.add(folder);
      // What is being listed further up may have come before this, and have something else in the folder's place.
      for (let above = folder?.parent; above; above = above.parent) {
        if (this.listing.has(above)) this.dirty.add(above);
      }
      if (path !== undefined) this.forgetFolder(path);
    }
    this.forgetKeptOut();
    if (this.dirty.size > 0) this.wake();
  }

  /**
   * What happens in a folder that is kept out whole, since it was read, is nobody's business: it is forgotten, and read
   * again when it counts again.
   */
  private forgetKeptOut(): void {
    const { matcher } = this;
    if (!matcher) return;
    const known = new Map<ContextFolder, Standing>();
    for (const folder of [...this.dirty]) {
      const { keptOut } = standingOf(folder, matcher, known);
      // What is being listed comes in any case, and may be too old.
      if (!keptOut || this.listing.has(folder)) continue;
      this.tree.forget(keptOut);
      this.dirty.delete(folder);
    }
  }

  /** A folder of which something is told itself may be another one, under which nothing is as it was. */
  private forgetFolder(path: string): void {
    const folder = this.tree.folderAt(path);
    if (!folder) return;
    this.tree.forget(folder);
    if (this.isWorthListing(folder)) this.dirty.add(folder);
  }

  /** Not what nobody looked into, nor what there was no room for; but what is being listed may be listed too early. */
  private isWorthListing(folder: ContextFolder): boolean {
    if (folder.children || this.listing.has(folder)) return true;
    return folder.isClosed && !this.tree.isFull;
  }

  stop(): void {
    this.isStopped = true;
  }

  private wake(): void {
    if (this.isWorking || this.isStopped || !this.matcher) return;
    this.isWorking = true;
    this.work().then(
      () => this.rest(true),
      (error: unknown) => {
        // A host never rejects; if one does, what is known stays as it is, and the log says why.
        this.host.log('error', `Reading the build context failed: ${String(error)}`);
        this.rest(false);
      },
    );
  }

  private rest(isDone: boolean): void {
    this.isWorking = false;
    if (this.isStopped) return;
    // Something may have happened since the last look for work.
    if (isDone && (this.dirty.size > 0 || this.viewed !== this.revision)) this.wake();
    else this.events.progress(this.tree.seen, true);
  }

  private async work(): Promise<void> {
    for (;;) {
      await this.host.pause();
      if (this.isStopped) return;
      if (this.dirty.size > 0) await this.listAgain();
      else if (this.queue.length > 0 && !this.isMilestone()) await this.listNext();
      else if (this.viewed !== this.revision) await this.judge();
      else if (this.queue.length > 0) this.milestone++;
      else if (!(await this.findSizes())) return;
    }
  }

  private isMilestone(): boolean {
    return this.tree.seen >= (milestones[this.milestone] ?? Number.POSITIVE_INFINITY);
  }

  private async listNext(): Promise<void> {
    const matcher = this.matcher;
    const batch = this.queue.splice(0, listedAtOnce);
    await Promise.all(
      batch.map(async ({ folder, path, state }) => {
        this.listing.add(folder);
        const entries = this.tree.isFull ? undefined : await this.host.list(below(this.root, path));
        this.listing.delete(folder);
        if (this.isStopped || !this.tree.has(folder)) return;
        for (const child of this.tree.fill(folder, path, entries)) {
          if (matcher && matcher === this.matcher)
            this.enqueue(child, `${path}${path && '/'}${child.name}`, state, matcher);
        }
      }),
    );
    this.revision++;
    if (!this.isStopped) this.events.progress(this.tree.seen, false);
  }

  private enqueue(
    folder: ContextFolder,
    path: string,
    parent: WalkState | undefined,
    matcher: Matcher,
  ): void {
    const { excluded, state } = matchUsingParent(matcher, path, parent);
    if (!excluded || !canSkipDirectory(matcher, path)) this.queue.push({ folder, path, state });
  }

  /** What is new in a folder may be a folder that has to be read: the evaluation tells. */
  private async listAgain(): Promise<void> {
    const batch = [...this.dirty].slice(0, listedAtOnce);
    for (const folder of batch) this.dirty.delete(folder);
    await Promise.all(
      batch.map(async (folder) => {
        if (!this.tree.has(folder)) return;
        const path = pathOf(folder);
        this.listing.add(folder);
        const entries = await this.host.list(below(this.root, path));
        this.listing.delete(folder);
        if (!this.isStopped && this.tree.has(folder)) this.tree.fill(folder, path, entries);
      }),
    );
    this.revision++;
  }

  /** Gives up as soon as something makes the result old. */
  private async judge(): Promise<void> {
    const { matcher, revision } = this;
    if (!matcher) return;
    const isReading = this.queue.length > 0;
    const snapshot = this.tree.snapshot(isReading);
    const evaluation = new ContextEvaluation(snapshot, matcher);
    while (evaluation.step(judgedAtOnce)) {
      await this.host.pause();
      if (this.isStopped || this.revision !== revision || this.dirty.size > 0) return;
    }
    const view = evaluation.view();
    this.viewed = revision;
    if (!isReading) {
      const known = new Map<ContextFolder, Standing>();
      this.queue = view.unread.map((folder) => {
        const { path, state } = standingOf(folder, matcher, known);
        return { folder, path, state };
      });
      // Half of it would be taken for the whole.
      if (this.queue.length > 0) return;
    }
    this.tree.published();
    this.latest = view;
    this.events.changed();
  }

  /** False when all are known. */
  private async findSizes(): Promise<boolean> {
    let found = false;
    for (const { folder, names } of this.tree.unsized(sizedAtOnce)) {
      const sizes = await this.host.sizes(below(this.root, pathOf(folder)), names);
      if (this.isStopped) return false;
      // They may have changed while they were asked for.
      if (this.dirty.has(folder)) return true;
      this.tree.setSizes(folder, names, sizes);
      found = true;
      await this.host.pause();
      if (this.isStopped || this.dirty.size > 0 || this.viewed !== this.revision) return true;
    }
    if (found) this.revision++;
    return found;
  }
}

interface Listing {
  readonly folder: ContextFolder;
  readonly path: string;
  readonly state: WalkState | undefined;
}

interface Standing {
  readonly path: string;
  readonly state: WalkState | undefined;
  /** The topmost folder that is kept out whole, of this one and those above. */
  readonly keptOut: ContextFolder | undefined;
}

function standingOf(folder: ContextFolder, matcher: Matcher, known: Map<ContextFolder, Standing>): Standing {
  const found = known.get(folder);
  if (found) return found;
  let standing: Standing = { path: '', state: undefined, keptOut: undefined };
  if (folder.parent) {
    const above = standingOf(folder.parent, matcher, known);
    const path = above.path === '' ? folder.name : `${above.path}/${folder.name}`;
    if (above.keptOut) {
      standing = { ...above, path };
    } else {
      const { excluded, state } = matchUsingParent(matcher, path, above.state);
      const keptOut = excluded && canSkipDirectory(matcher, path) ? folder : undefined;
      standing = { path, state, keptOut };
    }
  }
  known.set(folder, standing);
  return standing;
}
