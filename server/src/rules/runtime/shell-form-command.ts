import { defineRule } from '../rule.ts';
import { commandAnchor, isShellFormCommand } from '../support/shellFormCommands.ts';

export const shellFormCommand = defineRule({
  id: 'shell-form-command',
  summary: 'CMD or ENTRYPOINT is in shell form, whatever it runs',
  why: 'In shell form /bin/sh is started first. Where no image may do so, even a shell that makes way with exec is one too many.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'JSONArgsRecommended', match: 'same' },
    { tool: 'hadolint', code: 'DL3025', match: 'same' },
    { tool: 'dockadvisor', code: 'JSONArgsRecommended', match: 'same' },
  ],
  yieldsTo: [
    'prefer-exec-form',
    'invalid-exec-form',
    'trailing-comment',
    'json-not-strings',
    'shell-run-in-scratch',
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/json-args-recommended/',
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
  ],
  messages: {
    shellForm: '{keyword} is in shell form and starts /bin/sh first. Use exec form, a JSON array.',
  },
  concerns: { keywords: ['CMD', 'ENTRYPOINT'] },
  stepwise: true,
  check({ steps, report }) {
    for (const step of steps) {
      const { instruction } = step;
      // Whoever writes SHELL means it.
      if (!isShellFormCommand(instruction) || step.before.shell.by) continue;
      report({
        at: commandAnchor(instruction),
        message: 'shellForm',
        values: { keyword: instruction.name ?? '' },
      });
    }
  },
});
