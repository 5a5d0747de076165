import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const onbuildForbiddenTrigger = defineRule({
  id: 'onbuild-forbidden-trigger',
  summary: 'ONBUILD defers an instruction that cannot be deferred',
  why: 'ONBUILD, FROM and MAINTAINER cannot be triggers: the build stops.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3043', match: 'same' },
    { tool: 'rcjsuen', code: 'ONBUILD_CHAINING_DISALLOWED', match: 'same' },
    { tool: 'rcjsuen', code: 'ONBUILD_TRIGGER_DISALLOWED', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#onbuild-limitations'],
  messages: {
    chained:
      'The build stops here: ONBUILD cannot defer another ONBUILD. Write the instruction that is to run later.',
    forbidden:
      'The build stops here: ONBUILD cannot defer {keyword}. It takes any instruction but ONBUILD, FROM and MAINTAINER.',
  },
  concerns: { keywords: ['ONBUILD'] },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'invalid-trigger')) {
      const keyword = issue.instruction?.trigger?.name ?? issue.instruction?.name ?? 'ONBUILD';
      if (keyword === 'ONBUILD') report({ at: issue.range, message: 'chained' });
      else report({ at: issue.range, message: 'forbidden', values: { keyword } });
    }
  },
});
