import type { Problem } from '../../lint/problem.ts';
import type { Rule } from '../../rules/rule.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { fixTitle } from '../fixTitle.ts';
import { rulePage } from '../rulePage.ts';

/** Why a problem matters, and the way to the rule's page. The message itself is shown by the editor. */
export function describeProblem(problem: Problem): string {
  const fix = problem.fixes[0];
  return [
    `**${problem.rule.id}** ${problem.rule.why}`,
    ...(fix ? [`Quick fix: ${escapeMarkdown(fixTitle(fix))}.`] : []),
    moreAbout(problem.rule),
  ].join('\n\n');
}

/** A rule where only its name stands, as in a configuration file. */
export function describeRule(rule: Rule): string {
  const preset = rule.preset === 'off' ? 'off by default' : `preset ${rule.preset}`;
  return [`**${rule.summary}** (${rule.severity}, ${preset})`, rule.why, moreAbout(rule)].join('\n\n');
}

function moreAbout({ id }: Rule): string {
  return `[More about this rule](${rulePage(id)})`;
}
