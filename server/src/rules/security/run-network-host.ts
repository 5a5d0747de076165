import { defineRule } from '../rule.ts';
import { flagRemoval } from '../support/flags.ts';

export const runNetworkHost = defineRule({
  id: 'run-network-host',
  summary: 'RUN uses the network of the machine that builds',
  why: 'With --network=host the command reaches what listens on the machine for itself only, and what it starts can be reached from outside. The build then also depends on where it runs.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6431', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#run---network'],
  concerns: { keywords: ['RUN'], text: /network/ },
  stepwise: true,
  messages: {
    host: 'This command shares the network of the machine that builds. Leave --network=host out.',
  },
  fixes: {
    remove: { title: 'Remove --network=host', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'RUN') continue;
      const flag = instruction.flags.find(({ name, value }) => name === 'network' && value === 'host');
      if (!flag) continue;
      const edits = [flagRemoval(model.tree.text, instruction, flag)];
      report({ at: flag.range, message: 'host', fixes: [{ fix: 'remove', edits }] });
    }
  },
});
