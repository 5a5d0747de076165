import { defineRule } from '../rule.ts';
import { cachesLeft, yumCaches } from '../support/cacheCleanup.ts';

export const yumCleanAll = defineRule({
  id: 'yum-clean-all',
  summary: 'Caches of yum stay in the layer',
  why: 'What yum downloads about its repositories, often more than 50 MB, is of no use to the image and outdated soon. Only the RUN that downloads it can leave it out of its layer: a later RUN hides it, but the layer keeps it.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3032', match: 'same' },
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    // Theirs also speaks of stages that are no part of the final image.
    { tool: 'trivy', code: 'DS-0015', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-yum-clean-all', match: 'related' },
    { tool: 'kics', code: 'Yum-Clean-All', match: 'related' },
    { tool: 'parfum', code: 'yumInstallRmVarCacheYum', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#run',
    'https://man7.org/linux/man-pages/man8/yum.8.html',
  ],
  concerns: { keywords: ['RUN'], text: /yum/i },
  stepwise: true,
  messages: {
    cacheLeft: 'The caches of `{manager}` stay in this layer. Run `{command}` at the end of the same RUN.',
  },
  fixes: {
    cleanUp: { title: 'Run `{command}` at the end of this RUN', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { at, call, command, fix } of cachesLeft(model, steps, yumCaches)) {
      report({
        at,
        message: 'cacheLeft',
        values: { manager: call.manager, command },
        fixes: fix && [{ fix: 'cleanUp', values: { command }, ...fix }],
      });
    }
  },
});
