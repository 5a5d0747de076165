import type { Flag, Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { compile, type Matcher } from '../../syntax/dockerignore/matcher.ts';
import type { TextRange } from '../../text/range.ts';
import type { BuildModel, Stage, StageUse, Step } from '../types.ts';
import {
  type Destination,
  destinationOf,
  isWindowsStage,
  KnownDirectories,
  stageDirectories,
} from './destination.ts';
import { plainSource, readSourcePattern, type SourcePattern } from './sourcePattern.ts';

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

export interface TakeSource {
  /** The word; of a mount, the flag. */
  readonly range: TextRange;
  /** As written; of a mount, its `source`. */
  readonly text: string;
  /** What it names; with `--parents`, where the kept part of the path begins. Undefined: not known, for a variable. */
  readonly pattern: SourcePattern | undefined;
  /** With `--parents`: what is taken from there. It is read as a line of an ignore file is, so `**` goes deep. */
  readonly kept: Matcher | undefined;
}

/** `--exclude`: read as lines of an ignore file that stands in each source. */
export interface Excludes {
  /** Undefined: there is a variable in one. */
  readonly matcher: Matcher | undefined;
  /** One for each pattern of the matcher, by its index. */
  readonly flags: readonly Flag[];
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
}

function findTakes(model: BuildModel): Takes {
  const takes: Takes = { fromContext: [], fromStages: [], deferred: [] };
  const later: Takes = { fromContext: [], fromStages: [], deferred: [] };
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

/** https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_copy.go */
function takeCopy({ model, step, stage, known, uses }: Place, takes: Takes): void {
  const { instruction } = step;
  const target = instruction.words.at(-1);
  if (!target || instruction.words.length < 2) return;
  const text = model.expand(target.text, instruction).value;
  const destination = text === undefined ? undefined : destinationOf(text, step, known);
  const isCopy = instruction.name === 'COPY';
  const isWindows = isWindowsStage(stage);
  const keepsParents = isSet(instruction, 'parents');
  const sources = instruction.words
    .slice(0, -1)
    .flatMap((word) => sourceOf(word, { model, instruction, isWindows, keepsParents }) ?? []);
  const take: Take = {
    kind: isCopy ? 'copy' : 'add',
    instruction,
    stage,
    sources,
    destination,
    excludes: excludesOf(instruction),
    unpacks: !isCopy && !instruction.flags.some((flag) => flag.name === 'unpack' && !isTrue(flag)),
  };
  if (sources.length > 0) {
    const hasFrom = isCopy && instruction.flags.some(({ name, value }) => name === 'from' && value);
    const from = hasFrom ? uses.get(instruction)?.[0] : undefined;
    if (from) takes.fromStages.push({ ...take, from });
    else if (!hasFrom) takes.fromContext.push(take);
  }
  // With `--parents` it is a folder with the paths in it.
  if (destination) known.filled(keepsParents ? { ...destination, isDirectory: true } : destination);
}

function sourceOf(
  word: Word,
  {
    model,
    instruction,
    isWindows,
    keepsParents,
  }: {
    readonly model: BuildModel;
    readonly instruction: Instruction;
    readonly isWindows: boolean;
    readonly keepsParents: boolean;
  },
): TakeSource | undefined {
  const { range, text } = word;
  if (instruction.heredocs.some((heredoc) => contains(range, heredoc.range))) return undefined;
  const path = model.expand(text, instruction).value;
  if (isRemote(path ?? text)) return undefined;
  if (path === undefined) return { range, text, pattern: undefined, kept: undefined };
  if (!keepsParents) return { range, text, pattern: readSourcePattern(path, isWindows), kept: undefined };
  // https://docs.docker.com/reference/dockerfile/#copy---parents
  const pivot = path.indexOf('/./');
  const kept = plainSource(pivot < 0 ? path : path.slice(pivot + 3), isWindows).path;
  // `--parents .`: an empty pattern, which keeps nothing, and is not meant.
  if (kept === '') return { range, text, pattern: undefined, kept: undefined };
  const pattern = readSourcePattern(pivot < 0 ? '' : path.slice(0, pivot), isWindows);
  return { range, text, pattern, kept: compile([kept]) };
}

/**
 * What ADD fetches: a URL or a git repository. A path that only might be one (`github.com/a/b`) is a path.
 * https://github.com/moby/buildkit/blob/master/util/gitutil/git_ref.go
 */
function isRemote(source: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^[\w.-]+@[\w.-]+:/.test(source);
}

function excludesOf(instruction: Instruction): Excludes | undefined {
  const flags = instruction.flags.filter(({ name, value }) => name === 'exclude' && value);
  if (flags.length === 0) return undefined;
  const patterns = flags.map(({ value = '' }) => value);
  // BuildKit does not expand them, which is seldom what is meant: nobody should rest on it.
  return {
    matcher: patterns.some((pattern) => pattern.includes('$')) ? undefined : compile(patterns),
    flags,
  };
}

/** https://docs.docker.com/reference/dockerfile/#run---mounttypebind */
function takeMounts({ model, step, stage, known, uses }: Place, takes: Takes): void {
  const { instruction } = step;
  if (instruction.flags.length === 0) return;
  for (const { type, options, target, flag } of step.run?.mounts ?? []) {
    if (type !== 'bind' || target === undefined) continue;
    const written = options.get('source') ?? '';
    const source = model.expand(written, instruction).value;
    const pattern = source === undefined ? undefined : plainSource(source, isWindowsStage(stage));
    const take: Take = {
      kind: 'bind',
      instruction,
      stage,
      sources: [{ range: flag.range, text: written, pattern, kept: undefined }],
      destination: mountTarget(target, { model, step, known }),
      excludes: undefined,
      unpacks: false,
    };
    const from = uses.get(instruction)?.find(({ range }) => contains(flag.range, range));
    if (from) takes.fromStages.push({ ...take, from });
    else if (!options.get('from')) takes.fromContext.push(take);
  }
}

/** A file is mounted under the target's name, whatever is there. */
function mountTarget(
  target: string,
  { model, step, known }: Pick<Place, 'model' | 'step' | 'known'>,
): Destination | undefined {
  const text = model.expand(target, step.instruction).value;
  const destination = text === undefined ? undefined : destinationOf(text, step, known);
  return destination && { ...destination, isDirectory: false };
}

function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isSet(instruction: Instruction, name: string): boolean {
  return instruction.flags.some((flag) => flag.name === name && isTrue(flag));
}

/** `--parents` and `--parents=true`. */
function isTrue({ value }: Flag): boolean {
  return value === undefined || value.toLowerCase() === 'true';
}
