import type { BuildModel, Step } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import type { Fix } from '../rule.ts';
import { unquoted } from './words.ts';

/** A WORKDIR whose path is relative. */
export interface RelativeWorkdir {
  readonly at: TextRange;
  /** What it means, where that is known. */
  readonly path: string | undefined;
  /** No WORKDIR before it, in this stage or one it starts from: the base image decides. */
  readonly isFirst: boolean;
  readonly fix: AbsoluteFix | undefined;
}

type AbsoluteFix = Pick<Fix, 'edits' | 'safety' | 'claim'> & { readonly path: string };

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
    const path = isKnown ? step.after.workdir.value : undefined;
    const isFirst = !before.workdir.by && !instruction.isTrigger;
    // Below a directory that is not known there is nothing to write: the WORKDIR above comes first.
    const fix = isKnown || isFirst ? fixFor(step, path, written) : undefined;
    found.push({ at: written.range, path, isFirst, fix });
  }
  return found;
}

/** Windows paths count with a drive or a leading backslash; a variable may hold anything, even the rest of a drive. */
function isRelative(path: string): boolean {
  return !/^(?:[/\\$]|[A-Za-z](?::[/\\$]|\$))/.test(path);
}

function fixFor(
  { before }: Step,
  path: string | undefined,
  { text, range }: ReturnType<typeof unquoted>,
): AbsoluteFix | undefined {
  // Continuations inside the path would be lost, and an escape could mean anything.
  if (text.length !== range.end - range.start || /[\\`]/.test(text)) return undefined;
  const parent = path === undefined ? '/' : `${before.workdir.value?.replace(/\/$/, '') ?? ''}/`;
  const isPlain = !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text);
  if (!isPlain && (path === undefined || text.includes('$'))) return undefined;
  const target = isPlain ? parent + text : (path ?? text);
  const edits = isPlain
    ? [{ range: { start: range.start, end: range.start }, newText: parent }]
    : [{ range, newText: target }];
  if (path === undefined) return { path: target, edits, safety: 'unsafe' };
  return { path: target, edits, claim: { kind: 'same' } };
}
