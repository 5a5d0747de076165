import { defineRule } from '../rule.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const shellRequiresJson = defineRule({
  id: 'shell-requires-json',
  summary: 'SHELL is not written as a JSON array',
  why: 'SHELL takes the program and its arguments as a JSON array and nothing else; BuildKit refuses plain words.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'SHELL_JSON_FORM', match: 'same' },
    { tool: 'rcjsuen', code: 'SHELL_REQUIRES_ONE', match: 'related' },
    { tool: 'dockadvisor', code: 'ShellRequiresJsonForm', match: 'same' },
    { tool: 'dockadvisor', code: 'ShellInvalidJsonForm', match: 'broader' },
    { tool: 'dockerfilelint', code: 'invalid_format', match: 'narrower' },
  ],
  yieldsTo: ['refused-trailing-comment'],
  references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  concerns: { keywords: ['SHELL'] },
  messages: {
    notJson: 'SHELL must be a JSON array, for example ["/bin/bash", "-c"]: the build stops here.',
  },
  fixes: {
    toJson: { title: 'Write as JSON array', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'shell-not-json')) {
      const text = issue.instruction?.args.text ?? '';
      // Brackets and quotes are half a JSON array already: that is mended, not quoted.
      const isPlain = /^[\w@%+=:,./\\-]+(?:[ \t]+[\w@%+=:,./\\-]+)*$/.test(text);
      const edits = isPlain
        ? [{ range: issue.range, newText: jsonArray(text.split(/[ \t]+/)) }]
        : issue.instruction && readBrokenArray(issue.instruction)?.edits;
      report({ at: issue.range, message: 'notJson', fixes: edits && [{ fix: 'toJson', edits }] });
    }
  },
});
