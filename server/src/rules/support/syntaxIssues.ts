import type { BuildModel } from '../../model/types.ts';
import type { SyntaxIssue, SyntaxIssueCode } from '../../syntax/dockerfile/tree.ts';

/** What BuildKit refuses in a file (`BuildModel.refusals`), of some kinds. */
export function syntaxIssues(
  { refusals }: BuildModel,
  ...codes: readonly SyntaxIssueCode[]
): readonly SyntaxIssue[] {
  return codes.length === 0 ? refusals : refusals.filter((issue) => codes.includes(issue.code));
}
