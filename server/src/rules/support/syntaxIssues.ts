import type { BuildModel } from '../../model/types.ts';
import { instructionErrors } from '../../syntax/dockerfile/instructionErrors.ts';
import type { DockerfileTree, SyntaxIssue, SyntaxIssueCode } from '../../syntax/dockerfile/tree.ts';

const known = new WeakMap<DockerfileTree, readonly SyntaxIssue[]>();

/**
 * Everything BuildKit refuses in a file, its parser and its instructions package together; computed once per tree.
 * Of a frontend that is not docker/dockerfile nothing is known: only what its parser must share is kept.
 */
export function syntaxIssues(
  model: BuildModel,
  ...codes: readonly SyntaxIssueCode[]
): readonly SyntaxIssue[] {
  let issues = known.get(model.tree);
  if (!issues) {
    issues = model.frontend.isCustom
      ? model.tree.errors
      : [...model.tree.errors, ...instructionErrors(model.tree)].sort(
          (a, b) => a.range.start - b.range.start,
        );
    known.set(model.tree, issues);
  }
  return codes.length === 0 ? issues : issues.filter((issue) => codes.includes(issue.code));
}
