import { lazy } from '../../text/memo.ts';
import { parentPath } from './goPath.ts';
import { covers, type Effort, mayMeet, type PathSet, pathSetOf } from './pathSet.ts';
import type { PatternLine } from './reader.ts';

/**
 * What the lines of an ignore file do to each other, whatever files there are. Everything here is proved or not said.
 * The verdicts meant are those of BuildKit's walk (`matchUsingParent`), and with it those of `matchesOrParentMatches`:
 * the walk does not hold a pattern against a directory that is excluded (or included) already, and does not remember
 * it below; so that a pattern decides nothing because another one matches a directory above needs more than that.
 */
export interface Interplay {
  /** The line without which each path's verdict stays as it is, because of `by`. In the order of the file. */
  readonly covered: readonly Relation[];
  /** Exceptions that re-include nothing; `by` is a later line that excludes it all again, undefined: nothing above excludes. */
  readonly idleExceptions: readonly { readonly line: PatternLine; readonly by: PatternLine | undefined }[];
  /** Exclusions of which a later exception takes everything back. */
  readonly takenBack: readonly TakenBack[];
  /** Lines of the other kind that may have a say in what a line matches, in the order of the file. */
  meeting(line: PatternLine): PatternLine[];
}

export interface Relation {
  readonly line: PatternLine;
  readonly by: PatternLine;
}

export interface TakenBack extends Relation {
  /** No other line above may exclude what the exception matches: without the line it would take back nothing. */
  readonly isAlone: boolean;
}

/** Never throws. Of very long files with many wildcards less is found. Each part is computed when it is asked for. */
export function interplayOf(patterns: readonly PatternLine[]): Interplay {
  const lines = new Lines(patterns);
  const covered = lazy(() => findCovered(lines));
  const idle = lazy(() => findIdleExceptions(lines));
  const takenBack = lazy(() => findTakenBack(lines));
  return {
    get covered() {
      return covered();
    },
    get idleExceptions() {
      return idle();
    },
    get takenBack() {
      return takenBack();
    },
    meeting(line) {
      const index = patterns.indexOf(line);
      return patterns.filter((other, at) => other.negated !== line.negated && lines.mayMeet(index, at));
    },
  };
}

/** Whether the pattern at `index` is dead as long as one of those that `isLeft` names stays. */
export function isCovered(
  patterns: readonly PatternLine[],
  index: number,
  isLeft: (other: number) => boolean,
): boolean {
  const lines = new Lines(patterns);
  return patterns.some(
    (_, other) => other !== index && isLeft(other) && isDeadBecauseOf(lines, index, other),
  );
}

/** The lines, by index, that may match a path that the pattern at `index` matches, or one below: of either kind. */
export function sharing(patterns: readonly PatternLine[], index: number): number[] {
  const lines = new Lines(patterns);
  return patterns.flatMap((_, other) => (other !== index && lines.mayMeet(other, index) ? [other] : []));
}

/** Pairs of lines that are compared at most, and what their wildcards may take: what a keystroke may cost. */
const MOST_COMPARISONS = 5000;
const MOST_EFFORT = 10_000;

class Lines {
  readonly all: readonly PatternLine[];
  private readonly sets = new Map<number, PathSet>();
  private comparisons = 0;
  private readonly effort: Effort = { left: MOST_EFFORT };

  constructor(all: readonly PatternLine[]) {
    this.all = all;
  }

  set(index: number): PathSet {
    const known = this.sets.get(index);
    if (known) return known;
    const set = pathSetOf(this.all[index]?.pattern ?? { kind: 'none' });
    this.sets.set(index, set);
    return set;
  }

  /** What is asked now is answered without looking. */
  get isTired(): boolean {
    return this.comparisons > MOST_COMPARISONS;
  }

  isNegated(index: number): boolean {
    return this.all[index]?.negated === true;
  }

  isEffective(index: number): boolean {
    const kind = this.all[index]?.pattern.kind;
    return kind !== undefined && kind !== 'none' && kind !== 'invalid';
  }

  covers(index: number, other: number, how: 'itself' | 'orParent'): boolean {
    return (
      ++this.comparisons <= MOST_COMPARISONS && covers(this.set(index), this.set(other), how, this.effort)
    );
  }

  mayMeet(index: number, other: number): boolean {
    if (!this.isEffective(index) || !this.isEffective(other)) return false;
    return ++this.comparisons > MOST_COMPARISONS || mayMeet(this.set(index), this.set(other), this.effort);
  }

  /** Whether a line of [from, to) of the given kind may say something of a path that `index` matches, or of one below. */
  meets(index: number, negated: boolean, from: number, to: number): boolean {
    for (let other = from; other < to; other++) {
      if (other !== index && this.isNegated(other) === negated && this.mayMeet(other, index)) return true;
    }
    return false;
  }
}

