import type { DockerfileTree, Flag, Instruction, Item } from '../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../text/lines.ts';
import { instructionsOf, type Reads, reads } from './reads.ts';
import type { FullState } from './state.ts';
import { everyState, stateChanges } from './stateChanges.ts';
import type { Stage } from './types.ts';

/** A version of a document, as far as it is compared with the next one: see `changesBetween`. */
export interface Version {
  readonly tree: DockerfileTree;
  /** Every instruction, triggers included, in file order. */
  readonly moments: readonly MomentOfVersion[];
  /** The states after the last instruction of each stage. */
  readonly finals: readonly FullState[];
  /** What each stage is built on. */
  readonly bases: readonly string[];
  /** What that is in the end. */
  readonly images: readonly string[];
  /** BuildKit refuses something in it. */
  readonly isRefused: boolean;
  /** A comment says which shell a base image has. */
  readonly declaresShell: boolean;
}

interface MomentOfVersion {
  readonly instruction: Instruction;
  readonly stage: Stage | undefined;
  readonly before: FullState;
}

/** What is different between a version and the next one. */
export interface Change {
  /** What may not be as it was: every other part is the same, and so is what was made of such parts alone. */
  readonly parts: Reads;
  /**
   * The stretch of whole lines that was replaced, as offsets of the old text: what lies before it stays, what lies
   * behind it moves by `moved`.
   */
  readonly from: number;
  readonly to: number;
  readonly moved: number;
  /** The steps of the next version that were not in this one: from this index up to before that. */
  readonly newSteps: { readonly start: number; readonly end: number };
}

/**
 * Undefined when everything may be another. The next tree must have been read out of the tree of the version: what is
 * the same is the same object in both. Linear in the number of instructions.
 */
export function changesBetween(old: Version, now: Version): Change | undefined {
  // What a directive says is in everything, and so are the line breaks, which are those of the first line.
  if (!haveSameDirectives(old.tree, now.tree)) return undefined;
  if (lineBreakOf(old.tree.text) !== lineBreakOf(now.tree.text)) return undefined;
  const errors = old.isRefused || now.isRefused ? reads.errors : reads.nothing;
  const { text, items } = now.tree;
  const { start, oldEnd, nowEnd } = differing(
    old.tree.items.length,
    items.length,
    (i, j) => old.tree.items[i] === items[j],
  );
  const [replaced, by] = [old.tree.items.slice(start, oldEnd), items.slice(start, nowEnd)];
  const hasSameOrder = orderOf(replaced) === orderOf(by);
  // Instructions for instructions, and nothing between them.
  const isLaidOutAlike = hasSameOrder && ![...replaced, ...by].some(({ kind }) => kind !== 'instruction');
  const order = hasSameOrder ? reads.nothing : reads.order;
  const from = items[start - 1]?.range.end ?? 0;
  const moved = text.length - old.tree.text.length;
  const end = (items[nowEnd - 1]?.range.end ?? 0) - moved;
  // What stands at the end of the text may be a part of a line without a line break.
  const to = end === old.tree.text.length ? Number.POSITIVE_INFINITY : end;
  const isShellDeclared = old.declaresShell || now.declaresShell;
  const declared = isShellDeclared ? reads.shell : reads.nothing;
  const layout = isLaidOutAlike ? reads.nothing : reads.layout | declared;
  const moments = momentChanges(old, now);
  const bases = areSame(old.bases, now.bases) ? reads.nothing : reads.bases;
  const images = areSame(old.images, now.images) ? reads.nothing : reads.images;
  return {
    parts: errors | layout | order | bases | images | moments.parts,
    from,
    to,
    moved,
    newSteps: moments.newSteps,
  };
}

function areSame(old: readonly string[], now: readonly string[]): boolean {
  return old.length === now.length && old.every((one, i) => one === now[i]);
}

function haveSameDirectives(old: DockerfileTree, now: DockerfileTree): boolean {
  return (
    old.escape === now.escape &&
    old.directives.length === now.directives.length &&
    old.directives.every((directive, i) => {
      const other = now.directives[i];
      return directive.name === other?.name && directive.value === other.value;
    })
  );
}

function orderOf(items: readonly Item[]): string {
  return items
    .map((item) => {
      if (item.kind !== 'instruction') return '';
      const { name, trigger } = item.instruction;
      return trigger ? `${name} ${trigger.name}` : (name ?? '?');
    })
    .filter((name) => name !== '')
    .join();
}

function momentChanges(old: Version, now: Version): Pick<Change, 'parts' | 'newSteps'> {
  const [before, after] = [old.moments, now.moments];
  const { start, oldEnd, nowEnd } = differing(
    before.length,
    after.length,
    (i, j) => before[i]?.instruction === after[j]?.instruction,
  );
  let changed: Reads = reads.nothing;
  for (let i = start; i < oldEnd; i++) changed |= partsOf(before[i]);
  for (let i = start; i < nowEnd; i++) changed |= partsOf(after[i]);
  const compare = (one: FullState | undefined, other: FullState | undefined) => {
    if (one && other && one !== other) changed |= stateChanges(one.parts, other.parts);
  };
  for (let i = 0; i < start; i++) compare(before[i]?.before, after[i]?.before);
  const moved = after.length - before.length;
  for (let i = oldEnd; i < before.length; i++) compare(before[i]?.before, after[i + moved]?.before);
  if (old.finals.length !== now.finals.length) changed |= reads.bases | reads.uses | everyState;
  else for (let i = 0; i < old.finals.length; i++) compare(old.finals[i], now.finals[i]);
  return { parts: changed, newSteps: { start, end: nowEnd } };
}

/** What an instruction that comes or goes changes beside the states behind it. */
function partsOf(moment: MomentOfVersion | undefined): Reads {
  if (!moment) return reads.nothing;
  const { name, trigger, flags } = moment.instruction;
  let changed = instructionsOf(name);
  // Who uses whom hangs on the names of stages, and on flags; a trigger may have them, too.
  if (name === 'FROM' || trigger || flags.some(namesStage)) changed |= reads.uses;
  return changed;
}

/** Wide: `from` may be the key of any of a mount's fields. */
function namesStage({ name, value, rawValue }: Flag): boolean {
  return name === 'from' || (name === 'mount' && /from/i.test(`${value} ${rawValue?.text}`));
}

interface Differing {
  /** In both. */
  readonly start: number;
  readonly oldEnd: number;
  readonly nowEnd: number;
}

/** The shortest stretch outside of which two lists are the same. */
function differing(
  oldLength: number,
  nowLength: number,
  same: (old: number, now: number) => boolean,
): Differing {
  const shorter = Math.min(oldLength, nowLength);
  let start = 0;
  while (start < shorter && same(start, start)) start++;
  let end = 0;
  while (end < shorter - start && same(oldLength - 1 - end, nowLength - 1 - end)) end++;
  return { start, oldEnd: oldLength - end, nowEnd: nowLength - end };
}
