import type { Flag, Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { compile, type Matcher } from '../../syntax/dockerignore/matcher.ts';
import type { TextRange } from '../../text/range.ts';
import { slashed } from '../paths.ts';
import type { Mount, Step } from '../types.ts';
import { isWindowsStage } from './destination.ts';
import { plainSource, readSourcePattern, type SourcePattern } from './sourcePattern.ts';

/**
 * What the words and flags of a COPY or ADD say where it stands, as BuildKit reads them; the one place that does. Kept
 * while versions of the document come and go: its ranges are of the tree, and there are no other offsets in it.
 */
export interface CopyWords {
  /** In order, those of the build context (with `from`, of that stage or image) alone. */
  readonly sources: readonly TakeSource[];
  /** What ADD fetches. */
  readonly remotes: readonly RemoteSource[];
  readonly heredocs: number;
  /** The last word. */
  readonly destination: Word;
  /** After expansion, with slashes on Windows and without its drive. Undefined: a variable leaves it open. */
  readonly to: string | undefined;
  readonly excludes: Excludes | undefined;
  /** ADD unpacks local tar archives that a source names, unless told not to. */
  readonly unpacks: boolean;
  readonly keepsParents: boolean;
  /** `COPY --from`. */
  readonly hasFrom: boolean;
}

/** The same of a bind mount. https://docs.docker.com/reference/dockerfile/#run---mounttypebind */
export interface BindWords {
  readonly mount: Mount;
  readonly source: TakeSource;
  readonly hasFrom: boolean;
}

export interface TakeSource {
  /** The word; of a mount, the flag. */
  readonly range: TextRange;
  /** As written; of a mount, its `source`. */
  readonly text: string;
  /** What it names; with `--parents`, where the kept part of the path begins. Undefined: not known, for a variable. */
  readonly pattern: SourcePattern | undefined;
  /** With `--parents`: what is taken from there. It is read as a line of an ignore file is, so `**` goes deep. */
  readonly kept: Matcher | undefined;
}

export interface RemoteSource {
  /** The word. */
  readonly range: TextRange;
  /** After expansion. Undefined: a variable leaves a part of it open. */
  readonly url: string | undefined;
}

/** `--exclude`: read as lines of an ignore file that stands in each source. */
export interface Excludes {
  /** Undefined: there is a variable in one. */
  readonly matcher: Matcher | undefined;
  /** One for each pattern of the matcher, by its index. */
  readonly flags: readonly Flag[];
}

/** Undefined for other instructions, and where there is no word for the destination. */
export function copyWordsOf(step: Step): CopyWords | undefined {
  return wordsOf(step).copy;
}

/** In order; of other instructions than RUN there are none. */
export function bindWordsOf(step: Step): readonly BindWords[] {
  return step.instruction.flags.length === 0 ? [] : wordsOf(step).binds;
}

function wordsOf(step: Step): TakeWords {
  return step.oncePer(systemOf(step), readWords);
}

interface TakeWords {
  readonly copy: CopyWords | undefined;
  readonly binds: readonly BindWords[];
}

/** What the reading of paths hangs on, beside the state. */
export type System = 'windows' | 'other';

export function systemOf({ stage }: Step): System {
  return isWindowsStage(stage) ? 'windows' : 'other';
}

function readWords(step: Step, system: string): TakeWords {
  const isWindows = system === 'windows';
  return {
    copy: readCopyWords(step, step.instruction.words, isWindows),
    binds: readBinds(step, isWindows),
  };
}

function readBinds(step: Step, isWindows: boolean): readonly BindWords[] {
  const binds = step.run?.mounts.filter(({ type }) => type === 'bind') ?? [];
  return binds.map((mount) => {
    const text = mount.options.get('source') ?? '';
    const path = step.expand(text).value;
    const pattern = path === undefined ? undefined : plainSource(path, isWindows);
    const source = { range: mount.flag.range, text, pattern, kept: undefined };
    return { mount, source, hasFrom: Boolean(mount.options.get('from')) };
  });
}

/**
 * `words`: those that count, where not all of them do.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_copy.go
 */
export function readCopyWords(step: Step, words: readonly Word[], isWindows: boolean): CopyWords | undefined {
  const { instruction } = step;
  const isCopy = instruction.name === 'COPY';
  const destination = words.at(-1);
  if ((!isCopy && instruction.name !== 'ADD') || !destination || words.length < 2) return undefined;
  const keepsParents = isSet(instruction, 'parents');
  const sources: TakeSource[] = [];
  const remotes: RemoteSource[] = [];
  let heredocs = 0;
  for (const word of words.slice(0, -1)) {
    const { range, text } = word;
    if (instruction.heredocs.some((heredoc) => contains(range, heredoc.range))) {
      heredocs++;
      continue;
    }
    const path = step.expand(text).value;
    if (isRemote(path ?? text)) remotes.push({ range, url: path });
    else sources.push({ range, text, ...patternsIn(path, isWindows, keepsParents) });
  }
  const to = step.expand(destination.text).value;
  return {
    sources,
    remotes,
    heredocs,
    destination,
    to: to === undefined || !isWindows ? to : slashed(to),
    excludes: excludesOf(instruction),
    unpacks: !isCopy && !instruction.flags.some((flag) => flag.name === 'unpack' && !isTrue(flag)),
    keepsParents,
    hasFrom: isCopy && instruction.flags.some(({ name, value }) => name === 'from' && value),
  };
}

function patternsIn(
  path: string | undefined,
  isWindows: boolean,
  keepsParents: boolean,
): Pick<TakeSource, 'pattern' | 'kept'> {
  if (path === undefined) return { pattern: undefined, kept: undefined };
  if (!keepsParents) return { pattern: readSourcePattern(path, isWindows), kept: undefined };
  // https://docs.docker.com/reference/dockerfile/#copy---parents
  const pivot = path.indexOf('/./');
  const kept = plainSource(pivot < 0 ? path : path.slice(pivot + 3), isWindows).path;
  // `--parents .`: an empty pattern, which keeps nothing, and is not meant.
  if (kept === '') return { pattern: undefined, kept: undefined };
  return {
    pattern: readSourcePattern(pivot < 0 ? '' : path.slice(0, pivot), isWindows),
    kept: compile([kept]),
  };
}

/**
 * What ADD fetches: a URL or a git repository. A path that only might be one (`github.com/a/b`) is a path.
 * https://github.com/moby/buildkit/blob/master/util/gitutil/git_ref.go
 */
function isRemote(source: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^[\w.-]+@[\w.-]+:/.test(source);
}

function excludesOf(instruction: Instruction): Excludes | undefined {
  const flags = instruction.flags.filter(({ name, value }) => name === 'exclude' && value);
  if (flags.length === 0) return undefined;
  const patterns = flags.map(({ value = '' }) => value);
  // BuildKit does not expand them, which is seldom what is meant: nobody should rest on it.
  return {
    matcher: patterns.some((pattern) => pattern.includes('$')) ? undefined : compile(patterns),
    flags,
  };
}

function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isSet(instruction: Instruction, name: string): boolean {
  return instruction.flags.some((flag) => flag.name === name && isTrue(flag));
}

/** `--parents` and `--parents=true`. */
function isTrue({ value }: Flag): boolean {
  return value === undefined || value.toLowerCase() === 'true';
}