function isDeadBecauseOf(lines: Lines, index: number, other: number): boolean {
  const negated = lines.isNegated(index);
  if (lines.isNegated(other) !== negated || !lines.covers(other, index, 'orParent')) return false;
  const [first, second] = other < index ? [other, index] : [index, other];
  // A line of the other kind in between that has a say in it makes both count.
  if (lines.meets(index, !negated, first + 1, second)) return false;
  if (lines.covers(other, index, 'itself')) return true;
  // Else it must be certain that the other one is held against the directory above, and remembered.
  if (!negated) return !lines.meets(index, true, 0, other);
  if (other > index || lines.meets(other, true, 0, other)) return false;
  for (let above = 0; above < other; above++) {
    if (!lines.isNegated(above) && lines.covers(above, other, 'orParent')) return true;
  }
  return false;
}

function findCovered(lines: Lines): Relation[] {
  const { all } = lines;
  const exact = new Map<string, number[]>();
  const wild: number[] = [];
  all.forEach((line, index) => {
    if (line.pattern.kind !== 'exact') {
      if (lines.isEffective(index)) wild.push(index);
      return;
    }
    const known = exact.get(line.glob);
    if (known) known.push(index);
    else exact.set(line.glob, [index]);
  });
  const dead = new Map<number, number>();
  const find = (index: number, isCandidate: (other: number) => boolean): void => {
    if (dead.has(index) || !lines.isEffective(index)) return;
    const { pattern, prefix } = lines.set(index);
    const directory =
      pattern.kind === 'exact' ? prefix : prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
    const candidates: number[] = [];
    for (let path = directory; path !== '.' && path !== '' && path !== '/'; path = parentPath(path)) {
      candidates.push(...(exact.get(path) ?? []));
    }
    for (const other of lines.isTired ? candidates : [...candidates, ...wild]) {
      if (other === index || dead.has(other) || !isCandidate(other)) continue;
      // The same once more is for another rule to tell.
      if (all[other]?.read === all[index]?.read) continue;
      if (isDeadBecauseOf(lines, index, other)) {
        dead.set(index, other);
        return;
      }
    }
  };
  for (let index = 0; index < all.length; index++) find(index, (other) => other < index);
  for (let index = all.length - 1; index >= 0; index--) find(index, (other) => other > index);
  return [...dead].sort(([a], [b]) => a - b).flatMap(([index, other]) => relation(all[index], all[other]));
}

function relation(line: PatternLine | undefined, by: PatternLine | undefined): Relation[] {
  return line && by ? [{ line, by }] : [];
}

function findIdleExceptions(
  lines: Lines,
): { readonly line: PatternLine; readonly by: PatternLine | undefined }[] {
  const idle: { readonly line: PatternLine; readonly by: PatternLine | undefined }[] = [];
  lines.all.forEach((line, index) => {
    if (!line.negated || !lines.isEffective(index) || !lines.set(index).branches) return;
    const by = undoneBy(lines, index);
    if (by !== undefined) idle.push({ line, by: lines.all[by] });
    else if (!lines.meets(index, false, 0, index)) idle.push({ line, by: undefined });
  });
  return idle;
}

/** The later exclusion behind which nothing is left of an exception. */
function undoneBy(lines: Lines, index: number): number | undefined {
  let heldAbove = !lines.meets(index, false, 0, index);
  for (let other = index + 1; other < lines.all.length; other++) {
    if (lines.isNegated(other)) continue;
    if (lines.covers(other, index, 'itself')) return other;
    if (!heldAbove) continue;
    // Nothing excludes the directories above before this line: it is held against them, and remembered.
    if (lines.covers(other, index, 'orParent')) return other;
    heldAbove = !lines.mayMeet(other, index);
  }
  return undefined;
}

function findTakenBack(lines: Lines): TakenBack[] {
  const { all } = lines;
  const exceptions = all.flatMap((line, index) => (line.negated && lines.isEffective(index) ? [index] : []));
  const undoing = new Map<number, number>();
  all.forEach((line, index) => {
    if (line.negated || !lines.isEffective(index)) return;
    const by = exceptions.find((other) => other > index && lines.covers(other, index, 'itself'));
    if (by !== undefined) undoing.set(index, by);
  });
  const isAlone = (exception: number): boolean =>
    !all.some(
      ({ negated }, other) =>
        !negated &&
        other < exception &&
        (undoing.get(other) ?? all.length) > exception &&
        !lines.covers(exception, other, 'orParent') &&
        lines.mayMeet(other, exception),
    );
  return [...undoing].flatMap(([index, by]) =>
    relation(all[index], all[by]).map((pair) => ({ ...pair, isAlone: isAlone(by) })),
  );
}
