import { canSkipDirectory, type Matcher, matchUsingParent } from '../../syntax/dockerignore/matcher.ts';
import { literalPrefix } from '../../syntax/dockerignore/pathSet.ts';
import { matchPattern, type Pattern } from '../../syntax/dockerignore/pattern.ts';
import type { ContextFile, ContextFolder, ContextNode, ContextTree } from './contextTree.ts';
import { DeeperMatches } from './deeperMatches.ts';
import { notableKindOf } from './notableNodes.ts';

/** How much of a context: files with links and the like, and their bytes as far as they are known. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/**
 * What an ignore file makes of a context: what BuildKit's walk over it would send. A snapshot; nodes that came to the
 * tree later have no verdict here.
 */
export interface ContextView {
  readonly tree: ContextTree;
  readonly sent: Amount;
  readonly keptOut: KeptOut;
  /** The patterns it was judged by, as they are read: of a file that is being typed, those before the last keystroke. */
  readonly patterns: readonly string[];
  /** One for each of the `patterns`, by its index. */
  readonly lines: readonly LineEffect[];
  /** Files and folders that are sent, at least in part, and are seldom meant to be (`notableNodes.ts`). In walking order. */
  readonly notable: readonly ContextNode[];
  /** Files whose size nobody has looked at yet. */
  readonly unsized: number;
  /** Not kept out whole, and not read: what the reader should read next. */
  readonly unread: readonly ContextFolder[];
  /**
   * Whether a file is sent, or a folder by itself. In a folder that is not sent, files may be: see `below`.
   * Of a node that is younger than the view: false.
   */
  isSent(node: ContextNode): boolean;
  /** The index of the pattern that decides; undefined: none. */
  decidedBy(node: ContextNode): number | undefined;
  /** What is below a folder, or the file itself. */
  below(node: ContextNode): { readonly sent: Amount; readonly keptOut: Amount };
}

/** Files that were seen, and folders that are kept out whole and were not looked into. */
export interface KeptOut extends Amount {
  readonly folders: number;
}

/** What a pattern does beside the others: it counts where it decides. */
export interface LineEffect {
  /** What it keeps out; of an exception: what it brings back. */
  readonly decides: KeptOut;
  /** The first files and whole folders for which it decides, at most `mostExamples`. */
  readonly examples: readonly ContextNode[];
  /** Whether it matches anything at all outside of folders that are kept out whole, decisive or not. */
  readonly matches: boolean;
  /**
   * Of a pattern without a slash, which counts in the root only: what is sent though it has such a name, deeper. At most
   * `mostExamples`.
   */
  readonly deeper: readonly ContextNode[];
}

export const mostExamples = 5;

/** Looks at the whole tree in steps, so that whoever drives it can let others go first. Linear in the tree. */
export class ContextEvaluation {
  private readonly tree: ContextTree;
  private readonly matcher: Matcher;
  private readonly stack: Frame[] = [];
  /** By node: the index of the deciding pattern plus two, `undecided`, or 0 for a node without a verdict; negative: kept out. */
  private readonly verdicts: Int32Array;
  private readonly totals: Totals;
  private readonly effects: MutableEffect[];
  private readonly seen: Uint8Array;
  private readonly prefixes: readonly string[];
  private readonly deeper: DeeperMatches;
  private readonly notable: ContextNode[] = [];
  private readonly unread: ContextFolder[] = [];
  private unsized = 0;
  private keptFolders = 0;

  constructor(tree: ContextTree, matcher: Matcher) {
    const { patterns } = matcher;
    this.tree = tree;
    this.matcher = matcher;
    this.verdicts = new Int32Array(tree.size);
    this.totals = new Totals(tree.size);
    this.effects = patterns.map(() => ({ files: 0, bytes: 0, folders: 0, examples: [] }));
    this.seen = new Uint8Array(patterns.length);
    this.prefixes = patterns.map(literalPrefix);
    this.deeper = new DeeperMatches(patterns, mostExamples);
    const active = patterns.flatMap((pattern, index) => (isEffective(pattern) ? [index] : []));
    this.verdicts[tree.root.id] = undecided;
    this.enter({ folder: tree.root, path: '', active, matched: none, keptOutBy: 0 });
  }

