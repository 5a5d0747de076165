import type { FixEdit } from '../rules/rule.ts';
import type { TextRange } from '../text/range.ts';
import type { Problem } from './problem.ts';

/**
 * Leaves out what rules say of text that is not what its author thinks it is (`Report.misread`): an instruction that
 * has become a part of the one above has no unpinned packages. Where one of them is an error, the build stops: the problem
 * that explains it is one then. Else the first that weighs more than that problem stays. Fixes that write there go, but
 * for those that take the cause away. Keeps the order of the rest.
 */
export function withoutMisread(problems: readonly Problem[]): readonly Problem[] {
  const causes = new Causes(problems.filter(isCause));
  if (causes.isEmpty) return problems;
  const kept: Problem[] = [];
  const heavier = new Set<Problem>();
  const stopping = new Set<Problem>();
  // Problems of one rule may share a fix: the RUNs of a long chain do.
  const spoiling = new Map<readonly FixEdit[], boolean>();
  for (const problem of problems) {
    const isOther = ({ rule }: Problem) => !problem.misread && rule !== problem.rule;
    const { start } = problem.range;
    const cause = causes
      .touching({ start, end: start })
      .find((one) => isOther(one) && start < one.misread.end);
    if (cause) {
      const isLess = weights[cause.rule.severity] >= weights[problem.rule.severity];
      if (isLess || heavier.has(cause)) continue;
      if (problem.severity === 'error') {
        stopping.add(cause);
        continue;
      }
      heavier.add(cause);
    }
    const fixes = problem.fixes.filter(({ edits }) => {
      let isSpoiling = spoiling.get(edits);
      if (isSpoiling === undefined) {
        isSpoiling = spoils(edits, causes, isOther);
        spoiling.set(edits, isSpoiling);
      }
      return !isSpoiling;
    });
    kept.push(fixes.length === problem.fixes.length ? problem : { ...problem, fixes });
  }
  return stopping.size === 0
    ? kept
    : kept.map((problem) => (stopping.has(problem) ? { ...problem, severity: 'error' } : problem));
}

type Cause = Problem & { readonly misread: TextRange };

function isCause(problem: Problem): problem is Cause {
  return problem.misread !== undefined;
}

/** Problems by the text that is not read as it is meant because of them. */
class Causes {
  private readonly sorted: readonly Cause[];
  /** Of each and those before it, the end that is furthest down. */
  private readonly ends: readonly number[];

  constructor(causes: readonly Cause[]) {
    this.sorted = [...causes].sort((a, b) => a.misread.start - b.misread.start);
    let furthest = -1;
    this.ends = this.sorted.map(({ misread }) => (furthest = Math.max(furthest, misread.end)));
  }

  get isEmpty(): boolean {
    return this.sorted.length === 0;
  }

  /** Those whose text a range overlaps or touches. */
  touching({ start, end }: TextRange): readonly Cause[] {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.misread.start ?? 0) <= end) low = middle + 1;
      else high = middle;
    }
    const found: Cause[] = [];
    for (let i = low - 1; i >= 0 && (this.ends[i] ?? -1) >= start; i--) {
      const cause = this.sorted[i];
      if (cause && cause.misread.end >= start) found.push(cause);
    }
    return found.reverse();
  }
}

const weights = { error: 3, warning: 2, information: 1, hint: 0 } as const;

/** Whether a fix writes into such a text, or right behind it, and leaves in place what makes it another one. */
function spoils(edits: readonly FixEdit[], causes: Causes, isOther: (cause: Problem) => boolean): boolean {
  const ranges = edits.flatMap((edit) => ('range' in edit ? [edit.range] : []));
  ranges.sort((a, b) => a.start - b.start);
  return ranges.some((range) =>
    causes.touching(range).some((cause) => isOther(cause) && !isReplaced(cause.range, ranges)),
  );
}

/** Whether one of the ranges holds a range; they are in order, and apart. */
function isReplaced({ start, end }: TextRange, ranges: readonly TextRange[]): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return (ranges[low - 1]?.end ?? -1) >= end;
}
