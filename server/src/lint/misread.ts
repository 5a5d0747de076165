import type { FixEdit } from '../rules/rule.ts';
import type { TextRange } from '../text/range.ts';
import type { Problem } from './problem.ts';

/**
 * Leaves out what rules say of text that is not what its author thinks it is (`Report.misread`): an instruction that
 * has become a part of the one above has no unpinned packages. The first that weighs more than the problem that explains it
 * stays, and fixes that write there go, but for those that take the cause away. Keeps the order of the rest.
 */
export function withoutMisread(problems: readonly Problem[]): readonly Problem[] {
  const causes = problems.filter(({ misread }) => misread).slice(0, mostCauses);
  if (causes.length === 0) return problems;
  const kept: Problem[] = [];
  const heavier = new Set<Problem>();
  for (const problem of problems) {
    const others = problem.misread ? [] : causes.filter(({ rule }) => rule !== problem.rule);
    const cause = others.find(
      ({ misread }) => misread && misread.start <= problem.range.start && problem.range.start < misread.end,
    );
    if (cause) {
      // One is enough to tell that the build stops.
      const isLess = weights[cause.rule.severity] >= weights[problem.rule.severity];
      if (isLess || heavier.has(cause)) continue;
      heavier.add(cause);
    }
    const fixes = problem.fixes.filter(({ edits }) => others.every((cause) => !spoils(edits, cause)));
    kept.push(fixes.length === problem.fixes.length ? problem : { ...problem, fixes });
  }
  return kept;
}

/** A file with more of them is none of anybody's hand, and every problem is held against each. */
const mostCauses = 200;

const weights = { error: 3, warning: 2, information: 1, hint: 0 } as const;

/** Whether a fix writes into the text, or right behind it, and leaves in place what makes it another one. */
function spoils(edits: readonly FixEdit[], { range, misread }: Problem): boolean {
  const ranges = edits.flatMap((edit) => ('range' in edit ? [edit.range] : []));
  return (
    misread !== undefined &&
    ranges.some(({ start, end }) => start <= misread.end && end >= misread.start) &&
    !ranges.some((one) => holds(one, range))
  );
}

function holds(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
