import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { BuildModel, Stage } from '../types.ts';
import type { ContextNode } from './contextTree.ts';
import { type Deletion, deletionIn } from './deletions.ts';
import { type Landing, type TakenPath, takenPaths } from './takenPaths.ts';
import { type StageTake, stageTakesOf } from './takes.ts';

/** A file or folder in the file system of a stage. */
export interface Place {
  readonly stage: Stage;
  /** Absolute. */
  readonly path: string;
  /** What brought it there: COPY or ADD; FROM, where the stage is built on one that has it. */
  readonly by: Instruction;
  readonly previous: Place | undefined;
  /** A part of the folder only. */
  readonly isPart: boolean;
  /** False: the path is one of two that are possible, or something may have deleted it before. */
  readonly isCertain: boolean;
  /** Later, in this stage or one below: it is not to be seen any more, but is in the layers. */
  readonly deletedBy: Deletion | undefined;
}

/** Where something that was taken from the context goes, up to one stage. */
export interface Journey {
  readonly target: Stage;
  /** A build of the target runs the stage where it begins. */
  readonly isNeeded: boolean;
  /** In order of discovery. */
  readonly places: readonly Place[];
  /** Those in the target. Empty: no instruction carries the file itself there, unless `isSomewhere`. */
  readonly arrivals: readonly Place[];
  /** It is in the target for certain, but nobody can tell where: the working directory of the base image decides. */
  readonly isSomewhere: boolean;
  /** RUNs that have it at hand in a stage that the target needs: what they make of it may be in the target. */
  readonly runs: readonly Instruction[];
  /** Copies into a stage the target needs, and FROMs of such stages, that may take it: a variable leaves open what. */
  readonly unclear: readonly Instruction[];
}

/**
 * Follows what an instruction takes through the stages built on its stage, and through `COPY --from`. What a RUN copies or
 * moves is not followed. Never throws; at most `mostPlaces` are looked at.
 */
export function journeyOf(
  taken: TakenPath,
  kind: ContextNode['kind'],
  model: BuildModel,
  target: Stage,
): Journey {
  const needed = neededBy(target);
  const { take, landing } = taken;
  if (take.kind === 'bind') {
    return {
      target,
      isNeeded: needed.has(take.stage),
      places: [],
      arrivals: [],
      isSomewhere: false,
      runs: needed.has(take.stage) ? [take.instruction] : [],
      unclear: [],
    };
  }
  const walk = new Walk(model, target, needed, kind);
  if (landing) walk.arrive(landing, { stage: take.stage, by: take.instruction, previous: undefined });
  else walk.arriveSomewhere(take.stage, take.instruction);
  walk.go();
  const found = walk.journey();
  // Whatever a variable may stand for, it is a stage above.
  const open = [...needed].filter(({ base, index }) => base.kind === 'unknown' && index > take.stage.index);
  return {
    ...found,
    isNeeded: needed.has(take.stage) || open.length > 0,
    unclear: [...found.unclear, ...open.map(({ from }) => from)],
  };
}

const mostPlaces = 300;

interface Arrival {
  readonly stage: Stage;
  readonly by: Instruction;
  readonly previous: Place | undefined;
  readonly isPart?: boolean;
  readonly isCertain?: boolean;
}

class Walk {
  private readonly model: BuildModel;
  private readonly target: Stage;
  private readonly needed: ReadonlySet<Stage>;
  private readonly kind: ContextNode['kind'];
  private readonly places: Place[] = [];
  private readonly seen = new Set<string>();
  private readonly runs = new Set<Instruction>();
  private readonly unclear = new Set<Instruction>();
  private isSomewhere = false;

  constructor(model: BuildModel, target: Stage, needed: ReadonlySet<Stage>, kind: ContextNode['kind']) {
    this.model = model;
    this.target = target;
    this.needed = needed;
    this.kind = kind;
  }

  /** The list grows while it is walked through. */
  go(): void {
    for (const place of this.places) {
      for (const child of this.model.stages) if (child.base.stage === place.stage) this.inherit(place, child);
      // What is certainly deleted is not there any more for a copy.
      if (place.deletedBy?.isCertain) continue;
      for (const take of stageTakesOf(this.model)) this.follow(place, take);
    }
  }

  journey(): Omit<Journey, 'isNeeded'> {
    return {
      target: this.target,
      places: this.places,
      arrivals: this.places.filter(({ stage }) => stage === this.target),
      isSomewhere: this.isSomewhere,
      runs: [...this.runs],
      unclear: [...this.unclear],
    };
  }

