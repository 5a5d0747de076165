import { defineRule } from '../rule.ts';

export const copyFromSelf = defineRule({
  id: 'copy-from-self',
  summary: 'Stage takes files from itself',
  why: 'A stage is not there before it is built, so that it cannot be copied or mounted from within itself; BuildKit refuses the circle.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3023', match: 'same' },
    { tool: 'trivy', code: 'DS-0006', match: 'same' },
    { tool: 'semgrep', code: 'copy-from-own-alias', match: 'same' },
    { tool: 'kics', code: 'COPY-from-References-Current-Alias', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  concerns: { keywords: ['COPY', 'RUN'], text: /from/i },
  messages: {
    self: 'Stage {name} takes files from itself: the build stops here. Use cp in a RUN, or name another stage.',
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      for (const use of stage.uses) {
        if (use.resolution !== 'self') continue;
        const at = stage.nameRange ?? stage.from.keyword.range;
        report({
          at: use.range,
          message: 'self',
          values: { name: use.text },
          related: [{ range: at, message: `Stage ${use.text}` }],
        });
      }
    }
  },
});
