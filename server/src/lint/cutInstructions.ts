import type { BuildModel } from '../model/types.ts';
import { lostContinuations } from '../rules/support/lostContinuation.ts';
import type { TextRange } from '../text/range.ts';
import type { Problem } from './problem.ts';

/**
 * Without what is said of an instruction that lacks its end, because a continuation was forgotten: what the rest of it
 * does nobody has read. What keeps the file from being built stays; of other problems those fixes that would change
 * such an instruction go. The same list where there is none.
 */
export function withoutCutInstructions(problems: readonly Problem[], model: BuildModel): readonly Problem[] {
  if (problems.length === 0 || model.tree.instructions.every(({ name }) => name)) return problems;
  const cut = cutRanges(model);
  if (cut.length === 0) return problems;
  const touches = (range: TextRange) => {
    // The last one that begins no later than the range ends; those before it end before it.
    let low = 0;
    let high = cut.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cut[middle]?.start ?? 0) <= range.end) low = middle + 1;
      else high = middle;
    }
    return (cut[low - 1]?.end ?? -1) >= range.start;
  };
  return problems.flatMap((problem) => {
    if (problem.rule.category === 'syntax') return problem;
    if (touches(problem.range)) return [];
    const fixes = problem.fixes.filter(
      ({ edits }) => !edits.some((edit) => 'range' in edit && touches(edit.range)),
    );
    return fixes.length === problem.fixes.length ? problem : { ...problem, fixes };
  });
}

/** From the instruction to the last line it has lost, in order of place: a line stands right below what it is lost to. */
function cutRanges(model: BuildModel): readonly TextRange[] {
  const ends = new Map<number, number>();
  for (const { line, instruction } of lostContinuations(model).values()) {
    const { start } = instruction.range;
    ends.set(start, Math.max(ends.get(start) ?? 0, line.range.end));
  }
  return [...ends].map(([start, end]) => ({ start, end }));
}
