import { defineRule } from '../rule.ts';

export const directiveCasing = defineRule({
  id: 'directive-casing',
  summary: 'Parser directive has capital letters',
  why: 'BuildKit takes a directive in any case, but everybody writes it in lower case: with capitals it looks like a comment.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'rcjsuen', code: 'CASING_DIRECTIVE', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  messages: {
    capitals: 'Directives are written in lower case. Write {name}.',
  },
  fixes: {
    toLowerCase: { title: 'Change to {name}', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    for (const { name, nameRange } of model.tree.directives) {
      if (model.tree.text.slice(nameRange.start, nameRange.end) === name) continue;
      report({
        at: nameRange,
        message: 'capitals',
        values: { name },
        fixes: [
          {
            fix: 'toLowerCase',
            values: { name },
            edits: [{ range: nameRange, newText: name }],
            claim: { kind: 'same' },
          },
        ],
      });
    }
  },
});
