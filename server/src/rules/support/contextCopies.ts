import { saysDirectory } from '../../model/context/destination.ts';
import { type TakenPath, takenPaths } from '../../model/context/takenPaths.ts';
import { destinationAt } from '../../model/context/takes.ts';
import { type CopyWords, copyWordsOf, readCopyWords, systemOf } from '../../model/context/takeWords.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { joinPath, workdirOf } from './containerPaths.ts';
import { namedPath } from './contextTakes.ts';
import { firstComment } from './trailingComments.ts';

/**
 * A COPY or ADD of files of the build context, as the model reads it, but for two things: what is written as a comment
 * behind the paths, which a rule of its own tells of, is none of them; and below a working directory that nobody knows
 * there are paths as well, which can be compared.
 */
export interface ContextCopy {
  readonly instruction: Instruction;
  /** Whole paths of the context, wildcards as they are written, empty for its root; behind them what ADD fetches. */
  readonly sources: readonly string[];
  readonly destination: Word;
  /** The destination as an absolute path of the container, without a slash at its end. */
  readonly target: string;
  readonly words: CopyWords;
}

/** Undefined for other instructions, for `--from`, heredocs, and where a variable leaves a path open. */
export function contextCopyOf(instruction: Instruction, model: BuildModel): ContextCopy | undefined {
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return undefined;
  const step = model.stepOf(instruction);
  if (!step.stage) return undefined;
  const copy = step.oncePer(systemOf(step), readCopy);
  if (!copy) return undefined;
  return isPlaced(copy) ? copy : { ...copy, target: joinPath(workdirOf(step), copy.words.to ?? '') };
}

/** What hangs on the state alone. A working directory that nobody knows is that of the image at the bottom. */
type ReadCopy = Omit<ContextCopy, 'target'> & Partial<Pick<ContextCopy, 'target'>>;

function isPlaced(copy: ReadCopy): copy is ContextCopy {
  return copy.target !== undefined;
}

function readCopy(step: Step, system: string): ReadCopy | undefined {
  const { instruction } = step;
  const comment = firstComment(instruction);
  const isMeant = ({ range }: Word): boolean => comment === undefined || range.end <= comment;
  const words = instruction.words.every(isMeant)
    ? copyWordsOf(step)
    : readCopyWords(step, instruction.words.filter(isMeant), system === 'windows');
  if (!words || words.hasFrom || words.heredocs > 0) return undefined;
  const sources: string[] = [];
  for (const path of [...words.sources.map(namedPath), ...words.remotes.map(({ url }) => url)]) {
    if (path === undefined) return undefined;
    sources.push(path);
  }
  const { to, destination } = words;
  // A backslash: most likely a path of Windows, in an image that nobody knows.
  if (to === undefined || to === '' || to.includes('\\')) return undefined;
  const copy = { instruction, sources, destination, words };
  const isKnown = step.before.workdir.value !== undefined;
  return isKnown ? { ...copy, target: joinPath(workdirOf(step), to) } : copy;
}

/** Copies the whole context, so that a change of any file of it counts: `COPY . .` */
export function isBroad({ sources }: ContextCopy): boolean {
  return sources.length === 1 && (sources[0] === '' || sources[0] === '*');
}

/** Whether it is worth a look if an instruction copies the whole context: cheap, and sure where it says no. */
export function mayBeBroad({ name, words }: Instruction): boolean {
  if (name !== 'COPY' && name !== 'ADD') return false;
  if (words.length !== 2 && !words[2]?.text.startsWith('#')) return false;
  const source = words[0]?.text ?? '';
  return source.includes('$') || !/[A-Za-z0-9_-]/.test(source);
}

/** How it takes a file of the context, once for each source that does; nothing of what `--exclude` leaves out. */
export function takenBy(copy: ContextCopy, file: string, model: BuildModel): readonly TakenPath[] {
  const { instruction, target, words } = copy;
  const { stage } = model.stepOf(instruction);
  if (!stage) return [];
  const { sources, excludes, unpacks, to = '' } = words;
  const isMeant = words.destination === instruction.words.at(-1);
  const isDirectory =
    saysDirectory(to) || (isMeant ? destinationAt(model, instruction)?.isDirectory : undefined);
  const kind = instruction.name === 'COPY' ? 'copy' : 'add';
  const destination = { path: target, isDirectory };
  const take = { kind, instruction, stage, sources, destination, excludes, unpacks } as const;
  return takenPaths(take, file, 'file').filter(({ excludedBy }) => !excludedBy);
}

/** Whether a source of a copy names a file of the context, and brings it to a path of the container, or may well do. */
export function brings(copy: ContextCopy, file: string, path: string, model: BuildModel): boolean {
  return takenBy(copy, file, model).some((taken) => isNamed(taken, file) && landsAt(taken, path));
}

/** Whether something lands at a path, or may well do. */
export function landsAt({ landing }: TakenPath, path: string): boolean {
  return landing !== undefined && (landing.path === path || landing.orPath === path);
}

/** Whether the source names the file itself, and not a folder that it is in. */
function isNamed({ root, source }: TakenPath, file: string): boolean {
  return root === file || namedPath(source) === file;
}

/**
 * Where a file lands that a source names. Where nobody can tell whether the destination is a directory, several sources
 * mean one, and a single one does not.
 */
export function landingOf(copy: ContextCopy, file: string, model: BuildModel): string | undefined {
  const landing = takenBy(copy, file, model).find((taken) => isNamed(taken, file))?.landing;
  return (copy.sources.length > 1 ? landing?.orPath : undefined) ?? landing?.path;
}
