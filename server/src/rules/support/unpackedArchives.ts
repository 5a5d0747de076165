import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { type PlacedCommand, placedCommands } from './commandPaths.ts';
import { finalLayers } from './stageOrder.ts';
import { unquoted } from './words.ts';

/** A COPY of an archive of the context that a later RUN of the same stage unpacks. */
export interface UnpackedArchive {
  readonly instruction: Instruction;
  readonly source: Word;
  /** The name it is stored under. */
  readonly archive: string;
  readonly step: Step;
  readonly unpacking: PlacedCommand;
}

/** Those in layers of the final image, and in triggers, which make layers of whatever is built on this image. */
export function unpackedArchives(model: BuildModel): readonly UnpackedArchive[] {
  if (!model.stepsWith('COPY').some(({ instruction }) => archivesOf(instruction).length > 0)) return [];
  const stages = finalLayers(model);
  return model.stages.flatMap((stage) => {
    const own = stage.instructions.filter(({ trigger }) => !trigger);
    const triggers = stage.instructions.flatMap(({ trigger }) => trigger ?? []);
    return [...(stages.has(stage) ? unpackedIn(own, model) : []), ...unpackedIn(triggers, model)];
  });
}

/** Copies of an archive that a later RUN of the same stream unpacks, each with the first command that does. */
function unpackedIn(stream: readonly Instruction[], model: BuildModel): UnpackedArchive[] {
  const copied = new Map<string, { readonly instruction: Instruction; readonly source: Word }>();
  const found: UnpackedArchive[] = [];
  for (const instruction of stream) {
    if (instruction.name === 'COPY') {
      for (const [name, source] of archivesOf(instruction)) copied.set(name, { instruction, source });
    }
    if (instruction.name !== 'RUN' || copied.size === 0) continue;
    const step = model.stepOf(instruction);
    for (const unpacking of placedCommands(step)) {
      if (!unpacks(unpacking.command)) continue;
      const { args } = unwrapCommand(unpacking.command);
      for (const word of args) {
        const archive = fileName((word.value ?? word.text).replace(/["']/g, ''));
        const copy = copied.get(archive);
        if (!copy) continue;
        found.push({ ...copy, archive, step, unpacking });
        copied.delete(archive);
      }
    }
  }
  return found;
}

/** Names under which a COPY of archives of the context stores them. ADD unpacks tar archives, whatever compresses them. */
function archivesOf(instruction: Instruction): (readonly [string, Word])[] {
  if (instruction.heredocs.length > 0 || instruction.flags.some(({ name }) => name === 'from')) return [];
  const target = (instruction.words.at(-1)?.text ?? '').replaceAll(/["']/g, '');
  return instruction.words.slice(0, -1).flatMap((source) => {
    const { text } = unquoted(source);
    if (!tarName.test(text)) return [];
    return [[fileName(tarName.test(target) ? target : text), source] as const];
  });
}

/** What ADD unpacks, by its name. */
export const tarName = /\.(?:tar|tar\.(?:gz|bz2|xz|zst|lzma|lz|z)|tgz|tbz2?|tb2|txz|tzst|tlz|tpz|tz)$/i;

/** The last part of a path, on Windows too. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function unpacks(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  switch (name) {
    case 'tar':
    case 'bsdtar':
    case 'gtar':
      return args.some(
        ({ text }, index) =>
          /^--(?:extract|get)$/.test(text) ||
          /^-[A-Za-z]*x/.test(text) ||
          (index === 0 && /^[A-Za-z]*x/.test(text)),
      );
    case 'unzip':
    case 'gunzip':
    case 'bunzip2':
    case 'unxz':
    case 'unlzma':
    case 'unzstd':
    case 'uncompress':
      return true;
    case 'gzip':
    case 'bzip2':
    case 'xz':
    case 'zstd':
      return args.some(({ text }) => /^-[a-z]*d|^--(?:decompress|uncompress)$/.test(text));
    default:
      return false;
  }
}
