import { defineRule } from '../rule.ts';
import { commandAnchor, isShellFormCommand } from '../support/shellFormCommands.ts';

export const shellFormEverywhere = defineRule({
  id: 'shell-form-everywhere',
  summary: 'Shell form in HEALTHCHECK, or in a command after SHELL',
  why: 'Shell form needs the shell that SHELL names, or /bin/sh, in the image, and starts it each time. Exec form needs none.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3025', match: 'same' }],
  yieldsTo: ['healthcheck-exec-form', 'healthcheck-tool-missing', 'invalid-exec-form'],
  references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
  messages: {
    shellForm: 'This {keyword} is in shell form and starts a shell first. Use exec form, a JSON array.',
  },
  concerns: { keywords: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'] },
  stepwise: true,
  check({ steps, report }) {
    for (const { instruction, before } of steps) {
      const isCheck =
        instruction.name === 'HEALTHCHECK' &&
        instruction.shell !== undefined &&
        instruction.shell.text !== '';
      if (!isCheck && !(isShellFormCommand(instruction) && before.shell.by)) continue;
      report({
        at: commandAnchor(instruction),
        message: 'shellForm',
        values: { keyword: instruction.name ?? '' },
      });
    }
  },
});
