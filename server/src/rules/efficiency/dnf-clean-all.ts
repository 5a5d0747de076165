import { defineRule } from '../rule.ts';
import { cachesLeft, dnfCaches } from '../support/cacheCleanup.ts';

export const dnfCleanAll = defineRule({
  id: 'dnf-clean-all',
  summary: 'Caches of dnf stay in the layer',
  why: 'What dnf downloads about its repositories, often more than 50 MB, is of no use to the image and outdated soon. Only the RUN that downloads it can leave it out of its layer: a later RUN hides it, but the layer keeps it.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3040', match: 'same' },
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    // Theirs also speak of stages that are no part of the final image.
    { tool: 'trivy', code: 'DS-0019', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0027', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-dnf-clean-all', match: 'related' },
    { tool: 'kics', code: 'Missing-Dnf-Clean-All', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#run',
    'https://dnf.readthedocs.io/en/latest/command_ref.html',
  ],
  concerns: { keywords: ['RUN'], text: /dnf/i },
  stepwise: true,
  messages: {
    cacheLeft: 'The caches of `{manager}` stay in this layer. Run `{command}` at the end of the same RUN.',
  },
  fixes: {
    cleanUp: { title: 'Run `{command}` at the end of this RUN', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { at, call, command, fix } of cachesLeft(model, steps, dnfCaches)) {
      report({
        at,
        message: 'cacheLeft',
        values: { manager: call.manager, command },
        fixes: fix && [{ fix: 'cleanUp', values: { command }, ...fix }],
      });
    }
  },
});
