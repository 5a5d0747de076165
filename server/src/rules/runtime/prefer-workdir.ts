import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { buildPath } from '../support/shellToBuild.ts';

export const preferWorkdir = defineRule({
  id: 'prefer-workdir',
  summary: 'RUN changes its directory with cd',
  why: 'WORKDIR holds for all instructions that follow, makes the directory where it is missing, and is where a reader looks; a cd holds for one RUN.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3003', match: 'same' },
    { tool: 'trivy', code: 'DS-0013', match: 'same' },
    { tool: 'sonar', code: 'S6597', match: 'broader' },
    { tool: 'semgrep', code: 'use-workdir', match: 'same' },
    { tool: 'kics', code: 'RUN-Using-cd', match: 'same' },
  ],
  yieldsTo: ['run-no-effect'],
  references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  concerns: { keywords: ['RUN'], text: /cd/i },
  stepwise: true,
  messages: {
    change:
      'This cd holds for one RUN only. Set the directory with WORKDIR, which holds for all that follow.',
  },
  fixes: {
    toWorkdir: { title: 'Set WORKDIR {path} above', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, run } = step;
      if (instruction.name !== 'RUN') continue;
      if (!/\bcd\b/.test(model.tree.text.slice(instruction.range.start, instruction.range.end))) continue;
      for (const command of run?.commands ?? []) {
        if (command.name !== 'cd') continue;
        report({ at: command.range, message: 'change', fixes: workdirFix(step, command, model) });
      }
    }
  },
});

/** `RUN cd dir && the rest`: the rest runs in dir. Later instructions then begin there, too. */
function workdirFix(step: Step, command: ShellCommand, model: BuildModel) {
  const script = step.run?.scripts[0]?.script;
  const items = script?.body[0]?.items;
  const next = items?.[1];
  if (items?.[0]?.node !== command || !next || (next.operator !== '&&' && next.operator !== ';'))
    return undefined;
  if (command.redirects.length > 0 || command.words.length !== 2 || items[0].background) return undefined;
  const path = buildPath(command.words[1], step, model);
  if (path === undefined || step.instruction.heredocs.length > 0) return undefined;
  const removed = { start: command.range.start, end: next.range.start };
  if (step.instruction.comments.some(({ range }) => range.start < removed.end)) return undefined;
  const top = topLevel(model.tree, step.instruction);
  const prefix = step.instruction.isTrigger ? `${top.keyword.text} ` : '';
  const above = linesAbove(model.tree, top, [`${prefix}${keywordLike(top, 'WORKDIR')} ${path}`]);
  if (!above) return undefined;
  return [{ fix: 'toWorkdir', values: { path }, edits: [above, { range: removed, newText: '' }] }] as const;
}
