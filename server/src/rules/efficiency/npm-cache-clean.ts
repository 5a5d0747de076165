import { defineRule } from '../rule.ts';
import { cachesLeft, npmCaches } from '../support/cacheCleanup.ts';

export const npmCacheClean = defineRule({
  id: 'npm-cache-clean',
  summary: 'Cache of npm stays in the layer',
  why: 'Of every package it downloads, npm keeps a copy, often as large as the dependencies themselves. A build starts the next install from a clean layer: the copies are never used again.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    { tool: 'parfum', code: 'npmCacheCleanAfterInstall', match: 'narrower' },
  ],
  references: ['https://docs.npmjs.com/cli/commands/npm-cache'],
  concerns: { keywords: ['RUN'], text: /npm/i },
  stepwise: true,
  messages: {
    cacheLeft:
      'The cache of `{manager}` stays in this layer, and nobody uses it again. Run `{command}` in the same RUN, behind the install.',
  },
  fixes: {
    cleanUp: { title: 'Run `{command}` at the end of this RUN', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { at, call, command, fix } of cachesLeft(model, steps, npmCaches)) {
      report({
        at,
        message: 'cacheLeft',
        values: { manager: call.manager, command },
        fixes: fix && [{ fix: 'cleanUp', values: { command }, ...fix }],
      });
    }
  },
});
