import { bindWordsOf } from '../../model/context/takeWords.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ContextFacts } from '../rule.ts';
import { joinPath, wayDown, workdirOf } from './containerPaths.ts';
import { type ContextCopy, contextCopyOf, landsAt, takenBy } from './contextCopies.ts';
import { isWild, namedPath } from './contextTakes.ts';

/**
 * Whether a file of the context is in a folder of the container when a step runs: `named` by a COPY or a bind mount
 * that says its name, `found` in the context below what a COPY of a pattern or a folder brings. Undefined: it is not, or
 * nobody can tell.
 */
export function broughtBy(
  file: string,
  folder: string,
  step: Step,
  model: BuildModel,
  context: ContextFacts,
): 'named' | 'found' | undefined {
  const path = joinPath(folder, file);
  let result: 'found' | undefined;
  for (const instruction of instructionsAbove(step)) {
    const verdict = copies(instruction, path, model, context);
    if (verdict === 'named') return verdict;
    result ??= verdict;
  }
  const mounted = bindWordsOf(step).some(
    ({ source, mount: { target }, hasFrom }) =>
      !hasFrom &&
      baseName(namedPath(source) ?? '') === file &&
      target !== undefined &&
      joinPath(workdirOf(step), target) === path,
  );
  return mounted ? 'named' : result;
}

function copies(
  instruction: Instruction,
  path: string,
  model: BuildModel,
  context: ContextFacts,
): 'named' | 'found' | undefined {
  const copy = contextCopyOf(instruction, model);
  if (!copy) return undefined;
  let result: 'found' | undefined;
  for (const file of contextPathsBehind(copy, path)) {
    for (const taken of takenBy(copy, file, model)) {
      if (!landsAt(taken, path)) continue;
      if (namedPath(taken.source) === file && !isWild(taken.source)) return 'named';
      if (isThere(file, context)) result = 'found';
    }
  }
  return result;
}

/** Paths of the context, some of which the copy may bring to a path of the container. */
function contextPathsBehind({ words, target }: ContextCopy, path: string): readonly string[] {
  const name = baseName(path);
  const way = wayDown(target, path) ?? '';
  return words.sources.flatMap(({ pattern, kept }) => {
    if (!pattern) return [];
    const { path: source } = pattern;
    // A name in place of the last part, which may be a wildcard.
    const beside = source.slice(0, source.length - baseName(source).length) + name;
    const below = source === '' || way === '' ? source + way : `${source}/${way}`;
    return kept ? [below] : [source, beside, below];
  });
}

function isThere(path: string, context: ContextFacts): boolean {
  return context.exists(path) === true && context.isIgnored(path) !== true;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Of the stage and those it is built on. */
function instructionsAbove({ stage, instruction }: Step): readonly Instruction[] {
  const above: Instruction[] = [];
  const seen = new Set<Stage>();
  for (let at = stage; at && !seen.has(at); at = at.base.stage) {
    seen.add(at);
    for (const one of at.instructions) {
      if (at !== stage || one.range.start < instruction.range.start) above.push(one.trigger ?? one);
    }
  }
  return above;
}
