import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ContextFacts } from '../rule.ts';
import { joinPath, wayDown, workdirOf } from './containerPaths.ts';
import { contextCopyOf } from './contextCopies.ts';

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
    const verdict = copies(instruction, file, path, model, context);
    if (verdict === 'named') return verdict;
    result ??= verdict;
  }
  const mounted = step.run?.mounts.some(
    ({ type, options, target }) =>
      type === 'bind' &&
      !options.has('from') &&
      baseName(options.get('source') ?? '') === file &&
      target !== undefined &&
      joinPath(workdirOf(step), target) === path,
  );
  return mounted ? 'named' : result;
}

function copies(
  instruction: Instruction,
  file: string,
  path: string,
  model: BuildModel,
  context: ContextFacts,
): 'named' | 'found' | undefined {
  const copy = contextCopyOf(instruction, model);
  if (!copy) return undefined;
  const isFolder = copy.isDirectory || copy.sources.length > 1;
  for (const source of copy.sources) {
    const name = baseName(source);
    if (name === file) {
      if ((isFolder ? joinPath(copy.target, file) : copy.target) === path) return 'named';
      if (!isFolder && joinPath(copy.target, file) === path) return 'named';
    } else if (/[*?]/.test(name)) {
      // One star: `package*.json`, or `yarn.lock*` where the file may be missing.
      const [head = '', tail = '', more] = name.split('*');
      const fits = more === undefined && !name.includes('?') && file.startsWith(head) && file.endsWith(tail);
      const from = source.slice(0, source.length - name.length) + file;
      if (fits && joinPath(copy.target, file) === path && isThere(from, context)) return 'found';
    } else {
      const below = wayDown(copy.target, path);
      if (below && isThere(source === '' ? below : `${source}/${below}`, context)) return 'found';
    }
  }
  return undefined;
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
