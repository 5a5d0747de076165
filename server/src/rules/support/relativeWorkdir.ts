import type { BuildModel, Step } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import type { Fix, FixEdit } from '../rule.ts';
import { unquoted } from './words.ts';

/** A WORKDIR whose path is relative. */
export interface RelativeWorkdir {
  readonly at: TextRange;
  /** What it means, where that is known; what a variable gives stays as it is written. */
  readonly path: string | undefined;
  /** No WORKDIR before it, in this stage or one it starts from: the base image decides. */
  readonly isFirst: boolean;
  /** The whole path in its place. */
  readonly fix: AbsoluteFix | undefined;
  /** Where the directory that it starts from is not known: the path with a placeholder for it before it. */
  readonly open: readonly FixEdit[] | undefined;
}

type AbsoluteFix = Pick<Fix, 'edits' | 'claim'> & { readonly path: string };

/** In file order. */
export function relativeWorkdirs(model: BuildModel): readonly RelativeWorkdir[] {
  return model.once(find);
}

function find(model: BuildModel): readonly RelativeWorkdir[] {
  const found: RelativeWorkdir[] = [];
  for (const step of model.stepsWith('WORKDIR')) {
    const { instruction, before } = step;
    const word = instruction.words[0];
    if (!word) continue;
    const written = unquoted(word);
    if (written.text === '' || !isRelative(written.text)) continue;
    const isKnown = before.workdir.value !== undefined && !instruction.isTrigger;
    const path = isKnown ? meaning(step, written.text) : undefined;
    const isFirst = !before.workdir.by && !instruction.isTrigger;
    const fix = path === undefined ? undefined : fixFor(step, path, written);
    // Below a directory that is not known there is nothing to write: the WORKDIR above comes first.
    const open = isFirst && !isKnown ? openFor(written) : undefined;
    found.push({ at: written.range, path, isFirst, fix, open });
  }
  return found;
}

/** The whole path. Where a variable has no value that is known here, dots before it or in it lead who knows where. */
function meaning({ before, after }: Step, text: string): string | undefined {
  return after.workdir.value ?? (hasDots(text) ? undefined : below(before) + text);
}

function below({ workdir }: Step['before']): string {
  return `${workdir.value?.replace(/\/$/, '') ?? ''}/`;
}

function hasDots(path: string): boolean {
  return /(?:^|\/)\.{1,2}(?:\/|$)/.test(path);
}

/** Windows paths count with a drive or a leading backslash; a variable may hold anything, even the rest of a drive. */
function isRelative(path: string): boolean {
  return !/^(?:[/\\$]|[A-Za-z](?::[/\\$]|\$))/.test(path);
}

type Written = ReturnType<typeof unquoted>;

/** Continuations inside the path would be lost, and an escape could mean anything. */
function isPlain({ text, range }: Written): boolean {
  return text.length === range.end - range.start && !/[\\`]/.test(text);
}

function fixFor({ before }: Step, path: string, written: Written): AbsoluteFix | undefined {
  const { text, range } = written;
  const parent = below(before);
  // What is read from the line above stands for itself there: written here it would be expanded.
  if (!isPlain(written) || /["'$\\`]/.test(parent)) return undefined;
  // Nobody wants a directory of that name: to write it out would make the mistake permanent.
  if (/^~(?:\/|$)/.test(text)) return undefined;
  const claim = { kind: 'same' } as const;
  if (!hasDots(text)) {
    const at = { start: range.start, end: range.start };
    return { path: parent + text, edits: [{ range: at, newText: parent }], claim };
  }
  if (text.includes('$')) return undefined;
  return { path, edits: [{ range, newText: path }], claim };
}

/** What the base image has as its working directory only the author can look up: `/` would be a guess. */
function openFor(written: Written): readonly FixEdit[] | undefined {
  if (!isPlain(written) || hasDots(written.text)) return undefined;
  const { start } = written.range;
  const placeholder = { start: 0, end: directoryPlaceholder.length };
  return [{ range: { start, end: start }, newText: `${directoryPlaceholder}/`, placeholder }];
}

const directoryPlaceholder = '/directory';
