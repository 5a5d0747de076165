import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { joinPath, wayDown, workdirOf } from '../support/containerPaths.ts';

export const writeAfterVolume = defineRule({
  id: 'write-after-volume',
  summary: 'RUN changes a directory that is a VOLUME already',
  why: 'The classic builder, Buildah and Kaniko throw away what a RUN changes in a volume; BuildKit keeps it. The same file then gives two different images.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#notes-about-specifying-volumes'],
  concerns: { keywords: ['VOLUME'] },
  messages: {
    lost: '{path} is a VOLUME by now: builders other than BuildKit drop this change. Move VOLUME below it.',
  },
  check({ model, report }) {
    for (const step of model.stepsWith('RUN')) {
      const { instruction, before, run, stage } = step;
      if (before.volumes.length === 0 || instruction.isTrigger) continue;
      const paths = before.volumes.filter((path) => path.startsWith('/') && path !== '/');
      // Mounted over for this RUN: what is written is no part of the image anyway.
      if (paths.length === 0 || (run?.mounts.length ?? 0) > 0) continue;
      const found = firstChange(step, paths, model);
      if (!found) continue;
      const by = stage?.instructions.find(
        (other) => other.name === 'VOLUME' && other.range.start < instruction.range.start,
      );
      report({
        at: found.at,
        message: 'lost',
        values: { path: found.path },
        related: by && [{ range: by.keyword.range, message: 'The VOLUME' }],
      });
    }
  },
});

/** The first operand of a command that changes files, if it lies in a volume. */
function firstChange(
  step: Step,
  volumes: readonly string[],
  model: BuildModel,
): { readonly at: TextRange; readonly path: string } | undefined {
  const { run } = step;
  // A `cd` leaves relative paths open.
  const goesElsewhere = run?.commands.some(({ name }) => name === 'cd' || name === 'pushd') ?? false;
  for (const command of run?.commands ?? []) {
    for (const word of changedBy(command)) {
      const text = word.value ?? (word.expands ? model.expand(word.text, step.instruction).value : undefined);
      if (text === undefined || text === '' || (goesElsewhere && !text.startsWith('/'))) continue;
      const target = joinPath(workdirOf(step), text.replace(/\/?[^/]*[*?[{][^/]*$/, '') || '/');
      const path = volumes.find((volume) => wayDown(joinPath('/', volume), target) !== undefined);
      if (path !== undefined) return { at: word.range, path };
    }
  }
  return undefined;
}

/** Operands that a command writes to: its last one, or all of them. Who deletes may well delete what the same RUN made. */
function changedBy(command: ShellCommand): readonly ShellWord[] {
  const redirected = command.redirects.flatMap(({ operator, target }) =>
    /^(?:>|>>|>\||&>|&>>)$/.test(operator) && target ? [target] : [],
  );
  const { name, args } = unwrapCommand(command);
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  switch (name) {
    case 'mkdir':
    case 'touch':
    case 'tee':
      return [...operands, ...redirected];
    case 'chown':
    case 'chmod':
    case 'chgrp':
      return [...operands.slice(1), ...redirected];
    case 'cp':
    case 'mv':
    case 'ln':
    case 'install':
    case 'rsync':
      return [...operands.slice(-1), ...redirected];
    default:
      return redirected;
  }
}
