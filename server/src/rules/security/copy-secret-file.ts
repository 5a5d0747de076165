import {
  holdsSecret,
  type SecretFile,
  secretFileOf,
  USUAL_SECRET_FILES,
} from '../../knowledge/secretFiles.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { isUnknownPath, joinPath } from '../support/containerPaths.ts';
import { contextCopyOf, isBroad, mayBeBroad } from '../support/contextCopies.ts';
import { excludesFiles, holdBackEdit, notHeldBack } from '../support/holdBack.ts';
import { linesWithout, withoutOne } from '../support/removeWord.ts';
import { mountEdit } from '../support/secretMounts.ts';
import { finalLayers } from '../support/stageOrder.ts';
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
  uses: ['context-tree', 'ignore-file'],
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
    takenAlong:
      'The whole context is copied, {files} with it, and whoever pulls the image can read that. Hold it back with .dockerignore.',
  },
  fixes: {
    mount: {
      title: 'Mount {file} as a secret where it is read',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    holdBack: { title: 'Hold back {files}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, context, report }) {
    const stages = finalLayers(model);
    // A fix looks at every RUN below: not for a file that copies hundreds.
    let fixesLeft = 20;
    for (const copied of copiedSecrets(model)) {
      const { instruction, stage, word, path, file } = copied;
      // What a build stage copies is in no layer of the image.
      if (!stages.has(stage) && !instruction.isTrigger) continue;
      const text = file.isMixed ? context.read(path) : undefined;
      if (text !== undefined && !holdsSecret(text)) continue;
      const name = path.slice(path.lastIndexOf('/') + 1);
      const values = { file: name, content: file.holds };
      const edits = fixesLeft-- > 0 ? mountEdits(copied, model) : undefined;
      report({
        at: unquoted(word).range,
        message: file.isMixed && text === undefined ? 'mixed' : file.readBy.length > 0 ? 'build' : 'run',
        values,
        fixes: edits && [{ fix: 'mount', values: { file: name }, edits }],
      });
    }
    for (const word of broadCopies(model)) {
      const found = notHeldBack(USUAL_SECRET_FILES, context);
      if (found.length === 0) break;
      const values = { files: found.join(', ') };
      const fixes = [{ fix: 'holdBack' as const, values, edits: [holdBackEdit(found, context)] }];
      report({ at: unquoted(word).range, message: 'takenAlong', values, fixes });
    }
  },
});

/** The source of each COPY of the whole context into the final image. */
function broadCopies(model: BuildModel): readonly Word[] {
  const stages = finalLayers(model);
  return model.steps.flatMap(({ instruction, stage }) => {
    const [source] = instruction.words;
    if (!stage || !source || !mayBeBroad(instruction) || excludesFiles(instruction)) return [];
    if (!stages.has(stage) && !instruction.isTrigger) return [];
    const copy = contextCopyOf(instruction, model);
    return copy && isBroad(copy) ? [source] : [];
  });
}

interface CopiedSecret {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly word: Word;
  /** Of the build context. */
  readonly path: string;
  readonly file: SecretFile;
}

function copiedSecrets(model: BuildModel): readonly CopiedSecret[] {
  return model.once(findCopied);
}

function findCopied(model: BuildModel): readonly CopiedSecret[] {
  const found: CopiedSecret[] = [];
  for (const { instruction, stage } of model.steps) {
    if (!stage || (instruction.name !== 'COPY' && instruction.name !== 'ADD')) continue;
    if (instruction.flags.some((flag) => flag.name === 'from')) continue;
    for (const word of instruction.words.slice(0, -1)) {
      const path = model.expand(word.text, instruction).value;
      if (path === undefined || /^[a-z]+:\/\/|[*?]/i.test(path)) continue;
      const file = secretFileOf(path);
      if (file) found.push({ instruction, stage, word, path: joinPath('/', path).slice(1), file });
    }
  }
  return found;
}

/** No copy, but a mount of the same file in each RUN of the stage that calls a program which reads it. */
function mountEdits(
  { instruction, stage, word, path, file }: CopiedSecret,
  model: BuildModel,
): readonly TextEdit[] | undefined {
  const copy = contextCopyOf(instruction, model);
  if (!copy || file.readBy.length === 0 || instruction.isTrigger || model.frontend.isCustom) return undefined;
  const isOnly = copy.sources.length === 1;
  const target =
    copy.isDirectory || !isOnly ? joinPath(copy.target, path.slice(path.lastIndexOf('/') + 1)) : copy.target;
  if (isUnknownPath(target) || !/^[\w./-]+$/.test(target)) return undefined;
  const runs = stage.instructions
    .slice(stage.instructions.indexOf(instruction) + 1)
    .filter((run) =>
      model
        .stepOf(run)
        .run?.commands.some((command) => file.readBy.includes(unwrapCommand(command).name ?? '')),
    );
  if (runs.length === 0) return undefined;
  const removed = isOnly
    ? linesWithout(model.tree, instruction)
    : [withoutOne(instruction.words, word, model.tree)];
  const edits = removed.filter((edit) => edit !== undefined);
  if (edits.length !== removed.length) return undefined;
  return [...edits, ...runs.map((run) => mountEdit(run, `type=secret,id=${file.id},target=${target}`))];
}