  /** Looks at about so many nodes. False when there are none left. */
  step(nodes: number): boolean {
    let left = nodes;
    for (let frame = this.stack.at(-1); frame && left > 0; frame = this.stack.at(-1)) {
      const child = frame.children[frame.next++];
      if (child) {
        left--;
        if (frame.keptOutBy === 0) this.judge(child, frame);
        else this.inherit(child, frame);
      } else {
        this.stack.pop();
        this.totals.addToParent(frame.folder);
      }
    }
    return this.stack.length > 0;
  }

  /** Once `step` has nothing left. */
  view(): ContextView {
    const { tree, verdicts, totals } = this;
    const isSent = ({ id }: ContextNode): boolean => (verdicts[id] ?? 0) > 0;
    return {
      tree,
      isSent,
      decidedBy({ id }) {
        const verdict = Math.abs(verdicts[id] ?? 0);
        return verdict < first ? undefined : verdict - first;
      },
      below(node) {
        if (node.kind === 'folder') return { sent: totals.sent(node), keptOut: totals.keptOut(node) };
        const amount = { files: 1, bytes: node.bytes ?? 0 };
        return isSent(node) ? { sent: amount, keptOut: nothing } : { sent: nothing, keptOut: amount };
      },
      sent: totals.sent(tree.root),
      keptOut: { ...totals.keptOut(tree.root), folders: this.keptFolders },
      patterns: this.matcher.lines,
      lines: this.effects.map(({ examples, ...decides }, index) => ({
        decides,
        examples,
        matches: this.seen[index] === 1,
        deeper: this.deeper.of(index),
      })),
      notable: this.notable,
      unsized: this.unsized,
      unread: this.unread,
    };
  }

  private enter(state: FolderState): void {
    const { folder, keptOutBy } = state;
    if (!folder.children && !folder.isClosed && keptOutBy === 0) this.unread.push(folder);
    this.stack.push({ ...state, children: folder.children ?? [], next: 0 });
  }

  /** Below a folder that is kept out whole. */
  private inherit(child: ContextNode, { folder, keptOutBy }: Frame): void {
    this.verdicts[child.id] = keptOutBy;
    if (child.kind === 'folder') {
      this.enter({ folder: child, path: '', active: none, matched: none, keptOutBy });
    } else {
      this.count(child, folder, false);
      addTo(this.effects[-keptOutBy - first], child);
    }
  }

  private judge(child: ContextNode, frame: Frame): void {
    const path = frame.path === '' ? child.name : `${frame.path}/${child.name}`;
    const { excluded, decidedBy, matched } = this.match(path, frame);
    const verdict = (decidedBy === undefined ? undecided : decidedBy + first) * (excluded ? -1 : 1);
    this.verdicts[child.id] = verdict;
    if (!excluded) {
      this.deeper.look(child);
      if (notableKindOf(child) !== undefined) this.notable.push(child);
    }
    const effect = decidedBy === undefined ? undefined : this.effects[decidedBy];
    if (child.kind !== 'folder') {
      this.count(child, frame.folder, !excluded);
      addTo(effect, child);
      addExample(effect, child);
      return;
    }
    const isWhole = excluded && canSkipDirectory(this.matcher, path);
    if (isWhole) {
      this.keptFolders++;
      if (effect) effect.folders++;
      addExample(effect, child);
    }
    const active = isWhole ? none : this.activeBelow(path, frame.active, matched);
    this.enter({ folder: child, path, active, matched, keptOutBy: isWhole ? verdict : 0 });
  }

  /** `matchUsingParent`, held against those patterns alone that may match here. */
  private match(path: string, { active, matched: above }: Frame): Match {
    const { patterns, hasBroken } = this.matcher;
    if (hasBroken) {
      for (const index of active) this.see(index, path);
      const parent = { matched: patterns.map((_, index) => above.includes(index)) };
      const { excluded, decidedBy, state } = matchUsingParent(this.matcher, path, parent);
      return { excluded, decidedBy, matched: active.filter((index) => state.matched[index]) };
    }
    let excluded = false;
    let decidedBy: number | undefined;
    const own: number[] = [];
    for (const index of active) {
      const pattern = patterns[index] as Effective;
      if (above.length === 0 || !above.includes(index)) {
        // As upstream: only a pattern that would change the verdict so far is held against the path, and remembered.
        if (pattern.negated !== excluded) {
          this.see(index, path);
          continue;
        }
        if (!matchPattern(pattern, path)) continue;
        this.seen[index] = 1;
        own.push(index);
      }
      excluded = !pattern.negated;
      decidedBy = index;
    }
    return { excluded, decidedBy, matched: own.length === 0 ? above : [...above, ...own] };
  }

