import { defineRule } from '../rule.ts';
import { commandEdits, simpleCommand } from '../support/execForm.ts';
import { isBourne } from '../support/shellState.ts';

export const healthcheckExecForm = defineRule({
  id: 'healthcheck-exec-form',
  summary: 'HEALTHCHECK is in shell form without need',
  why: 'In shell form every check starts a shell first, which the image must have. One plain command needs none.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3025', match: 'narrower' }],
  yieldsTo: ['healthcheck-tool-missing'],
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  concerns: { keywords: ['HEALTHCHECK'] },
  stepwise: true,
  messages: {
    plain: 'This check starts a shell that it does not need. Use exec form, a JSON array.',
  },
  fixes: {
    toExecForm: { title: 'Convert to exec form', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, scripts } = step;
      const { shell } = instruction;
      if (instruction.name !== 'HEALTHCHECK' || !shell || shell.text === '' || instruction.brokenJson)
        continue;
      const script = isBourne(step.dialect, model) ? scripts[0] : undefined;
      if (!script || step.before.shell.by || script.comments.length > 0) continue;
      const command = simpleCommand(script);
      if (!command?.isPlain) continue;
      const edits = commandEdits(command.words, model.tree.text);
      report({ at: shell.range, message: 'plain', fixes: [{ fix: 'toExecForm', edits }] });
    }
  },
});
