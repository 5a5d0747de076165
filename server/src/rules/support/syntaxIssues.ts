import type { BuildModel } from '../../model/types.ts';
import { instructionErrors } from '../../syntax/dockerfile/instructionErrors.ts';
import type { SyntaxIssue, SyntaxIssueCode } from '../../syntax/dockerfile/tree.ts';

/**
 * Everything BuildKit refuses in a file, its parser and its instructions package together; computed once per model.
 * Of a frontend that is not docker/dockerfile nothing is known: only what its parser must share is kept.
 */
export function syntaxIssues(
  model: BuildModel,
  ...codes: readonly SyntaxIssueCode[]
): readonly SyntaxIssue[] {
  const issues = model.once(allIssues);
  return codes.length === 0 ? issues : issues.filter((issue) => codes.includes(issue.code));
}

function allIssues({ frontend, tree }: BuildModel): readonly SyntaxIssue[] {
  if (frontend.isCustom) return tree.errors;
  return [...tree.errors, ...instructionErrors(tree)].sort((a, b) => a.range.start - b.range.start);
}
