import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';

export const passwordSetInImage = defineRule({
  id: 'password-set-in-image',
  summary: 'RUN sets the password of an account',
  why: 'The password, or its hash, is in the image and its history, and the same in every container. A container needs none: nobody logs in to it.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'checkov', code: 'CKV2_DOCKER_17', match: 'narrower' },
    { tool: 'dockle', code: 'DKL-LI-0001', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://docs.docker.com/reference/cli/docker/container/exec/',
  ],
  concerns: { keywords: ['RUN'], text: /passwd|usermod|useradd/ },
  stepwise: true,
  messages: {
    set: 'The password is in the image, and the same in every container. Do without it: docker exec needs none.',
    empty:
      'Without a password everybody can become this user. Lock the account instead, or leave it as it was created.',
  },
  check({ steps, report }) {
    for (const { run, instruction } of steps) {
      if (
        !run ||
        (instruction.heredocs.length === 0 && !/passwd|user(?:mod|add)/.test(instruction.line.text))
      )
        continue;
      // A password that nobody knows locks the account.
      if (/urandom|openssl rand|pwgen|makepasswd|uuidgen/.test(instruction.line.text)) continue;
      for (const command of run.commands) {
        const found = passwordIn(command);
        if (found) report({ at: found.at.range, message: found.isEmpty ? 'empty' : 'set' });
      }
    }
  },
});

function passwordIn(
  command: ShellCommand,
): { readonly at: ShellWord; readonly isEmpty: boolean } | undefined {
  const { name, program, args } = unwrapCommand(command);
  if (!program) return undefined;
  const has = (pattern: RegExp) => args.find(({ text }) => pattern.test(text));
  switch (name) {
    case 'chpasswd':
      return has(/^(?:-h|--help)$/) ? undefined : { at: program, isEmpty: false };
    case 'passwd': {
      const at = has(/^(?:-d|--delete)$/);
      const isFed = has(/^--stdin$/) ?? (command.inPipeline ? program : undefined);
      return at ? { at, isEmpty: true } : isFed && { at: isFed, isEmpty: false };
    }
    case 'useradd':
    case 'usermod': {
      const at = args.findIndex(({ text }) => /^(?:-p|--password)(?:=|$)/.test(text));
      const option = args[at];
      if (!option) return undefined;
      const value = option.text.includes('=')
        ? option.value?.slice(option.value.indexOf('=') + 1)
        : args[at + 1]?.value;
      // `*` and `!` are hashes that no password has.
      if (value !== undefined && /^[*!x]/.test(value)) return undefined;
      return { at: option, isEmpty: value === '' };
    }
    default:
      return undefined;
  }
}
