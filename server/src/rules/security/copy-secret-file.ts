import { flagFeature } from '../../knowledge/frontendFeatures.ts';
import { holdsSecret, type SecretFile } from '../../knowledge/secretFiles.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { placedCommands } from '../support/commandPaths.ts';
import { isUnknownPath } from '../support/containerPaths.ts';
import { contextCopyOf, landingOf } from '../support/contextCopies.ts';
import { type CopiedSecret, copiedSecrets } from '../support/copiedSecrets.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';
import { topLevel } from '../support/insertLine.ts';
import { removalOf } from '../support/removeCommand.ts';
import { linesMovedTo } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';
import { mountEdit } from '../support/secretMounts.ts';
import { finalLayers } from '../support/stageOrder.ts';
import { allCopied, allRemoved, covers, removedPaths } from '../support/storedFiles.ts';
import { unquoted } from '../support/words.ts';

export const copySecretFile = defineRule({
  id: 'copy-secret-file',
  summary: 'A file with secrets is copied into the image',
  why: 'The layer of a COPY keeps the file for ever: whoever can pull the image can read it, also when a later instruction deletes it.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  uses: ['context-tree'],
  yieldsTo: ['copy-ignored-file'],
  equivalents: [
    { tool: 'trivy', code: 'DS-0031', match: 'related' },
    { tool: 'dockle', code: 'CIS-DI-0010', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypesecret',
  ],
  files: (model) => copiedSecrets(model).flatMap(({ path, file }) => (file.isMixed ? [path] : [])),
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    build:
      '{file} holds {content}, and the layer keeps it, even if a later RUN deletes it. Mount it: RUN --mount=type=secret.',
    mixed:
      '{file} may hold {content}, and the layer keeps it, even if a later RUN deletes it. Mount it: RUN --mount=type=secret.',
    run: '{file} holds {content}, and whoever pulls the image can read it. Hand it over when the container is run.',
  },
  fixes: {
    mount: {
      title: 'Mount {file} as a secret where it is read',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, context, report }) {
    const stages = finalLayers(model);
    // A fix looks at every RUN below: not for a file that copies hundreds.
    let fixesLeft = 20;
    for (const copied of copiedSecrets(model)) {
      const { instruction, stage, word, path, file } = copied;
      // What a build stage copies is in no layer of the image.
      if (!stages.has(stage) && !instruction.isTrigger) continue;
      if (file.readBy.length === 0 && isDeletedBelow(copied, model)) continue;
      const text = file.isMixed ? context.read(path) : undefined;
      if (text === undefined ? file.isOfProject : !holdsSecret(text)) continue;
      const name = path.slice(path.lastIndexOf('/') + 1);
      const values = { file: name, content: file.holds };
      // The program, and whoever builds without the secret, would lack the settings of the project.
      const edits = !file.isOfProject && fixesLeft-- > 0 ? mountEdits(copied, model) : undefined;
      report({
        at: unquoted(word).range,
        message: file.isMixed && text === undefined ? 'mixed' : file.readBy.length > 0 ? 'build' : 'run',
        values,
        fixes: edits && [{ fix: 'mount', values: { file: name }, edits }],
      });
    }
  },
});

/** That it is for the build only, and how to mount it, is told where it is deleted. */
function isDeletedBelow({ instruction, stage, word }: CopiedSecret, model: BuildModel): boolean {
  const stored = allCopied(instruction, model).filter(({ range }) => range.start === word.range.start);
  if (stored.length === 0) return false;
  return stage.instructions
    .filter(
      ({ name, range, line }) =>
        name === 'RUN' && range.start > instruction.range.start && /\brm\b/.test(line.text),
    )
    .some((run) => {
      const step = model.stepOf(run);
      return placedCommands(step).some(
        ({ command, cwd }) =>
          command.context === 'list' &&
          !command.conditional &&
          allRemoved(command, cwd, step).some(({ path }) => stored.some((file) => covers(path, file))),
      );
    });
}

/** No copy, but a mount of the same file in each RUN of the stage that calls a program which reads it. */
function mountEdits(
  { instruction, stage, word, path, file }: CopiedSecret,
  model: BuildModel,
): readonly TextEdit[] | undefined {
  const copy = contextCopyOf(instruction, model);
  if (!copy || file.readBy.length === 0 || instruction.isTrigger || model.frontend.isCustom) return undefined;
  if (isTooOldFor(model, flagFeature('RUN', 'mount'))) return undefined;
  const isOnly = copy.sources.length === 1;
  const target = landingOf(copy, path, model) ?? '';
  if (isUnknownPath(target) || !/^[\w./-]+$/.test(target)) return undefined;
  const runs: Instruction[] = [];
  const removals: TextEdit[] = [];
  for (const below of stage.instructions.slice(stage.instructions.indexOf(instruction) + 1)) {
    const removed = withoutDeletion(target, file, model.stepOf(below), model);
    if (!removed) return undefined;
    removals.push(...removed);
    if (isRead(file, model.stepOf(below))) runs.push(below);
  }
  const [heir] = runs;
  if (!heir) return undefined;
  const removed = isOnly
    ? linesMovedTo(model.tree, instruction, heir)
    : [withoutOne(instruction.words, word, model.tree)];
  const edits = removed.filter((edit) => edit !== undefined);
  if (edits.length !== removed.length) return undefined;
  const mounts = runs.map((run) => mountEdit(run, `type=secret,id=${file.id},target=${target}`));
  return [...edits, ...mounts, ...removals].sort((a, b) => a.range.start - b.range.start);
}

function isRead({ readBy }: SecretFile, { run }: Step): boolean {
  return run?.commands.some((command) => readBy.includes(unwrapCommand(command).name ?? '')) ?? false;
}

/**
 * What deletes the file goes, since a mount cannot be deleted. Undefined where that leaves nothing, and where another
 * command than those that read it names the file: it may change it.
 */
function withoutDeletion(
  target: string,
  file: SecretFile,
  step: Step,
  model: BuildModel,
): readonly TextEdit[] | undefined {
  const name = target.slice(target.lastIndexOf('/') + 1);
  if (!step.run || !step.instruction.line.text.includes(name)) return [];
  const edits: TextEdit[] = [];
  for (const { command, cwd } of placedCommands(step)) {
    const removed = removedPaths(command, cwd, step).find(({ path }) => path === target);
    if (removed) {
      const operands = command.words.slice(1).filter(({ text }) => !text.startsWith('-'));
      const edit =
        operands.length > 1
          ? withoutOne(command.words, removed.word, model.tree)
          : step.run.commands.length > 1 || step.instruction.flags.length === 0
            ? removalOf(step, topLevel(model.tree, step.instruction), command, model)
            : undefined;
      if (!edit) return undefined;
      edits.push(edit);
    } else if (
      command.words.some(({ text }) => text.includes(name)) &&
      !file.readBy.includes(unwrapCommand(command).name ?? '')
    ) {
      return undefined;
    }
  }
  return edits;
}
