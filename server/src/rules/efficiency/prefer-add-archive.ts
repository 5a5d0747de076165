import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { type PlacedCommand, pathOf } from '../support/commandPaths.ts';
import { contextCopyOf, landingOf } from '../support/contextCopies.ts';
import { topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { removalOf } from '../support/removeCommand.ts';
import { fileName, unpackedArchives } from '../support/unpackedArchives.ts';
import { unquoted } from '../support/words.ts';

export const preferAddArchive = defineRule({
  id: 'prefer-add-archive',
  summary: 'An archive is copied and then unpacked',
  why: 'The layer of the COPY keeps the archive, also when a later command deletes it, beside a layer with all that was in it. ADD unpacks a local archive and stores only its contents.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3010', match: 'same' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    unpackedLater:
      'This layer keeps {archive}, and a RUN below unpacks it into another one. ADD unpacks it, and stores only what is in it.',
  },
  fixes: {
    toAdd: {
      title: 'Change to ADD, which unpacks into {directory}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    let fixesLeft = maximumFixes;
    for (const { instruction, source, archive, step, unpacking } of model.once(unpackedArchives)) {
      report({
        at: source.range,
        message: 'unpackedLater',
        values: { archive },
        related: [{ range: unpacking.command.range, message: `It unpacks ${archive}` }],
        fixes: fixesLeft-- > 0 ? fixOf(instruction, step, unpacking, model) : undefined,
      });
    }
  },
});

/** Each looks through the file. */
const maximumFixes = 10;

/**
 * ADD into the directory that tar unpacks into; tar and the `rm` of the archive behind it go. Only for a plain call that
 * nothing decides about, and an archive that nothing else speaks of.
 */
function fixOf(instruction: Instruction, step: Step, { command, cwd }: PlacedCommand, model: BuildModel) {
  const copy = contextCopyOf(instruction, model);
  const call = plainTar(command);
  if (!copy || !call || copy.sources.length !== 1 || command.conditional || command.context !== 'list')
    return undefined;
  if (
    step.instruction.flags.length > 0 ||
    instruction.flags.some(({ name }) => name !== 'chown' && name !== 'link')
  )
    return undefined;
  const archive = fileName(copy.sources[0] ?? '');
  const path = landingOf(copy, copy.sources[0] ?? '', model) ?? '';
  const directory = call.directory ? pathOf(call.directory, cwd, step) : cwd;
  if (directory === undefined || directory.includes('\uFFFC') || pathOf(call.file, cwd, step) !== path)
    return undefined;
  const through = removalBehind(step, command, path, cwd);
  if (
    mentions(fileName(path), model) >
    (through === command ? 2 : 3) + (copy.target === path && fileName(path) === archive ? 1 : 0)
  )
    return undefined;
  const removal = removalOf(step, topLevel(model.tree, step.instruction), command, model, through);
  if (!removal) return undefined;
  const target = instruction.json ? copy.destination.range : unquoted(copy.destination).range;
  const shown = directory === '/' ? '/' : `${directory}/`;
  return [
    {
      fix: 'toAdd',
      values: { directory },
      edits: [
        { range: instruction.keyword.range, newText: keywordLike(instruction, 'ADD') },
        ...(model.tree.text.slice(target.start, target.end) === shown
          ? []
          : [{ range: target, newText: shown }]),
        removal,
      ],
    },
  ] as const;
}

/** How often the file speaks of the archive outside comments: itself, tar, rm. */
function mentions(name: string, { tree }: BuildModel): number {
  let count = 0;
  for (const { line, heredocs } of tree.instructions) {
    count += line.text.split(name).length - 1;
    for (const { content } of heredocs) count += content.split(name).length - 1;
  }
  return count;
}

/** The `rm` of the archive right behind tar, else tar itself. */
function removalBehind(step: Step, tar: ShellCommand, path: string, cwd: string | undefined): ShellCommand {
  const items = step.run?.scripts[0]?.script.body[0]?.items ?? [];
  const next = items[items.findIndex(({ node }) => node === tar) + 1]?.node;
  if (next?.kind !== 'command' || next.name !== 'rm') return tar;
  const operands = next.words.slice(1).filter(({ text }) => !text.startsWith('-'));
  const [operand] = operands;
  return operands.length === 1 && operand && pathOf(operand, cwd, step) === path ? next : tar;
}

/** `tar -xzf file -C directory` and nothing that chooses or renames what is unpacked. */
function plainTar(
  command: ShellCommand,
): { readonly file: ShellWord; readonly directory: ShellWord | undefined } | undefined {
  const { name, args, wrappers } = unwrapCommand(command);
  if (name !== 'tar' || wrappers.length > 0 || command.redirects.length > 0) return undefined;
  let file: ShellWord | undefined;
  let directory: ShellWord | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as ShellWord;
    const { text } = word;
    if (i === 0 ? /^-?[xzjJvp]*f$/.test(text) && text.includes('x') : /^-[xzjJvp]*f$|^--file$/.test(text))
      file = args[++i];
    else if (/^(?:-C|--directory)$/.test(text)) directory = args[++i];
    else if (!/^-[xzjJvp]+$|^--(?:extract|gzip|bzip2|xz|verbose)$/.test(text)) return undefined;
  }
  return file && { file, directory };
}
