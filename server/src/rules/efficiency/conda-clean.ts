import { defineRule } from '../rule.ts';
import { cachesLeft, condaCaches } from '../support/cacheCleanup.ts';

export const condaClean = defineRule({
  id: 'conda-clean',
  summary: 'Cache of conda stays in the layer',
  why: 'Of every package it installs, conda keeps the archive, and an index of its channels: often hundreds of megabytes that the environment does not need.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.conda.io/projects/conda/en/stable/commands/clean.html'],
  concerns: { keywords: ['RUN'], text: /conda|mamba/i },
  stepwise: true,
  messages: {
    cacheLeft:
      'The cache of `{manager}` stays in this layer, and nobody uses it again. Run `{command}` in the same RUN, behind the install.',
  },
  fixes: {
    cleanUp: { title: 'Run `{command}` at the end of this RUN', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { at, call, command, fix } of cachesLeft(model, steps, condaCaches)) {
      report({
        at,
        message: 'cacheLeft',
        values: { manager: call.manager, command },
        fixes: fix && [{ fix: 'cleanUp', values: { command }, ...fix }],
      });
    }
  },
});
