import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { slashed } from '../paths.ts';
import type { BuildModel, Stage, StageUse, Step } from '../types.ts';
import {
  type Destination,
  destinationOf,
  isWindowsStage,
  KnownDirectories,
  stageDirectories,
} from './destination.ts';
import { bindWordsOf, copyWordsOf, type Excludes, type TakeSource } from './takeWords.ts';

/** A COPY, ADD or bind mount that takes something from the build context. */
export interface Take {
  readonly kind: 'copy' | 'add' | 'bind';
  /** COPY, ADD or RUN. One that a parent stage's ONBUILD defers is the trigger, and stands once for each stage it runs in. */
  readonly instruction: Instruction;
  /** The stage it runs in. */
  readonly stage: Stage;
  /** In order, those of the context alone: heredocs and what ADD fetches are left out. Never empty. */
  readonly sources: readonly TakeSource[];
  /** Undefined: a variable, or the working directory of the base image, leaves it open. */
  readonly destination: Destination | undefined;
  readonly excludes: Excludes | undefined;
  /** ADD unpacks local tar archives that a source names, unless told not to. */
  readonly unpacks: boolean;
}

/** A `COPY --from`, by the same rules; what a source's pattern is held against is the file system of that stage or image. */
export interface StageTake extends Take {
  readonly from: StageUse;
}

/** In the order of stages and instructions. Triggers count where they run, not where they are deferred. */
export function takesOf(model: BuildModel): readonly Take[] {
  return model.once(findTakes).fromContext;
}

/** Each `COPY --from`, and each bind mount with `from`, in the order of stages and instructions. */
export function stageTakesOf(model: BuildModel): readonly StageTake[] {
  return model.once(findTakes).fromStages;
}

/** What ONBUILD defers to builds that start from a stage, once for each ONBUILD; the context is that of such a build. */
export function deferredTakesOf(model: BuildModel): readonly Take[] {
  return model.once(findTakes).deferred;
}

/** Those of one instruction; more than one for a RUN with several mounts, and for a trigger that runs in several stages. */
export function takesAt(model: BuildModel, instruction: Instruction): readonly Take[] {
  return takesByInstruction(model).get(instruction) ?? [];
}

/**
 * Where a COPY or ADD puts things, whatever it takes; of a trigger, in a stage that begins behind the one it is in.
 * Undefined: nobody can tell.
 */
export function destinationAt(model: BuildModel, instruction: Instruction): Destination | undefined {
  return model.once(findTakes).destinations.get(instruction);
}

/** In the order in which the first of each is found. */
export function takesByInstruction(model: BuildModel): ReadonlyMap<Instruction, readonly Take[]> {
  return model.once(groupTakes);
}

function groupTakes(model: BuildModel): ReadonlyMap<Instruction, readonly Take[]> {
  const found = new Map<Instruction, Take[]>();
  for (const take of takesOf(model)) {
    const known = found.get(take.instruction);
    if (known) known.push(take);
    else found.set(take.instruction, [take]);
  }
  return found;
}

interface Takes {
  readonly fromContext: Take[];
  readonly fromStages: StageTake[];
  readonly deferred: readonly Take[];
  readonly destinations: Map<Instruction, Destination>;
}

function findTakes(model: BuildModel): Takes {
  const destinations = new Map<Instruction, Destination>();
  const takes: Takes = { fromContext: [], fromStages: [], deferred: [], destinations };
  const later: Takes = { fromContext: [], fromStages: [], deferred: [], destinations };
  const directories = stageDirectories(model);
  for (const stage of model.stages) {
    const known = directories.get(stage);
    if (!known) continue;
    const uses = usesByInstruction(stage);
    takeAll([...stage.inheritedTriggers, ...stage.instructions], { model, stage, known, uses }, takes);
    const triggers = stage.instructions.flatMap(({ trigger }) => trigger ?? []);
    if (triggers.length === 0) continue;
    takeAll(triggers, { model, stage, known: new KnownDirectories(stage, known), uses }, later);
  }
  return { ...takes, deferred: later.fromContext };
}

function takeAll(instructions: readonly Instruction[], at: Omit<Place, 'step'>, takes: Takes): void {
  for (const instruction of instructions) {
    const step = at.model.stepOf(instruction);
    if (instruction.name === 'COPY' || instruction.name === 'ADD') takeCopy({ ...at, step }, takes);
    else if (instruction.name === 'RUN') takeMounts({ ...at, step }, takes);
    at.known.pass(step);
  }
}

interface Place {
  readonly model: BuildModel;
  readonly step: Step;
  readonly stage: Stage;
  readonly known: KnownDirectories;
  readonly uses: ReadonlyMap<Instruction, readonly StageUse[]>;
}

function usesByInstruction({ uses }: Stage): ReadonlyMap<Instruction, readonly StageUse[]> {
  const found = new Map<Instruction, StageUse[]>();
  for (const use of uses) {
    const known = found.get(use.instruction);
    if (known) known.push(use);
    else found.set(use.instruction, [use]);
  }
  return found;
}

function takeCopy({ step, stage, known, uses }: Place, takes: Takes): void {
  const words = copyWordsOf(step);
  if (!words) return;
  const { instruction } = step;
  const { sources, to, excludes, unpacks, hasFrom, keepsParents } = words;
  const destination = to === undefined ? undefined : destinationOf(to, step, known);
  if (sources.length > 0) {
    const kind = instruction.name === 'COPY' ? 'copy' : 'add';
    const take: Take = { kind, instruction, stage, sources, destination, excludes, unpacks };
    const from = hasFrom ? uses.get(instruction)?.[0] : undefined;
    if (from) takes.fromStages.push({ ...take, from });
    else if (!hasFrom) takes.fromContext.push(take);
  }
  if (!destination) return;
  if (!takes.destinations.has(instruction)) takes.destinations.set(instruction, destination);
  // With `--parents` it is a folder with the paths in it.
  known.filled(keepsParents ? { ...destination, isDirectory: true } : destination);
}

function takeMounts({ model, step, stage, known, uses }: Place, takes: Takes): void {
  const { instruction } = step;
  for (const { mount, source, hasFrom } of bindWordsOf(step)) {
    const { target, flag } = mount;
    if (target === undefined) continue;
    const take: Take = {
      kind: 'bind',
      instruction,
      stage,
      sources: [source],
      destination: mountTarget(target, { model, step, known }),
      excludes: undefined,
      unpacks: false,
    };
    const from = uses.get(instruction)?.find(({ range }) => contains(flag.range, range));
    if (from) takes.fromStages.push({ ...take, from });
    else if (!hasFrom) takes.fromContext.push(take);
  }
}

/** A file is mounted under the target's name, whatever is there. */
function mountTarget(
  target: string,
  { model, step, known }: Pick<Place, 'model' | 'step' | 'known'>,
): Destination | undefined {
  const text = model.expand(target, step.instruction).value;
  const written = text !== undefined && isWindowsStage(step.stage) ? slashed(text) : text;
  const destination = written === undefined ? undefined : destinationOf(written, step, known);
  return destination && { ...destination, isDirectory: false };
}

function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
