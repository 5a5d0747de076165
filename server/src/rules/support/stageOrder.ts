import type { BuildModel, Stage, Step } from '../../model/types.ts';

/** What stands on top of what: the steps of each stage in order, and the stages that are built on it. */
export interface StageOrder {
  readonly stepsOf: (stage: Stage) => readonly Step[];
  readonly childrenOf: (stage: Stage) => readonly Stage[];
}

/** Triggers stand for their ONBUILD. Linear in the file, once per model. */
export function stageOrderOf(model: BuildModel): StageOrder {
  return model.once(makeStageOrder);
}

function makeStageOrder(model: BuildModel): StageOrder {
  const steps = new Map<Stage, readonly Step[]>();
  const children = new Map<Stage, Stage[]>();
  for (const stage of model.stages) {
    const { stage: parent } = stage.base;
    if (!parent) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(stage);
    else children.set(parent, [stage]);
  }
  return {
    stepsOf(stage) {
      // Whoever asks has looked at them all, also where they are known.
      const { instructions } = stage;
      let known = steps.get(stage);
      if (!known) {
        known = instructions.map((instruction) => model.stepOf(instruction.trigger ?? instruction));
        steps.set(stage, known);
      }
      return known;
    },
    childrenOf: (stage) => children.get(stage) ?? [],
  };
}

/** The stages whose layers are part of the final image: the final stage, and those it is built on. */
export function finalLayers(model: BuildModel): ReadonlySet<Stage> {
  return model.once(findFinalLayers);
}

function findFinalLayers(model: BuildModel): ReadonlySet<Stage> {
  const stages = new Set<Stage>();
  for (let at = model.finalStage; at && !stages.has(at); at = at.base.stage) stages.add(at);
  return stages;
}

/** The same with those of each image that a build can be asked for instead: of a stage that no other needs. */
export function imageLayers(model: BuildModel): ReadonlySet<Stage> {
  return model.once(findImageLayers);
}

function findImageLayers({ stages, finalStage }: BuildModel): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  for (const stage of stages) {
    if (stage !== finalStage && stage.usedBy.length > 0) continue;
    for (let at: Stage | undefined = stage; at && !found.has(at); at = at.base.stage) found.add(at);
  }
  return found;
}

/** What a later step does with what an earlier one leaves: `may` where we cannot see it, `replaces` ends the search. */
export type LaterUse = 'needs' | 'may' | 'replaces' | undefined;

/**
 * The first step that needs what the step at `index` of a stage leaves behind: later in the stage, or in a stage built
 * on it; else the first that may need it. Nobody behind a step that replaces it can. A trigger runs in what is built
 * on the image: when all other instructions of its stage are done.
 */
export function laterUser(
  stage: Stage,
  index: number,
  order: StageOrder,
  use: (step: Step) => LaterUse,
): { readonly step: Step; readonly isCertain: boolean } | undefined {
  const isTrigger = order.stepsOf(stage)[index]?.instruction.isTrigger ?? false;
  let possible: Step | undefined;
  const pending: { readonly stage: Stage; readonly from: number }[] = [{ stage, from: index + 1 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const steps = order.stepsOf(next.stage);
    const isOwn = next.stage === stage;
    let isReplaced = false;
    for (let i = next.from; i < steps.length && !isReplaced; i++) {
      const step = steps[i];
      if (!step || (isOwn && isTrigger && !step.instruction.isTrigger)) continue;
      const verdict = use(step);
      if (verdict === 'needs') return { step, isCertain: true };
      if (verdict === 'may') possible ??= step;
      // Another trigger leaves the stage as it is.
      isReplaced = verdict === 'replaces' && (!step.instruction.isTrigger || (isOwn && isTrigger));
    }
    if (isReplaced) continue;
    for (const child of order.childrenOf(next.stage)) pending.push({ stage: child, from: 0 });
  }
  return possible && { step: possible, isCertain: false };
}
