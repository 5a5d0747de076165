import { defineRule } from '../rule.ts';
import { flagRemoval } from '../support/flags.ts';

export const runSecurityInsecure = defineRule({
  id: 'run-security-insecure',
  summary: 'RUN asks for a build without a sandbox',
  why: 'With --security=insecure the command has all capabilities, as a container with --privileged does: whoever controls what it runs controls the machine that builds.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6502', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#run---security'],
  concerns: { keywords: ['RUN'], text: /security/ },
  stepwise: true,
  messages: {
    insecure: 'This command may do anything to the machine that builds. Leave --security=insecure out.',
  },
  fixes: {
    remove: { title: 'Remove --security=insecure', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'RUN') continue;
      const flag = instruction.flags.find(({ name, value }) => name === 'security' && value === 'insecure');
      if (!flag) continue;
      const edits = [flagRemoval(model.tree.text, instruction, flag)];
      report({ at: flag.range, message: 'insecure', fixes: [{ fix: 'remove', edits }] });
    }
  },
});
