import type { BuildModel, Stage, Step } from '../../model/types.ts';

/** What stands on top of what: the steps of each stage in order, and the stages that are built on it. */
export interface StageOrder {
  readonly stepsOf: (stage: Stage) => readonly Step[];
  readonly childrenOf: (stage: Stage) => readonly Stage[];
}

/** Triggers stand for their ONBUILD. Linear in the file, once. */
export function stageOrderOf(model: BuildModel): StageOrder {
  const steps = new Map<Stage, readonly Step[]>();
  const children = new Map<Stage, Stage[]>();
  for (const stage of model.stages) {
    steps.set(
      stage,
      stage.instructions.map((instruction) => model.stepOf(instruction.trigger ?? instruction)),
    );
    const { stage: parent } = stage.base;
    if (!parent) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(stage);
    else children.set(parent, [stage]);
  }
  return {
    stepsOf: (stage) => steps.get(stage) ?? [],
    childrenOf: (stage) => children.get(stage) ?? [],
  };
}

/** The stages whose layers are part of the final image: the final stage, and those it is built on. */
export function finalLayers(model: BuildModel): ReadonlySet<Stage> {
  const stages = new Set<Stage>();
  for (let at = model.finalStage; at && !stages.has(at); at = at.base.stage) stages.add(at);
  return stages;
}

/** What a later step does with what an earlier one leaves: `may` where we cannot see it, `replaces` ends the search. */
export type LaterUse = 'needs' | 'may' | 'replaces' | undefined;

/**
 * The first step that needs what a step leaves behind, in its own stage from `from` on or in a stage built on it; else
 * the first that may need it. Nobody behind a step that replaces it can.
 */
export function laterUser(
  stage: Stage,
  from: number,
  order: StageOrder,
  use: (step: Step) => LaterUse,
): { readonly step: Step; readonly isCertain: boolean } | undefined {
  let possible: Step | undefined;
  const pending: { readonly stage: Stage; readonly from: number }[] = [{ stage, from }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const steps = order.stepsOf(next.stage);
    let isReplaced = false;
    for (let i = next.from; i < steps.length && !isReplaced; i++) {
      const step = steps[i];
      const verdict = step && use(step);
      if (step && verdict === 'needs') return { step, isCertain: true };
      if (verdict === 'may') possible ??= step;
      // A trigger runs elsewhere: it leaves this stage as it is.
      isReplaced = verdict === 'replaces' && step?.instruction.isTrigger === false;
    }
    if (isReplaced) continue;
    for (const child of order.childrenOf(next.stage)) pending.push({ stage: child, from: 0 });
  }
  return possible && { step: possible, isCertain: false };
}
