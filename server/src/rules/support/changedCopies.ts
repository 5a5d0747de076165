import { flagFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { pathOf, placedCommands } from './commandPaths.ts';
import { isTooOldFor } from './frontendVersion.ts';
import { topLevel } from './insertLine.ts';
import { removalOf } from './removeCommand.ts';
import { finalLayers } from './stageOrder.ts';
import { copiedFiles, covers, removedPaths, type StoredFile } from './storedFiles.ts';

/** A `chmod` or `chown` of all that one or more copies above it store. */
export interface ChangedCopies {
  readonly step: Step;
  readonly command: ShellCommand;
  /** The mode or the owner. */
  readonly change: ShellWord;
  readonly options: readonly ShellWord[];
  readonly operands: readonly ShellWord[];
  /** The first of them that names what is copied. */
  readonly reached: ShellWord;
  readonly copies: readonly Instruction[];
  /** What its operands name: files that are copied, or folders. */
  readonly kind: 'files' | 'folders' | 'both';
  /** Each operand is what one of the copies makes, whole. */
  readonly isCopied: boolean;
  /** The instructions between the first of the copies and the RUN. */
  readonly between: readonly Instruction[];
}

/** In layers of the final image, in order. */
export function changedCopies(model: BuildModel, program: 'chmod' | 'chown'): readonly ChangedCopies[] {
  if (!model.wholeText.includes(program)) return [];
  const stages = finalLayers(model);
  return model.stages.flatMap((stage) => {
    if (!stages.has(stage)) return [];
    // What a RUN below deletes is told as that: a mount needs no mode.
    let deletions: readonly Deletion[] | undefined;
    const isDeleted = (file: StoredFile) => {
      deletions ??= deletionsIn(stage, model);
      return deletions.some(({ path, at }) => at > file.range.start && covers(path, file));
    };
    let files: StoredFile[] = [];
    const found: ChangedCopies[] = [];
    for (const [index, instruction] of stage.instructions.entries()) {
      if (instruction.name === 'COPY' || instruction.name === 'ADD') {
        files.push(...copiedFiles(instruction, model));
        if (files.length > maximumFiles) files = files.slice(-maximumFiles);
      }
      if (instruction.name !== 'RUN' || files.length === 0 || !mentions(instruction, program)) continue;
      for (const one of changesIn(model.stepOf(instruction), program, files)) {
        const first = stage.instructions.indexOf(one.copies[0] ?? instruction);
        if (files.filter(({ instruction }) => one.copies.includes(instruction)).every(isDeleted)) continue;
        found.push({ ...one, between: stage.instructions.slice(first + 1, index) });
        files = files.filter((file) => !one.copies.includes(file.instruction));
      }
    }
    return found;
  });
}

const maximumFiles = 40;

interface Deletion {
  readonly path: string;
  /** The offset of the word that names it. */
  readonly at: number;
}

function deletionsIn({ instructions }: Stage, model: BuildModel): Deletion[] {
  return instructions.flatMap((instruction) => {
    if (instruction.name !== 'RUN' || !mentions(instruction, 'rm')) return [];
    const step = model.stepOf(instruction);
    return placedCommands(step).flatMap(({ command, cwd }) =>
      removedPaths(command, cwd, step).map(({ path, word }) => ({ path, at: word.range.start })),
    );
  });
}

function mentions({ line, heredocs }: Instruction, program: string): boolean {
  return line.text.includes(program) || heredocs.some(({ content }) => content.includes(program));
}

function changesIn(step: Step, program: 'chmod' | 'chown', all: readonly StoredFile[]) {
  const placed = placedCommands(step);
  let files = all;
  return placed.flatMap(({ command, cwd }) => {
    if (command.name === 'mv') {
      const moved = command.words.slice(1).map((word) => pathOf(word, cwd, step));
      files = files.filter((file) => !moved.some((path) => path !== undefined && covers(path, file)));
    }
    if (command.context !== 'list' || command.conditional || unwrapCommand(command).name !== program)
      return [];
    const { args } = unwrapCommand(command);
    const options = args.filter(
      ({ text }) => /^-(?:[A-Za-z]+|-[a-z-]+(?:=.*)?)$/.test(text) && !isMode(text),
    );
    const [change, ...operands] = args.filter((word) => !options.includes(word));
    if (!change || operands.length === 0 || !options.every(({ text }) => harmless.test(text))) return [];
    const isDeep = options.some(({ text }) => /^-[A-Za-z]*R|^--recursive$/.test(text));
    const paths = operands.map((word) => pathOf(word, cwd, step));
    const isChanged = (file: StoredFile) =>
      paths.some(
        (path) =>
          path !== undefined && path !== '/' && (isDeep || !file.isFolder) && reaches(path, file, isDeep),
      );
    // A COPY whose other files are not changed needs another line.
    const copies = [...new Set(files.map(({ instruction }) => instruction))].filter((copy) => {
      if (hasAlready(copy, program, change)) return false;
      const own = files.filter(({ instruction }) => instruction === copy);
      return own.length === copy.words.length - 1 && own.every(isChanged);
    });
    const isOwnFolder = (path: string | undefined) =>
      path !== undefined &&
      (files.some((file) => file.path === path) ||
        /^\/(?!var|usr|etc|home|opt|root|srv|tmp|run|mnt|data)[\w.-]+$/.test(path) ||
        madeByWorkdir(path, step));
    const changed = files.filter(({ instruction }) => copies.includes(instruction));
    // Folders beside it, for data, are made for the same account.
    const isReached = (path: string | undefined) =>
      path !== undefined && changed.some((file) => reaches(path, file, isDeep));
    const reached = operands.find((_, index) => isReached(paths[index]));
    if (
      !reached ||
      (isDeep && !paths.every((path) => isOwnFolder(path) || (path !== undefined && !isReached(path))))
    )
      return [];
    const isFile = (path: string | undefined) => changed.some((file) => !file.isFolder && file.path === path);
    const kind = paths.every(isFile) ? 'files' : paths.some(isFile) ? 'both' : 'folders';
    const isCopied = paths.every((path) => changed.some((file) => file.path === path));
    return [{ step, command, change, options, operands, reached, copies, kind, isCopied } as const];
  });
}

/** The copy sets what the command sets again: where nothing changes, BuildKit stores nothing. */
function hasAlready({ flags }: Instruction, program: 'chmod' | 'chown', { text }: ShellWord): boolean {
  const set = flags.find(({ name }) => name === program)?.value;
  if (set === undefined) return false;
  const change = text.replace(/^"(.*)"$/, '$1').replace(/[:.]$/, '');
  if (program === 'chown') return set === change || (!/[:.]/.test(change) && set.startsWith(`${change}:`));
  const mode = set.replace(/^0+/, '');
  return mode === change.replace(/^0+/, '') || (/^[75]55$/.test(mode) && /^(?:a|ugo)?\+r?x$/.test(change));
}

/** A WORKDIR of this file makes it, or goes into it. */
function madeByWorkdir(path: string, { before, stage }: Step): boolean {
  return (
    before.workdir.value === path && before.workdir.by !== undefined && before.workdir.by !== stage?.from
  );
}

/** A word as a message shows it: without quotes and braces. */
export function shownWord({ text }: ShellWord): string {
  return text.replaceAll(/["']/g, '').replaceAll(/\$\{(\w+)\}/g, '$$$1');
}

/** `-x` is a mode, and `-w` and the like. */
function isMode(text: string): boolean {
  return /^-[rwxXst]+$/.test(text);
}

const harmless = /^-[Rvcfh]+$|^--(?:recursive|verbose|changes|silent|quiet)$/;

/** Without recursion a file itself has to be named, or a glob that matches it. */
function reaches(path: string, file: StoredFile, isDeep: boolean): boolean {
  if (isDeep) return covers(path, file);
  return (
    path === file.path ||
    (/[*?]/.test(path) && !file.isFolder && depth(path) === depth(file.path) && covers(path, file))
  );
}

function depth(path: string): number {
  return path.split('/').length;
}

/**
 * The flag goes to the copies, the command goes; undefined where another command between may need it, or make what it
 * changes as well. Where a folder is changed, which may have been there before, the folder alone is changed still.
 */
export function flagInstead(found: ChangedCopies, flag: string, model: BuildModel): TextEdit[] | undefined {
  const { copies, between, step, command, kind, isCopied } = found;
  const name = flag.slice(2, flag.indexOf('='));
  if (kind === 'both' || !isCopied || between.some((one) => one.name === 'RUN')) return undefined;
  if (copies.some((copy) => copy.flags.some((own) => own.name === name))) return undefined;
  if (isTooOldFor(model, flagFeature('COPY', name))) return undefined;
  const items = step.run?.scripts[0]?.script.body[0]?.items ?? [];
  const isFirst = items[0]?.node === command || (items[1]?.node === command && isSetting(items[0]?.node));
  if (!isFirst && kind === 'folders') return undefined;
  const removal =
    kind === 'files'
      ? removalOf(step, topLevel(model.tree, step.instruction), command, model)
      : withoutRecursion(found, model.tree.text);
  if (!removal) return undefined;
  const flags = copies.map((copy) => {
    const at = copy.keyword.range.end;
    return { range: { start: at, end: at }, newText: ` ${flag}` };
  });
  return [...flags, removal];
}

function isSetting(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'name' in node && node.name === 'set';
}

/** `-R` alone, or the letter of several. */
function withoutRecursion({ options }: ChangedCopies, text: string): TextEdit | undefined {
  const option = options.find((word) => /^-[A-Za-z]*R|^--recursive$/.test(word.text));
  if (option?.segments.length !== 1) return undefined;
  const { start, end } = option.range;
  if (option.text !== '-R' && option.text !== '--recursive') {
    return { range: option.range, newText: option.text.replace('R', '') };
  }
  return /[ \t]/.test(text.charAt(end)) ? { range: { start, end: end + 1 }, newText: '' } : undefined;
}
