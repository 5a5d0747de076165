import { lazy } from '../text/memo.ts';
import { stageUses } from './stageUses.ts';
import type { Stage, StageUse } from './types.ts';

/** Who needs whom. Asked only once all stages are there. */
export interface StageGraph {
  usesOf(stage: Stage): readonly StageUse[];
  usersOf(stage: Stage): readonly Stage[];
  /** The final stage needs it, directly or not. */
  isReachable(stage: Stage): boolean;
}

/** @param byName the last stage of each name */
export function stageGraph(stages: readonly Stage[], byName: ReadonlyMap<string, Stage>): StageGraph {
  const uses = lazy(() => new Map(stages.map((stage) => [stage, allUses(stage, stages, byName)])));
  const usesOf = (stage: Stage) => uses().get(stage) ?? [];
  const users = lazy(() => {
    const result = new Map<Stage, Set<Stage>>(stages.map((stage) => [stage, new Set()]));
    for (const stage of stages) {
      for (const use of usesOf(stage)) if (use.stage) result.get(use.stage)?.add(stage);
    }
    return new Map([...result].map(([stage, set]) => [stage, [...set]] as const));
  });
  const reachable = lazy(() => {
    const found = new Set<Stage>(stages.slice(-1));
    // A set grows while it is walked through.
    for (const stage of found) for (const use of usesOf(stage)) if (use.stage) found.add(use.stage);
    return found;
  });
  return {
    usesOf,
    usersOf: (stage) => users().get(stage) ?? [],
    isReachable: (stage) => reachable().has(stage),
  };
}

function allUses(stage: Stage, stages: readonly Stage[], byName: ReadonlyMap<string, Stage>): StageUse[] {
  const { base, from, inheritedTriggers, instructions } = stage;
  const index = { stages, byName };
  const own: StageUse[] = [];
  for (const list of [inheritedTriggers, instructions]) {
    for (const instruction of list) {
      if (instruction.flags.length > 0) own.push(...stageUses(instruction, stage, index));
    }
  }
  if (base.kind === 'scratch') return own;
  const resolution = base.stage ? 'stage' : base.kind === 'unknown' ? 'unknown' : 'image-or-context';
  const { text, range } = base;
  return [{ kind: 'base', instruction: from, text, range, stage: base.stage, resolution }, ...own];
}
