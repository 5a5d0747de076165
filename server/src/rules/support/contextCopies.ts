import type { BuildModel } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { joinPath, workdirOf } from './containerPaths.ts';
import { trailingComments } from './trailingComments.ts';

/** A COPY or ADD of files of the build context. */
export interface ContextCopy {
  readonly instruction: Instruction;
  readonly sources: readonly string[];
  readonly destination: Word;
  /** The destination as an absolute path of the container, without a slash at its end. */
  readonly target: string;
  /** The destination names a directory by a slash at its end, or by `.`. */
  readonly isDirectory: boolean;
}

/**
 * Undefined for other instructions, for `--from`, heredocs, and where a variable leaves a path open. What is written as a
 * comment behind the paths is told by a rule of its own; here the paths count that are meant.
 */
export function contextCopyOf(instruction: Instruction, model: BuildModel): ContextCopy | undefined {
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return undefined;
  if (instruction.heredocs.length > 0 || instruction.flags.some((flag) => flag.name === 'from'))
    return undefined;
  const words = meantWords(instruction, model);
  const destination = words.at(-1);
  if (!destination || words.length < 2) return undefined;
  const sources: string[] = [];
  for (const word of words.slice(0, -1)) {
    const source = model.expand(word.text, instruction).value;
    if (source === undefined) return undefined;
    sources.push(cleanSource(source));
  }
  const path = model.expand(destination.text, instruction).value;
  if (path === undefined || path === '' || path.includes('\\')) return undefined;
  const target = joinPath(workdirOf(model.stepOf(instruction)), path);
  return { instruction, sources, destination, target, isDirectory: /(?:^|\/)\.{0,2}$/.test(path) };
}

function meantWords(instruction: Instruction, { tree }: BuildModel): readonly Word[] {
  const [comment] = trailingComments(instruction, tree);
  return comment
    ? instruction.words.filter(({ range }) => range.end <= comment.range.start)
    : instruction.words;
}

/** Copies the whole context, so that a change of any file of it counts: `COPY . .` */
export function isBroad(copy: ContextCopy): boolean {
  return copy.sources.length === 1 && (copy.sources[0] === '' || copy.sources[0] === '*');
}

/** Whether it is worth a look if an instruction copies the whole context: cheap, and sure where it says no. */
export function mayBeBroad({ name, words }: Instruction): boolean {
  if (name !== 'COPY' && name !== 'ADD') return false;
  if (words.length !== 2 && !words[2]?.text.startsWith('#')) return false;
  const source = words[0]?.text ?? '';
  return source.includes('$') || !/[A-Za-z0-9_-]/.test(source);
}

/** Whether a copy brings a file of the context to a path of the container. */
export function brings(copy: ContextCopy, file: string, path: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const isFile = copy.sources.length === 1 && !copy.isDirectory;
  const lands = copy.target === path || joinPath(copy.target, name) === path;
  if (!lands || (copy.target === path && !isFile)) return false;
  return copy.sources.some((source) => matches(source, file));
}

/** Where a file is copied to; undefined when it is none by its name, but may be a folder. */
export function landsAs(copy: ContextCopy, file: string): string | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (!/[^.]\.[\w*]+$|^(?:Gemfile|Pipfile)/.test(name)) return undefined;
  return copy.isDirectory || copy.sources.length > 1 ? joinPath(copy.target, name) : copy.target;
}

/** `*` and `?` as in Go's filepath.Match: neither goes beyond a slash. */
function matches(pattern: string, file: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === file;
  if (pattern.split('*').length > 4) return false;
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*+/g, '[^/]*').replaceAll('?', '[^/]')}$`).test(file);
}

/** Relative to the root of the context; empty for the root. */
function cleanSource(source: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source) ? source : joinPath('/', source).slice(1);
}
