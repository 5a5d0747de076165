import type { FixEdit } from '../rules/rule.ts';
import type { Problem, ProblemFix } from './problem.ts';

/**
 * Problems whose fixes change what can be reached. Beside a document that is in no folder, as an untitled one, nothing
 * can be written: such a fix keeps what it changes in the document itself.
 * @param isReachable whether it is known where a path is that a fix names
 */
export function withinReach(
  problems: readonly Problem[],
  isReachable: (path: string) => boolean,
): readonly Problem[] {
  const isOut = (edit: FixEdit): boolean => 'path' in edit && !isReachable(edit.path);
  const reachesOut = ({ edits }: ProblemFix): boolean => edits.some(isOut);
  const inside = (fix: ProblemFix): readonly ProblemFix[] => {
    if (!reachesOut(fix)) return [fix];
    const edits = fix.edits.filter((edit) => !isOut(edit));
    return edits.length === 0 ? [] : [{ ...fix, edits }];
  };
  return problems.map((problem) =>
    problem.fixes.some(reachesOut) ? { ...problem, fixes: problem.fixes.flatMap(inside) } : problem,
  );
}
