import { defineRule } from '../rule.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const jsonNotStrings = defineRule({
  id: 'json-not-strings',
  summary: 'JSON array holds something other than strings',
  why: 'Arguments are strings, and BuildKit refuses a JSON array with numbers, true, false, null or nested values in it.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL1000', match: 'related' }],
  references: ['https://docs.docker.com/reference/dockerfile/#exec-form'],
  concerns: { text: /\[/ },
  messages: {
    notString: 'Only strings may stand in this array: the build stops here. Put double quotes around it.',
  },
  fixes: {
    addQuotes: { title: 'Put quotes around what has none', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { instruction, range } of syntaxIssues(model, 'json-not-strings')) {
      const broken = instruction && readBrokenArray(instruction);
      const fixes = broken?.edits && ([{ fix: 'addQuotes', edits: broken.edits }] as const);
      report({ at: broken?.at ?? range, message: 'notString', fixes });
    }
  },
});
