import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';

export const useShellInstruction = defineRule({
  id: 'use-shell-instruction',
  summary: 'The /bin/sh of the system is replaced by a link to another shell',
  why: 'Scripts of the system expect their own /bin/sh, and the next upgrade of its package may put it back. SHELL chooses the shell of the instructions below and leaves the system as it is.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL4005', match: 'same' },
    { tool: 'semgrep', code: 'use-shell-instruction', match: 'narrower' },
    { tool: 'kics', code: 'Changing-Default-Shell', match: 'narrower' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  concerns: { keywords: ['RUN'], text: /\bln\b/ },
  stepwise: true,
  messages: {
    linked:
      'This replaces /bin/sh for the whole system and all its scripts. To use another shell in the instructions below, set SHELL.',
  },
  fixes: {
    toShell: { title: 'Change to SHELL ["{shell}", "-c"]', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      if (step.instruction.name !== 'RUN' || !isAboutSh(step)) continue;
      for (const command of step.run?.commands ?? []) {
        const link = linkToShell(command);
        if (!link) continue;
        report({ at: command.range, message: 'linked', fixes: fixOf(step, command, link.shell, model) });
      }
    }
  },
});

/** Where the base has no shell, the link is the first one. */
function isAboutSh({ instruction, stage }: Step): boolean {
  if (stage?.base.root.kind === 'scratch' || stage?.base.facts.hasShell === false) return false;
  const { line, heredocs } = instruction;
  return line.text.includes('/bin/sh') || heredocs.some(({ content }) => content.includes('/bin/sh'));
}

/** `ln -sf /bin/bash /bin/sh`; `shell` is what the link names. */
function linkToShell(command: ShellCommand): { readonly shell: string | undefined } | undefined {
  const { name, args } = unwrapCommand(command);
  if (name !== 'ln') return undefined;
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  const at = operands.findIndex(({ value }) => value === '/bin/sh' || value === '/usr/bin/sh');
  // The first operand is what the link points to, not what is replaced.
  if (at < 1) return undefined;
  return { shell: operands[at - 1]?.value };
}

/** Whether an exec form starts a program through `sh`, which SHELL has no say in. */
function startsSh(model: BuildModel): boolean {
  return model
    .stepsWith('CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN')
    .some(({ instruction: { json } }) => /^(?:(?:\/usr)?\/bin\/)?sh$/.test(json?.items[0]?.value ?? ''));
}

/** `rm /bin/sh`, which makes room for the link. */
function makesRoom(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  return name === 'rm' && operands.length === 1 && /^(?:\/usr)?\/bin\/sh$/.test(operands[0]?.value ?? '');
}

/** Only where the RUN does nothing else, and no build argument or mount of it would get lost. */
function fixOf(
  { instruction, run }: Step,
  command: ShellCommand,
  shell: string | undefined,
  model: BuildModel,
) {
  const others = run?.commands.filter((each) => each !== command) ?? [];
  const isAlone = others.length <= 1 && others.every(makesRoom) && instruction.flags.length === 0;
  if (!isAlone || shell === undefined || !/^(?:\/usr)?\/bin\/\w+$|^(?:bash|ksh|zsh|dash)$/.test(shell))
    return undefined;
  if (model.fact(startsSh)) return undefined;
  if (
    instruction.comments.length > 0 ||
    instruction.heredocs.length > 0 ||
    model.tree.text.slice(command.range.end, instruction.range.end).includes('#')
  )
    return undefined;
  const path = shell.startsWith('/') ? shell : `/bin/${shell}`;
  const { start } = instruction.keyword.range;
  const newText = `${keywordLike(topLevel(model.tree, instruction), 'SHELL')} ["${path}", "-c"]`;
  return [
    {
      fix: 'toShell',
      values: { shell: path },
      edits: [{ range: { start, end: instruction.range.end }, newText }],
    },
  ] as const;
}
