import { defineRule } from '../rule.ts';
import { flagRemoval } from '../support/flags.ts';

export const redundantTargetPlatform = defineRule({
  id: 'redundant-target-platform',
  summary: 'FROM asks for the platform it gets anyway',
  why: 'The platform the image is built for is the default of every FROM; the flag says nothing, and looks as if it did.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'RedundantTargetPlatform', match: 'same' },
    { tool: 'hadolint', code: 'DL3065', match: 'same' },
    { tool: 'dockadvisor', code: 'RedundantTargetPlatform', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],
  concerns: { keywords: ['FROM'], text: /platform/i },
  messages: {
    redundant: 'The target platform is the default. Remove the flag.',
  },
  fixes: {
    removeFlag: { title: 'Remove --platform', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    // A default of its own makes it mean something.
    if (model.globalArgs.some(({ name, rawValue }) => name === 'TARGETPLATFORM' && rawValue !== undefined))
      return;
    for (const { from } of model.stages) {
      const flag = from.flags.find(({ name }) => name === 'platform');
      if (!flag || !/^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(flag.value ?? '')) continue;
      const edits = [flagRemoval(model.tree.text, from, flag)];
      report({
        at: flag.range,
        message: 'redundant',
        fixes: [{ fix: 'removeFlag', edits, claim: { kind: 'same' } }],
      });
    }
  },
});
