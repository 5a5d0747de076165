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
  const cut = [...lostContinuations(model).values()].flatMap(({ line, instruction }) => [
    instruction.range,
    line.range,
  ]);
  if (cut.length === 0) return problems;
  const touches = (range: TextRange) =>
    cut.some(({ start, end }) => range.start <= end && start <= range.end);
  return problems.flatMap((problem) => {
    if (problem.rule.category === 'syntax') return problem;
    if (touches(problem.range)) return [];
    const fixes = problem.fixes.filter(
      ({ edits }) => !edits.some((edit) => 'range' in edit && touches(edit.range)),
    );
    return fixes.length === problem.fixes.length ? problem : { ...problem, fixes };
  });
}