  /** At a path that nobody can tell: whatever is built on the stage has it, and any copy may take it. */
  arriveSomewhere(start: Stage, by: Instruction): void {
    const holders = new Set<Stage>([start]);
    for (const stage of this.model.stages) {
      if (stage.base.stage && holders.has(stage.base.stage)) holders.add(stage);
    }
    this.isSomewhere = holders.has(this.target);
    for (const stage of holders) this.lookBehind('', stage, stage === start ? by : stage.from);
    for (const { from, stage, instruction, kind } of stageTakesOf(this.model)) {
      if (!this.needed.has(stage) || !from.stage || !holders.has(from.stage)) continue;
      (kind === 'bind' ? this.runs : this.unclear).add(instruction);
    }
  }

  arrive({ path, orPath }: Landing, arrival: Arrival): void {
    const isCertain = orPath === undefined && (arrival.isCertain ?? true);
    for (const one of orPath === undefined ? [path] : [path, orPath]) {
      const later = this.lookBehind(one, arrival.stage, arrival.by);
      this.add({ isPart: false, ...arrival, path: one, isCertain, deletedBy: later });
    }
  }

  private inherit(place: Place, child: Stage): void {
    const later = this.lookBehind(place.path, child, child.from);
    this.add({
      ...place,
      stage: child,
      by: child.from,
      previous: place,
      deletedBy: place.deletedBy ?? later,
    });
  }

  private follow(place: Place, take: StageTake): void {
    const { from } = take;
    if (!this.needed.has(take.stage)) return;
    if (from.resolution === 'unknown') {
      if (take.stage !== place.stage) this.unclear.add(take.instruction);
      return;
    }
    if (from.stage !== place.stage) return;
    if (take.sources.some(({ pattern }) => !pattern)) this.unclear.add(take.instruction);
    const path = place.path.slice(1);
    const taken = takenPaths(take, path, this.kind).filter(({ excludedBy }) => !excludedBy);
    if (taken.length === 0) this.followPart(place, take, path);
    for (const { landing } of taken) {
      if (take.kind === 'bind') this.runs.add(take.instruction);
      else if (!landing) this.unclear.add(take.instruction);
      else {
        const isCertain = place.isCertain && place.deletedBy === undefined;
        this.arrive(landing, {
          stage: take.stage,
          by: take.instruction,
          previous: place,
          isPart: place.isPart,
          isCertain,
        });
      }
    }
  }

  /** Of a folder, a file or folder within may be copied on its own. */
  private followPart(place: Place, take: StageTake, path: string): void {
    if (this.kind !== 'folder') return;
    const isWithin = take.sources.some(
      ({ pattern }) => pattern && (path === '' ? pattern.base !== '' : pattern.base.startsWith(`${path}/`)),
    );
    if (!isWithin) return;
    if (take.kind === 'bind') this.runs.add(take.instruction);
    else if (take.destination) {
      const landing = { path: take.destination.path, orPath: undefined, isUnpacked: false };
      this.arrive(landing, { stage: take.stage, by: take.instruction, previous: place, isPart: true });
    }
  }

  /** What the instructions behind the one that brought it do with it. */
  private lookBehind(path: string, stage: Stage, by: Instruction): Deletion | undefined {
    const all = [stage.from, ...stage.inheritedTriggers, ...stage.instructions];
    let found: Deletion | undefined;
    for (const instruction of all.slice(all.indexOf(by) + 1)) {
      if (instruction.name !== 'RUN') continue;
      const deletion = deletionIn(this.model.stepOf(instruction), path);
      if (deletion) {
        found ??= deletion;
        if (deletion.isCertain) return deletion;
      } else if (this.needed.has(stage)) this.runs.add(instruction);
    }
    return found;
  }

  private add(place: Place): void {
    const key = `${place.stage.index} ${place.path}`;
    if (this.seen.has(key) || this.places.length >= mostPlaces) return;
    this.seen.add(key);
    this.places.push(place);
  }
}

/** The stages a build of this one runs, itself included. */
function neededBy(target: Stage): ReadonlySet<Stage> {
  const found = new Set<Stage>([target]);
  // A set grows while it is walked through.
  for (const stage of found) for (const { stage: used } of stage.uses) if (used) found.add(used);
  return found;
}