  /** That a pattern matches is worth knowing even where it decides nothing. */
  private see(index: number, path: string): void {
    const pattern = this.matcher.patterns[index];
    if (this.seen[index] === 0 && pattern && matchPattern(pattern, path)) this.seen[index] = 1;
  }

  private activeBelow(
    path: string,
    active: readonly number[],
    matched: readonly number[],
  ): readonly number[] {
    const folder = `${path}/`;
    const below = active.filter((index) => {
      const prefix = this.prefixes[index] ?? '';
      return prefix.startsWith(folder) || folder.startsWith(prefix) || matched.includes(index);
    });
    return below.length === active.length ? active : below;
  }

  private count(file: ContextFile, folder: ContextFolder, isSent: boolean): void {
    if (file.bytes === undefined) this.unsized++;
    this.totals.add(folder, isSent, file.bytes ?? 0);
  }
}

/** The verdict of a node for which no pattern decides; the pattern with the index 0 has `first`. */
const undecided = 1;
const first = 2;

const none: readonly number[] = [];
const nothing: Amount = { files: 0, bytes: 0 };

type Effective = Exclude<Pattern, { readonly kind: 'none' | 'invalid' }>;

interface Match {
  readonly excluded: boolean;
  readonly decidedBy: number | undefined;
  readonly matched: readonly number[];
}

interface FolderState {
  readonly folder: ContextFolder;
  readonly path: string;
  /** Indexes of the patterns that may have a say below, ascending. */
  readonly active: readonly number[];
  /** Indexes of those that matched this folder or one above, as far as the walk remembers. */
  readonly matched: readonly number[];
  /** The verdict of the folder when it is kept out whole, else 0. */
  readonly keptOutBy: number;
}

interface Frame extends FolderState {
  readonly children: readonly ContextNode[];
  next: number;
}

interface MutableEffect {
  files: number;
  bytes: number;
  folders: number;
  readonly examples: ContextNode[];
}

function addTo(effect: MutableEffect | undefined, { bytes }: ContextFile): void {
  if (!effect) return;
  effect.files++;
  effect.bytes += bytes ?? 0;
}

function addExample(effect: MutableEffect | undefined, node: ContextNode): void {
  if (effect && effect.examples.length < mostExamples) effect.examples.push(node);
}

function isEffective(pattern: Pattern): boolean {
  return pattern.kind !== 'none' && pattern.kind !== 'invalid';
}

/** Sums by folder: two numbers for what is sent, two for what is kept out. */
class Totals {
  private readonly sums: Float64Array;

  constructor(size: number) {
    this.sums = new Float64Array(size * 4);
  }

  add({ id }: ContextFolder, isSent: boolean, bytes: number): void {
    const at = id * 4 + (isSent ? 0 : 2);
    this.sums[at] = (this.sums[at] ?? 0) + 1;
    this.sums[at + 1] = (this.sums[at + 1] ?? 0) + bytes;
  }

  addToParent({ id, parent }: ContextFolder): void {
    if (!parent) return;
    for (let part = 0; part < 4; part++) {
      const at = parent.id * 4 + part;
      this.sums[at] = (this.sums[at] ?? 0) + (this.sums[id * 4 + part] ?? 0);
    }
  }

  sent({ id }: ContextFolder): Amount {
    return { files: this.sums[id * 4] ?? 0, bytes: this.sums[id * 4 + 1] ?? 0 };
  }

  keptOut({ id }: ContextFolder): Amount {
    return { files: this.sums[id * 4 + 2] ?? 0, bytes: this.sums[id * 4 + 3] ?? 0 };
  }
}
