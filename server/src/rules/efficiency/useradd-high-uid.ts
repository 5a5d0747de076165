import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';

export const useraddHighUid = defineRule({
  id: 'useradd-high-uid',
  summary: 'A call of useradd with a high user ID without -l',
  why: 'Each user is entered into /var/log/lastlog and /var/log/faillog, whose size is the highest user ID times a few hundred bytes. On a disk the files are mostly holes, but a layer may hold every byte: hundreds of megabytes for a user ID of six or seven digits, and more than the disk for one of ten.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3046', match: 'same' },
    { tool: 'parfum', code: 'DL3046', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://man7.org/linux/man-pages/man8/useradd.8.html',
  ],
  concerns: { keywords: ['RUN'], text: /useradd/ },
  stepwise: true,
  messages: {
    highUid:
      'With so high a user ID, useradd makes huge lastlog and faillog files in the layer. Add -l, which leaves the user out of them.',
  },
  fixes: {
    addOption: { title: 'Add -l', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      if (step.instruction.name !== 'RUN') continue;
      for (const command of step.run?.commands ?? []) {
        const { name, program, args } = unwrapCommand(command);
        if (name !== 'useradd' || !program || args.some(leavesOut)) continue;
        const uid = uidOf(args);
        if (!uid) continue;
        const fixes = [{ fix: 'addOption' as const, ...addedOption(step, program, '-l', model.tree.text) }];
        report({ at: { start: program.range.start, end: uid.range.end }, message: 'highUid', fixes });
      }
    }
  },
});

function leavesOut({ text }: ShellWord): boolean {
  return /^-[DMmNoUr]*l/.test(text) || /^--no-log/.test(text);
}

/** The word that holds a user ID of more than five digits. */
function uidOf(args: readonly ShellWord[]): ShellWord | undefined {
  for (const [index, { text }] of args.entries()) {
    const inline = /^(?:-[DMmNoUr]*u|--uid=)(.+)$/.exec(text)?.[1];
    const word =
      inline === undefined && /^(?:-[DMmNoUr]*u|--uid)$/.test(text) ? args[index + 1] : args[index];
    const value = inline ?? (word === args[index] ? undefined : word?.value);
    if (word && value !== undefined && /^["']?\d{6,}["']?$/.test(value)) return word;
  }
  return undefined;
}
