import { readSourcePattern, rootFor, wayBelow } from '../../model/context/sourcePattern.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import { joinPath, workdirOf } from './containerPaths.ts';
import { finalLayers } from './stageOrder.ts';

/**
 * Whether a file of a stage becomes part of the final image: because the stage's layers do, or because COPY --from
 * brings it along. Without a path, or with one that nobody knows, the layers alone tell. Deletions are not followed.
 */
export function reachesImage(stage: Stage, path: string | undefined, model: BuildModel): boolean {
  const final = finalLayers(model);
  const seen = new Set<string>();
  const open: { readonly stage: Stage; readonly path: string | undefined }[] = [{ stage, path }];
  for (let next = open.pop(); next && seen.size < mostPlaces; next = open.pop()) {
    const key = `${next.stage.index} ${next.path}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (final.has(next.stage)) return true;
    for (const user of next.stage.usedBy) {
      for (const { kind, instruction, stage: source } of user.uses) {
        if (source !== next.stage) continue;
        if (kind === 'base') open.push({ stage: user, path: next.path });
        else if (kind === 'copy' && next.path !== undefined) {
          for (const to of landings(next.path, user, instruction, model))
            open.push({ stage: user, path: to });
        }
      }
    }
  }
  return false;
}

const mostPlaces = 200;

function landings(
  path: string,
  user: Stage,
  instruction: Stage['uses'][number]['instruction'],
  model: BuildModel,
): readonly string[] {
  const target = model.expand(instruction.words.at(-1)?.text ?? '', instruction).value;
  if (target === undefined) return [];
  const isWindows = user.base.facts.distribution === 'windows';
  return instruction.words.slice(0, -1).flatMap((word) => {
    const source = model.expand(word.text, instruction).value;
    if (source === undefined) return [];
    const inside = path.slice(1);
    const root = rootFor(readSourcePattern(source, isWindows), inside);
    if (root === undefined) return [];
    const way =
      wayBelow(root, inside) || (/\/$/.test(target) ? inside.slice(inside.lastIndexOf('/') + 1) : '');
    const folder = joinPath(workdirOf(model.stepOf(instruction)), target);
    return [way === '' ? folder : joinPath(folder, way)];
  });
}
