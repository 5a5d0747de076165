import { defineRule } from '../rule.ts';
import { cachesLeft, yarnCaches } from '../support/cacheCleanup.ts';
import { mentionsBerry } from '../support/yarnBerry.ts';

export const yarnCacheClean = defineRule({
  id: 'yarn-cache-clean',
  summary: 'Cache of yarn stays in the layer',
  why: 'Yarn keeps a copy of every package it downloads, often as large as the dependencies themselves. A build starts the next install from a clean layer: the copies are never used again.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3060', match: 'same' },
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    { tool: 'parfum', code: 'yarnCacheCleanAfterInstall', match: 'narrower' },
  ],
  references: ['https://classic.yarnpkg.com/lang/en/docs/cli/cache/'],
  concerns: { keywords: ['RUN'], text: /yarn/i },
  stepwise: true,
  messages: {
    cacheLeft:
      'The cache of `{manager}` stays in this layer, and nobody uses it again. Run `{command}` in the same RUN, behind the install.',
  },
  fixes: {
    cleanUp: { title: 'Run `{command}` at the end of this RUN', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (mentionsBerry(model)) return;
    for (const { at, call, command, fix } of cachesLeft(model, steps, yarnCaches)) {
      report({
        at,
        message: 'cacheLeft',
        values: { manager: call.manager, command },
        fixes: fix && [{ fix: 'cleanUp', values: { command }, ...fix }],
      });
    }
  },
});
