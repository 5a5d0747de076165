import { flagFeature } from '../../knowledge/frontendFeatures.ts';
import { secretFileOf } from '../../knowledge/secretFiles.ts';
import type { BuildModel, RunModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { type ContextFacts, defineRule } from '../rule.ts';
import { placedCommands } from '../support/commandPaths.ts';
import { isUnknownPath, shownPath, workdirOf } from '../support/containerPaths.ts';
import { copiedSecrets } from '../support/copiedSecrets.ts';
import { mayChangeFile } from '../support/fileChanges.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';
import { topLevel } from '../support/insertLine.ts';
import { isMountedOver } from '../support/layerPaths.ts';
import { removalOf } from '../support/removeCommand.ts';
import { linesMovedTo } from '../support/removeInstruction.ts';
import { finalLayers } from '../support/stageOrder.ts';
import {
  allCopied,
  allRemoved,
  covers,
  isRecursive,
  madeFiles,
  type RemovedPath,
  type StoredFile,
} from '../support/storedFiles.ts';
import { unpackedArchives } from '../support/unpackedArchives.ts';

export const deletedInLaterLayer = defineRule({
  id: 'deleted-in-later-layer',
  summary: 'A file is deleted in a later layer than the one that stores it',
  why: 'A layer keeps what it holds. Deleting a file in a later instruction hides it from the container, but it is still downloaded with the image, and anyone can read it there.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  uses: ['context-tree', 'ignore-file'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
    'https://docs.docker.com/build/building/secrets/',
  ],
  concerns: { keywords: ['RUN'], text: /rm|find|unlink|shred|del|mv/i },
  messages: {
    copied:
      '{file} stays in the image: the layer of the {keyword} above keeps it, and this only hides it. Mount it into the RUN that needs it.',
    copiedInto:
      'What {source} brings into {file} stays in the image: the layer of the {keyword} above keeps it, and this only hides it. Mount it into the RUN that needs it.',
    made: '{file} stays in the image: the layer of a RUN above keeps it, and this only hides it. Delete it in the RUN that makes it.',
    downloaded:
      '{file} stays in the image: the layer of the ADD above keeps it, and this only hides it. Download it in the RUN that needs it.',
    written:
      '{file} stays in the image: the layer of the {keyword} above keeps it, and this only hides it. Write it in the RUN that needs it, which takes a heredoc, too: RUN <<EOF.',
    secret:
      '{file} can still be read in the image: the layer of the {keyword} above keeps it, and this only hides it. Mount it as a secret: RUN --mount=type=secret.',
    ignorable:
      '{file} stays in the image: the {keyword} above copies it, and this only hides it. Keep it out with the ignore file.',
  },
  fixes: {
    mount: {
      title: 'Mount {file} into the RUN instead of copying it',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    mountSecret: {
      title: 'Mount it as a secret (build with --secret id={id},src={source})',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, context, report }) {
    const known = new Map<Stage, StoredFile[]>();
    let fixesLeft = maximumFixes;
    for (const stage of finalLayersInOrder(model)) {
      const parent = stage.base.stage;
      let stored = [...((parent && known.get(parent)) ?? [])];
      // Looked into only when something below deletes.
      let pending: Instruction[] = [];
      const flush = () => {
        for (const instruction of pending) {
          if (stored.length >= maximumFiles) break;
          const isRun = instruction.name === 'RUN';
          stored.push(...(isRun ? madeFiles(model.stepOf(instruction)) : allCopied(instruction, model)));
        }
        pending = [];
      };
      for (const instruction of stage.instructionsWith('ADD', 'COPY', 'RUN')) {
        if (instruction.name === 'RUN') {
          const step = model.stepOf(instruction);
          if (step.run?.once(mayDelete)) {
            flush();
            stored = removeFrom(stored, step);
          }
        }
        pending.push(instruction);
      }
      if (stage !== model.finalStage) flush();
      known.set(stage, stored);
    }

    /** Reports what the step deletes; what is left. */
    function removeFrom(stored: StoredFile[], step: Step): StoredFile[] {
      if (stored.length === 0) return stored;
      let left = stored;
      for (const { command, cwd } of placedCommands(step)) {
        if (command.context !== 'list' || command.conditional) continue;
        for (const removed of allRemoved(command, cwd, step)) {
          // What is mounted there is deleted, or nothing.
          if (step.run && isMountedOver(step.run, removed.path, workdirOf(step))) continue;
          const files = left.filter(
            (file) => covers(removed.path, file) && (!file.isAmongOthers || isRecursive(command)),
          );
          const file = files.find(({ isAmongOthers }) => !isAmongOthers) ?? files[0];
          if (file) left = left.filter((one) => !files.includes(one));
          const found = file ?? copiedAmongOthers(left, removed, context);
          if (!found || isToldElsewhere(found, model)) continue;
          report({
            at: removed.word.range,
            ...problemOf(found, removed, step, command, file !== undefined, fixesLeft-- > 0, model),
            related: [{ range: found.range, message: 'It is stored here' }],
          });
        }
      }
      return left;
    }
  },
});

const maximumFiles = 200;

/** Each looks through its stage. */
const maximumFixes = 30;

function finalLayersInOrder(model: BuildModel): readonly Stage[] {
  const stages = finalLayers(model);
  return model.stages.filter((stage) => stages.has(stage));
}

/** It deletes something else than what package managers leave. */
function mayDelete({ commands }: RunModel): boolean {
  return commands.some(
    ({ words }) =>
      words.some(({ text }) => deleting.test(text)) &&
      words.some(({ text }) => !deleting.test(text) && !text.startsWith('-') && !leftovers.test(text)),
  );
}

const deleting = /^(?:\/bin\/|\/usr\/bin\/)?(?:rm|unlink|shred|sudo)$/;

const leftovers = /^["']?\/var\/(?:lib\/(?:apt|dpkg)|cache|log)\//;

/** A part of what a COPY of a whole folder of the context brings, when the context is known to hold it. */
function copiedAmongOthers(
  stored: readonly StoredFile[],
  { path }: RemovedPath,
  context: ContextFacts,
): StoredFile | undefined {
  if (!context.hasTree || /[*?[]/.test(path)) return undefined;
  return stored.find((file) => {
    const { instruction, isFolder, isAmongOthers, source } = file;
    if (
      !isFolder ||
      isAmongOthers ||
      source === undefined ||
      !path.startsWith(file.path === '/' ? '/' : `${file.path}/`)
    )
      return false;
    if (
      instruction.words.length !== 2 ||
      instruction.flags.some(({ name }) => name === 'from' || name === 'exclude')
    )
      return false;
    const inner = path.slice(file.path === '/' ? 1 : file.path.length + 1);
    const folder = source.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
    const inContext = folder === '' || folder === '.' ? inner : `${folder}/${inner}`;
    return context.exists(inContext) === true && context.isIgnored(inContext) === false;
  });
}

/**
 * To be told once: an archive that ADD would unpack is the concern of `prefer-add-archive`, a file that the
 * build reads secrets from that of `copy-secret-file`.
 */
function isToldElsewhere({ instruction, range, by }: StoredFile, model: BuildModel): boolean {
  return (
    model
      .once(unpackedArchives)
      .some((archive) => archive.instruction === instruction && archive.source.range.start === range.start) ||
    (by === 'copy' &&
      copiedSecrets(model).some(
        (secret) =>
          secret.instruction === instruction &&
          secret.word.range.start === range.start &&
          secret.file.readBy.length > 0,
      ))
  );
}

function problemOf(
  file: StoredFile,
  removed: RemovedPath,
  step: Step,
  command: ShellCommand,
  isWhole: boolean,
  mayFix: boolean,
  model: BuildModel,
) {
  const keyword = file.instruction.name ?? '';
  const name = shownPath(isWhole ? file.path : removed.path);
  const values = { file: name, keyword };
  if (!isWhole) return { message: 'ignorable', values } as const;
  if (file.isAmongOthers)
    return { message: 'copiedInto', values: { ...values, source: file.source ?? '' } } as const;
  const isSecret = file.by !== 'download' && file.by !== 'install' && secretFileOf(file.path) !== undefined;
  const mount = mayFix ? mountOf(file, removed, step, command, isSecret, model) : undefined;
  if (isSecret) {
    const id = secretId(file.path);
    const source = file.source ?? '';
    const fixes = mount && [{ fix: 'mountSecret' as const, values: { id, source }, edits: mount }];
    return { message: 'secret', values, fixes } as const;
  }
  if (file.by !== 'copy') return { message: 'made', values: { file: name } } as const;
  if (/^[a-z]+:\/\//i.test(file.source ?? ''))
    return { message: 'downloaded', values: { file: name } } as const;
  if (file.source === undefined) return { message: 'written', values } as const;
  const fixes = mount && [{ fix: 'mount' as const, values: { file: name }, edits: mount }];
  return { message: 'copied', values, fixes } as const;
}

function secretId(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/^\.+/, '').replace(/[^\w.-]/g, '_');
}

/**
 * The COPY goes, the one RUN that speaks of the file mounts it, and the `rm` goes. Undefined where more than one needs it,
 * where a command would change or move the file, and where the COPY does more.
 */
function mountOf(
  file: StoredFile,
  removed: RemovedPath,
  step: Step,
  command: ShellCommand,
  isSecret: boolean,
  model: BuildModel,
) {
  const { instruction: copy, path, source } = file;
  if (isTooOldFor(model, flagFeature('RUN', 'mount')) || isUnknownPath(path)) return undefined;
  const { text } = model.tree;
  if (file.by !== 'copy' || source === undefined || file.isFolder || removed.path !== path) return undefined;
  if (
    copy.name !== 'COPY' ||
    copy.words.length !== 2 ||
    copy.heredocs.length > 0 ||
    /[\s,"'\\$]/.test(source + path)
  )
    return undefined;
  if (copy.flags.some(({ name }) => name !== 'from') || (isSecret && copy.flags.length > 0)) return undefined;
  if (step.stage !== model.stageOf(copy) || command.words.length - 1 !== operandsAndOptions(command))
    return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const between = step.stage?.instructions.filter(
    ({ range }) => range.start > copy.range.start && range.start <= step.instruction.range.start,
  );
  const after =
    step.stage?.instructions.filter(({ range }) => range.start > step.instruction.range.start) ?? [];
  if (after.some(({ line }) => line.text.includes(name))) return undefined;
  const users = between?.map((one) => model.stepOf(one)).filter((one) => speaksOf(one, name, command)) ?? [];
  const runs = between?.filter((one) => one.name === 'RUN') ?? [];
  // `npm ci` reads its settings without a word of them.
  const isOnly = runs.length === 1 && (step.run?.commands.length ?? 0) > 1;
  const user = users[0] ?? (isOnly ? step : undefined);
  if (!user || users.length > 1 || user.instruction.name !== 'RUN' || user.instruction.flags.length > 0)
    return undefined;
  if (user.run?.form !== 'shell' || mayChangeFile(user.run, name, command)) return undefined;
  const removal = removalOf(step, topLevel(model.tree, step.instruction), command, model);
  if (!removal || text.slice(copy.range.start, copy.range.end).includes('#')) return undefined;
  const from = copy.flags[0]?.value;
  const mount = isSecret
    ? `type=secret,id=${secretId(path)},target=${path},required=true`
    : `type=bind,${from === undefined ? '' : `from=${from},`}source=${source.replace(/^\.\//, '')},target=${path}`;
  const at = user.instruction.keyword.range.end;
  const edits = [
    ...linesMovedTo(model.tree, copy, user.instruction),
    { range: { start: at, end: at }, newText: ` --mount=${mount}` },
    removal,
  ];
  return edits.sort((a, b) => a.range.start - b.range.start);
}

/** `rm` with options and one operand, nothing else. */
function operandsAndOptions({ words }: ShellCommand): number {
  const operands = words.slice(1).filter(({ text }) => !text.startsWith('-'));
  return operands.length === 1 ? words.length - 1 : -1;
}

/** Whether an instruction other than the `rm` itself names the file. */
function speaksOf({ instruction, run }: Step, name: string, removal: ShellCommand): boolean {
  if (instruction.name !== 'RUN') return instruction.line.text.includes(name);
  if (!run?.commands.includes(removal)) return instruction.line.text.includes(name);
  return run.commands.some((one) => one !== removal && one.words.some(({ text }) => text.includes(name)));
}
