import { flagKinds } from '../../syntax/dockerfile/flagRules.ts';
import type { Flag, KeywordName } from '../../syntax/dockerfile/tree.ts';
import { closest } from '../../text/nearest.ts';
import { defineRule } from '../rule.ts';
import { flagRemoval } from '../support/flags.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const unknownFlag = defineRule({
  id: 'unknown-flag',
  summary: 'Instruction has no such flag',
  why: 'BuildKit refuses a flag that the instruction does not know. Flags stand between the keyword and the arguments, and each instruction has its own.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'UNKNOWN_ADD_FLAG', match: 'same' },
    { tool: 'rcjsuen', code: 'UNKNOWN_COPY_FLAG', match: 'same' },
    { tool: 'rcjsuen', code: 'UNKNOWN_FROM_FLAG', match: 'same' },
    { tool: 'rcjsuen', code: 'UNKNOWN_HEALTHCHECK_FLAG', match: 'same' },
    { tool: 'dockadvisor', code: 'AddInvalidFlag', match: 'broader' },
    { tool: 'dockadvisor', code: 'CopyInvalidFlag', match: 'broader' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  concerns: { text: /--/ },
  messages: {
    unknown: '{keyword} has no flag --{flag}: the build stops here.',
    misspelt: '{keyword} has no flag --{flag}: the build stops here. Did you mean --{nearest}?',
  },
  fixes: {
    useNearest: { title: 'Change to --{nearest}', safety: 'unsafe', availability: 'always' },
    removeFlag: { title: 'Remove --{flag}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'unknown-flag')) {
      const flag = issue.instruction?.flags.find((each) => each.nameRange.start === issue.range.start);
      if (!flag || !issue.instruction) continue;
      const keyword = issue.instruction.name ?? issue.instruction.keyword.text;
      const nearest = nearestFlag(issue.instruction.name, flag.name);
      const remove = {
        fix: 'removeFlag',
        values: { flag: flag.name },
        edits: [flagRemoval(model.tree.text, issue.instruction, flag)],
      } as const;
      const at = flagToken(flag);
      if (nearest === undefined) {
        report({ at, message: 'unknown', values: { keyword, flag: flag.name }, fixes: [remove] });
        continue;
      }
      report({
        at,
        message: 'misspelt',
        values: { keyword, flag: flag.name, nearest },
        fixes: [
          {
            fix: 'useNearest',
            values: { nearest },
            edits: [{ range: flag.nameRange, newText: nearest }],
          },
          remove,
        ],
      });
    }
  },
});

function nearestFlag(keyword: KeywordName | undefined, name: string): string | undefined {
  const kinds = keyword && flagKinds[keyword];
  return kinds && closest(name, [...kinds.keys()]);
}

/** `--name` without the value. */
function flagToken(flag: Flag) {
  return { start: flag.range.start, end: flag.nameRange.end };
}
