import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { joinPath, wayDown, workdirOf } from './containerPaths.ts';
import { type ContextCopy, contextCopyOf, takenBy } from './contextCopies.ts';

/**
 * Paths of the build context that may be the file at a path of a stage's container, by the COPY instructions of the
 * stage and the stages it is based on; the likeliest first. A bare name is looked for in any directory.
 * @param before an instruction of the stage that the file is there for: what is copied later does not count
 */
export function contextPathsOf(
  path: string,
  stage: Stage,
  model: BuildModel,
  before?: Instruction,
): readonly string[] {
  const found: string[] = [];
  for (const copy of copiesOf(stage, model)) {
    if (before && copy.instruction.range.start > before.range.start) continue;
    const isBare = !path.includes('/');
    if (!isBare && wayDown(copy.target, path) === undefined) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const way = isBare ? name : (wayDown(copy.target, path) ?? '');
    for (const [index, source] of copy.sources.entries()) {
      const { kept, pattern } = copy.words.sources[index] ?? {};
      if (kept && pattern) {
        // `--parents`: the way below the destination is that of the context.
        const file = pattern.path === '' ? way : `${pattern.path}/${way}`;
        if (!isBare && takenBy(copy, file, model).length > 0) found.push(file);
        else if (isBare && (source === name || source.endsWith(`/${name}`))) found.push(source);
        continue;
      }
      if (/[*?[\]:]/.test(source)) {
        // `package*.json`, `*.sh`: the name is the target's own.
        const folder = source.slice(0, source.lastIndexOf('/') + 1);
        if (way === name && matches(source.slice(folder.length), name)) found.push(folder + name);
        continue;
      }
      const sourceName = source.slice(source.lastIndexOf('/') + 1);
      if (way === '' || (isBare && copy.target.endsWith(`/${name}`))) found.push(source);
      else if (way === sourceName) found.push(source);
      if (way !== '') found.push(source === '' ? way : `${source}/${way}`);
    }
  }
  return [...new Set(found.filter((file) => file !== ''))].slice(0, 8);
}

/** The absolute path of a program's first word as the container finds it; a bare name stays one. */
export function containerPath(word: string, step: Step): string {
  return word.includes('/') ? joinPath(workdirOf(step), word) : word;
}

/** The latest first: what is copied later is what is there. */
function copiesOf(stage: Stage, model: BuildModel): ContextCopy[] {
  const copies: ContextCopy[] = [];
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of [...at.instructions].reverse()) {
      const copy = contextCopyOf(instruction, model);
      if (copy) copies.push(copy);
    }
  }
  return copies;
}

function matches(pattern: string, name: string): boolean {
  const [head = '', tail = '', ...more] = pattern.split('*');
  if (more.length > 0 || /[?[\]:]/.test(pattern)) return false;
  return name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail);
}
