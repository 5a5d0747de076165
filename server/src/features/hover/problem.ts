import type { Problem } from '../../lint/problem.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { fixTitle } from '../fixTitle.ts';
import { rulePage } from '../rulePage.ts';

/** Why a problem matters, and the way to the rule's page. The message itself is shown by the editor. */
export function describeProblem(problem: Problem): string {
  const fix = problem.fixes[0];
  return [
    `**${problem.rule.id}** ${problem.rule.why}`,
    ...(fix ? [`Quick fix: ${escapeMarkdown(fixTitle(fix))}.`] : []),
    `[More about this rule](${rulePage(problem.rule.id)})`,
  ].join('\n\n');
}
