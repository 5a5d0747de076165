import { defineRule } from '../rule.ts';
import { flagRemoval } from '../support/flags.ts';

export const windowsChown = defineRule({
  id: 'windows-chown',
  summary: 'Owners and modes of Unix, in a Windows image',
  why: 'Windows has no user and group numbers and no mode bits. Docker promises --chown and --chmod for Linux containers only: in a Windows image they do nothing, or stop the build.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'windows/no-chown-flag', match: 'broader' }],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  concerns: { keywords: ['ADD', 'COPY'], text: /--ch(?:own|mod)=/ },
  stepwise: true,
  messages: {
    unsupported: '{flag} is for Linux containers. Set the rights in a RUN with icacls, where they matter.',
  },
  fixes: {
    remove: { title: 'Remove {flag}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction, stage } of steps) {
      if (stage?.base.root.facts.distribution !== 'windows') continue;
      for (const flag of instruction.flags) {
        if (flag.name !== 'chown' && flag.name !== 'chmod') continue;
        const values = { flag: `--${flag.name}` };
        const edits = [flagRemoval(model.tree.text, instruction, flag)];
        report({
          at: flag.range,
          message: 'unsupported',
          values,
          fixes: [{ fix: 'remove', values, edits }],
        });
      }
    }
  },
});
