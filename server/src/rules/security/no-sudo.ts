import type { BuildModel, Step } from '../../model/types.ts';
import { programNameOf, unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';

export const noSudo = defineRule({
  id: 'no-sudo',
  summary: 'RUN uses sudo',
  why: 'RUN is root already, unless USER says otherwise: sudo adds nothing but another setuid program to the image, and it changes the environment of what it runs. An account that may use sudo is as good as root in the container.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3004', match: 'same' },
    { tool: 'trivy', code: 'DS-0010', match: 'same' },
    { tool: 'checkov', code: 'CKV2_DOCKER_1', match: 'narrower' },
    { tool: 'semgrep', code: 'no-sudo-in-dockerfile', match: 'narrower' },
    { tool: 'kics', code: 'Run-Using-Sudo', match: 'narrower' },
    { tool: 'dockerfilelint', code: 'sudo_usage', match: 'narrower' },
    { tool: 'dockle', code: 'DKL-DI-0001', match: 'related' },
    { tool: 'parfum', code: 'DL3004', match: 'narrower' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  concerns: { keywords: ['RUN'], text: /sudo/i },
  stepwise: true,
  messages: {
    root: 'RUN is root already, so sudo does nothing but change the environment. Run the command without it.',
    account:
      'Running as {user} and using sudo gives away what the account is for. Run what needs root as USER root.',
    other:
      'To run a command as another account, USER is enough. sudo changes the environment and needs to be installed.',
    unknown: 'A build needs no sudo: run what needs root as USER root, and what does not as another USER.',
  },
  fixes: {
    remove: { title: 'Run it without sudo', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (!model.wholeText.includes('sudo')) return;
    for (const step of steps) {
      if (!step.run || (!step.instruction.line.text.includes('sudo') && !hasInBody(step))) continue;
      const calls = step.run.commands.flatMap((command) => sudoCall(command) ?? []);
      const plain = calls.filter(({ isPlain }) => isPlain);
      const other = calls.find(({ isPlain }) => !isPlain);
      if (other) report({ at: other.sudo.range, message: 'other' });
      const [first] = plain;
      if (!first) continue;
      const at = first.sudo.range;
      const user = runsAs(step.before);
      if (user === 'unprivileged') {
        report({ at, message: 'account', values: { user: step.before.user.value ?? '' } });
      } else if (user === 'unknown') report({ at, message: 'unknown' });
      else {
        const edits = plain.map((call) => removal(call, model));
        const isWhole = edits.every((edit) => edit !== undefined);
        report({ at, message: 'root', fixes: isWhole ? [{ fix: 'remove', edits }] : undefined });
      }
    }
  },
});

function hasInBody({ instruction }: Step): boolean {
  return instruction.heredocs.some(({ content }) => content.includes('sudo'));
}

interface SudoCall {
  readonly sudo: ShellWord;
  /** The first word that is not sudo's own; undefined when it runs nothing. */
  readonly next: ShellWord | undefined;
  /** It runs the command as root, in the same directory. */
  readonly isPlain: boolean;
}

function sudoCall(command: ShellCommand): SudoCall | undefined {
  const { wrappers, name, program } = unwrapCommand(command);
  if (name !== 'sudo' && !wrappers.includes('sudo')) return undefined;
  const { words } = command;
  const at = words.findIndex((word) => programNameOf(word) === 'sudo');
  const sudo = words[at];
  if (!sudo) return undefined;
  if (name === 'sudo') return { sudo, next: undefined, isPlain: true };
  let end = at + 1;
  while (words[end]?.text.startsWith('-') && words[end] !== program) end++;
  const options = words.slice(at + 1, end).map(({ text }) => text);
  const isPlain = options.every((text) =>
    /^-(?:[EnHSA]+|-preserve-env(?:=.*)?|-non-interactive|-set-home|-)?$/.test(text),
  );
  return { sudo, next: words[end], isPlain };
}

function removal({ sudo, next }: SudoCall, { tree }: BuildModel): TextEdit | undefined {
  if (!next) return undefined;
  const range = { start: sudo.range.start, end: next.range.start };
  return tree.text.slice(range.start, range.end).includes('\n') ? undefined : { range, newText: '' };
}
