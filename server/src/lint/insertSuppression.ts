import type { Rule } from '../rules/rule.ts';
import { headerEnd } from '../syntax/dockerfile/header.ts';
import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import type { IgnoreFile } from '../syntax/dockerignore/reader.ts';
import type { TextEdit } from '../text/edit.ts';
import { lineBreakOf, lineStart } from '../text/lines.ts';
import type { TextRange } from '../text/range.ts';
import { dockerfileSuppressions, ignoreFileSuppressions, type Suppression } from './suppress.ts';

export type SuppressionScope = 'next' | 'file';

/**
 * The edit of a Dockerfile that silences a rule: for the instruction a problem stands in (`next`) or for the file.
 * Merges into a comment that is already there. Undefined where no comment can do it: a directive's own line for
 * `next`. Never inside a continued instruction, never above a directive, never a second `check` directive.
 */
export function insertSuppression(
  tree: DockerfileTree,
  problem: TextRange,
  rule: Rule,
  scope: SuppressionScope,
): TextEdit | undefined {
  const suppressions = dockerfileSuppressions(tree);
  if (scope === 'file') {
    const merged = mergeIntoFile(suppressions, rule);
    return merged ?? newLine(tree.text, headerEnd(tree), `# shipshape global ignore=${rule.id}`);
  }
  if (tree.directives.some(({ range }) => range.start <= problem.start && problem.start <= range.end)) {
    return undefined;
  }
  const target = tree.instructions.find(({ range }) => range.end >= problem.start)?.range;
  const merged = mergeIntoLocal(suppressions, problem, target);
  if (merged) return append(merged, rule.id);
  const start = target && problem.start >= target.start ? target.start : problem.start;
  const place = aboveForeign(tree, suppressions, start);
  const from = Math.max(lineStart(tree.text, place), headerEnd(tree));
  return newLine(tree.text, from, `# shipshape ignore=${rule.id}`, place);
}

/** hadolint and BuildKit look at the comment right above an instruction only: ours goes above theirs. */
function aboveForeign(tree: DockerfileTree, suppressions: readonly Suppression[], place: number): number {
  let top = place;
  for (const { tool, comment } of [...suppressions].reverse()) {
    const isRightAbove = /^\r?\n[ \t]*$/.test(tree.text.slice(comment.end, top));
    if (tool !== 'shipshape' && comment.end <= top && isRightAbove) top = comment.start;
  }
  return top;
}

/** The same for an ignore file: for the pattern a problem stands on, or for the file. */
export function insertIgnoreFileSuppression(
  file: IgnoreFile,
  problem: TextRange,
  rule: Rule,
  scope: SuppressionScope,
): TextEdit | undefined {
  const { text } = file;
  const suppressions = ignoreFileSuppressions(file);
  const top = text.startsWith('\uFEFF') ? 1 : 0;
  if (scope === 'file') {
    return mergeIntoFile(suppressions, rule) ?? newLine(text, top, `# shipshape global ignore=${rule.id}`);
  }
  const merged = mergeIntoLocal(suppressions, problem, undefined);
  if (merged) return append(merged, rule.id);
  return newLine(text, Math.max(top, lineStart(text, problem.start)), `# shipshape ignore=${rule.id}`);
}

function mergeIntoFile(suppressions: readonly Suppression[], rule: Rule): TextEdit | undefined {
  const whole = suppressions.filter(({ scope }) => scope === 'file');
  const own = whole.find(({ tool }) => tool === 'shipshape');
  if (own) return append(own, rule.id);
  // Where the file already speaks BuildKit's language, say it in that: `docker build --check` then agrees.
  const code = rule.equivalents.find(({ tool, match }) => tool === 'buildkit' && match === 'same')?.code;
  const check = whole.find(({ tool }) => tool === 'buildkit');
  return check && code !== undefined ? append(check, code) : undefined;
}

/** A comment of ours above the same instruction (or above the same place outside of instructions). */
function mergeIntoLocal(
  suppressions: readonly Suppression[],
  problem: TextRange,
  target: TextRange | undefined,
): Suppression | undefined {
  return suppressions.find(
    ({ tool, scope, comment }) =>
      tool === 'shipshape' &&
      scope !== 'file' &&
      scope.start <= problem.start &&
      problem.start <= scope.end &&
      // A comment between continuation lines stays as it is: ours go above the instruction.
      (target === undefined || comment.end <= target.start || problem.start < target.start),
  );
}

function append(suppression: Suppression, code: string): TextEdit | undefined {
  const last = suppression.codes.at(-1);
  if (!last) return undefined;
  return { range: { start: last.range.end, end: last.range.end }, newText: `,${code}` };
}

function newLine(text: string, at: number, comment: string, indentOf: number = at): TextEdit {
  const indent = /^[ \t]*$/.exec(text.slice(at, indentOf))?.[0] ?? '';
  const lineBreak = lineBreakOf(text);
  // Right after a last line without a line break there is no line to stand on yet.
  const opens = at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\uFEFF';
  return {
    range: { start: at, end: at },
    newText: `${opens ? lineBreak : ''}${indent}${comment}${lineBreak}`,
  };
}
