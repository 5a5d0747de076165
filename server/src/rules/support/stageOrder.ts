import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { chosenStages } from './chosenStages.ts';

/** What stands on top of what: the steps of each stage in order, and the stages that are built on it. */
export interface StageOrder {
  readonly stepsOf: (stage: Stage) => readonly Step[];
  /** Of these steps the RUNs and all triggers: who needs no others need not run again when those change. */
  readonly runsOf: (stage: Stage) => readonly Step[];
  readonly childrenOf: (stage: Stage) => readonly Stage[];
}

/** Triggers stand for their ONBUILD. Linear in the file, once per model. */
export function stageOrderOf(model: BuildModel): StageOrder {
  return model.once(makeStageOrder);
}

function makeStageOrder(model: BuildModel): StageOrder {
  const steps = new Map<Stage, readonly Step[]>();
  const runs = new Map<Stage, readonly Step[]>();
  const children = new Map<Stage, Stage[]>();
  for (const stage of model.stages) {
    for (const parent of parentsOf(stage, model.stages)) {
      const siblings = children.get(parent);
      if (siblings) siblings.push(stage);
      else children.set(parent, [stage]);
    }
  }
  const stepsIn = (
    known: Map<Stage, readonly Step[]>,
    stage: Stage,
    instructions: readonly Instruction[],
  ) => {
    let found = known.get(stage);
    if (!found) {
      found = instructions.map((instruction) => model.stepOf(instruction.trigger ?? instruction));
      known.set(stage, found);
    }
    return found;
  };
  return {
    // Whoever asks has looked at the instructions, also where their steps are known.
    stepsOf: (stage) => stepsIn(steps, stage, stage.instructions),
    runsOf: (stage) => stepsIn(runs, stage, stage.instructionsWith('RUN', 'ONBUILD')),
    childrenOf: (stage) => children.get(stage) ?? [],
  };
}

/** What a stage is built on; several where a variable chooses. */
function parentsOf(stage: Stage, stages: readonly Stage[]): readonly Stage[] {
  return stage.base.stage ? [stage.base.stage] : chosenStages(stage, stages);
}

/** The stages whose layers are part of the final image: the final stage, and those it is, or may be, built on. */
export function finalLayers(model: BuildModel): ReadonlySet<Stage> {
  return model.once(findFinalLayers);
}

function findFinalLayers({ finalStage, stages }: BuildModel): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  if (finalStage) addLayers(finalStage, stages, found);
  return found;
}

function addLayers(top: Stage, stages: readonly Stage[], found: Set<Stage>): void {
  const pending = [top];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    pending.push(...parentsOf(at, stages));
  }
}

/** The same with those of each image that a build can be asked for instead: of a stage that no other needs. */
export function imageLayers(model: BuildModel): ReadonlySet<Stage> {
  return model.once(findImageLayers);
}

function findImageLayers({ stages, finalStage }: BuildModel): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  for (const stage of stages) {
    if (stage !== finalStage && stage.usedBy.length > 0) continue;
    addLayers(stage, stages, found);
  }
  return found;
}

/** What a later step does with what an earlier one leaves: `may` where we cannot see it, `replaces` ends the search. */
export type LaterUse = 'needs' | 'may' | 'replaces' | undefined;

/**
 * The first RUN, or trigger, that needs what a RUN leaves behind: later in its stage, or in a stage built on it; else the
 * first that may need it. Nobody behind a step that replaces it can. A trigger runs in what is built on the image: when
 * all other instructions of its stage are done.
 */
export function laterUser(
  left: Step,
  order: StageOrder,
  use: (step: Step) => LaterUse,
): { readonly step: Step; readonly isCertain: boolean } | undefined {
  const { stage } = left;
  if (!stage) return undefined;
  const { isTrigger } = left.instruction;
  let possible: Step | undefined;
  const pending: { readonly stage: Stage; readonly from: number }[] = [
    { stage, from: order.runsOf(stage).indexOf(left) + 1 },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const steps = order.runsOf(next.stage);
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
