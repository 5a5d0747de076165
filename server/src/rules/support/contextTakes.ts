import { type TakenPath, takenPaths } from '../../model/context/takenPaths.ts';
import { type Take, takesOf } from '../../model/context/takes.ts';
import type { TakeSource } from '../../model/context/takeWords.ts';
import type { BuildModel } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { firstComment } from './trailingComments.ts';

/**
 * What COPY and ADD take from the build context, a trigger that several stages run once; not where a comment behind the
 * paths is read as one of them.
 */
export function contextTakes(model: BuildModel): readonly Take[] {
  return model.once(findTakes);
}

function findTakes(model: BuildModel): readonly Take[] {
  const seen = new Set<Instruction>();
  return takesOf(model).filter(({ kind, instruction }) => {
    if (kind === 'bind' || seen.has(instruction)) return false;
    seen.add(instruction);
    return firstComment(instruction) === undefined;
  });
}

/**
 * How COPY and ADD take a file along that lies in a folder, in the order of stages and instructions. What names the
 * folder, or a part of it, means it, and does not count.
 */
export function takenAlong(model: BuildModel, folder: string, file: string): readonly TakenPath[] {
  return takesOf(model).flatMap((take) => takenAlongBy(take, folder, file));
}

/** The same of one instruction; a bind mount copies nothing. */
export function takenAlongBy(take: Take, folder: string, file: string): readonly TakenPath[] {
  if (take.kind === 'bind') return [];
  return takenPaths(take, `${folder}/${file}`, 'file').filter(
    ({ excludedBy, root }) => !excludedBy && root !== folder && !root.startsWith(`${folder}/`),
  );
}

/**
 * The whole path that a source names, empty for the root, wildcards as they are written; of `--parents` with the part
 * that is kept. Undefined where a variable leaves it open.
 */
export function namedPath({ pattern, kept }: TakeSource): string | undefined {
  if (!pattern) return undefined;
  const [inside = ''] = kept?.lines ?? [];
  return pattern.path === '' || inside === '' ? pattern.path || inside : `${pattern.path}/${inside}`;
}

/** The path has a wildcard: BuildKit takes what there is, and is content with nothing. */
export function isWild({ pattern, kept }: TakeSource): boolean {
  return pattern?.glob !== undefined || /[*?[]/.test(kept?.lines[0] ?? '');
}
