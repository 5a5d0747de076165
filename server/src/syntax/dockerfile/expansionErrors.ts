import { anchorOf } from '../../text/anchor.ts';
import { expandErrorMessage, substitute } from './expand.ts';
import { identityText } from './logicalLines.ts';
import type { DockerfileTree, Instruction, LogicalText, SyntaxIssue } from './tree.ts';
import {
  expandedBodies,
  expandedTexts,
  type VariableOptions,
  variableReferences,
  withNested,
} from './variables.ts';

/**
 * What BuildKit refuses when it expands the texts of an instruction: quotes that do not close, substitutions it
 * does not know. What hangs on a value (`${name:?message}`) is left out: values are not known here.
 */
export function expansionErrors(instruction: Instruction, tree: DockerfileTree): readonly SyntaxIssue[] {
  // The values of mounts are expanded one by one, which is looked at with the mounts.
  if (instruction.name === 'RUN') return noIssues;
  const options = { escape: tree.escape };
  let issues = noIssues;
  for (const text of expandedTexts(instruction)) {
    const found = textIssues(instruction, text, options);
    if (found.length > 0) issues = issues.concat(found);
  }
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return issues;
  for (const { contentRange } of expandedBodies(instruction)) {
    const body = identityText(tree.text, contentRange.start, contentRange.end, anchorOf(contentRange));
    issues = issues.concat(textIssues(instruction, body, { literalQuotes: true }));
  }
  return issues;
}

const noIssues: readonly SyntaxIssue[] = [];

function textIssues(
  instruction: Instruction,
  text: LogicalText,
  options: VariableOptions,
): readonly SyntaxIssue[] {
  // A bare `$name` is never refused.
  if (!/["']|\$\{/.test(text.text)) return noIssues;
  const { error } = substitute(text.text, () => 'x', {
    escape: options.escape ?? '\\',
    skipProcessQuotes: options.literalQuotes ?? false,
  });
  if (error === undefined) return noIssues;
  const isQuote = error.includes('-quote');
  const reference = withNested(variableReferences(text, options)).find((each) => each.error !== undefined);
  return [
    {
      code: isQuote ? 'unterminated-quote' : 'invalid-substitution',
      message: expandErrorMessage(text.text, error),
      range: (!isQuote && reference?.range) || text.range,
      instruction,
      values: { reason: error, word: text.text, ...(reference ? { variable: reference.name } : {}) },
    },
  ];
}
