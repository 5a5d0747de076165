import { defineRule } from '../rule.ts';
import { linesWithout } from '../support/removeInstruction.ts';

export const windowsStopsignal = defineRule({
  id: 'windows-stopsignal',
  summary: 'STOPSIGNAL has no effect in Windows containers',
  why: 'Windows has no signals: docker stop asks the container to shut down, whatever STOPSIGNAL says.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'windows/no-stopsignal', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#stopsignal'],
  concerns: { keywords: ['STOPSIGNAL'] },
  stepwise: true,
  messages: {
    void: 'Windows has no signals, so STOPSIGNAL does nothing here. Delete it.',
  },
  fixes: {
    remove: { title: 'Remove STOPSIGNAL', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction, stage } of steps) {
      if (instruction.name !== 'STOPSIGNAL' || instruction.isTrigger) continue;
      if (stage?.base.root.facts.distribution !== 'windows') continue;
      report({
        at: instruction.keyword.range,
        message: 'void',
        tags: ['unnecessary'],
        fixes: [{ fix: 'remove', edits: linesWithout(model.tree, instruction) }],
      });
    }
  },
});
