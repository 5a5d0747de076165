import { bindWordsOf } from '../../model/context/takeWords.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import { joinPath, mayOverlap, wayDown, workdirOf } from './containerPaths.ts';
import { type ContextCopy, contextCopyOf, isBroad, landingOf } from './contextCopies.ts';
import type { FedInstall, FedInstalls } from './fedInstalls.ts';
import { type RunItems, runItemsOf } from './runItems.ts';

/** Where a broad COPY can go. */
export interface ReorderPlace {
  /** Installs that read manifests only, and will stand above it. */
  readonly installs: readonly FedInstall[];
  /** The one that builds, or installs the project as well: the dependencies are fetched before the COPY, it stays below. */
  readonly last: FedInstall | undefined;
  /** The RUN in which the COPY comes to stand, or below which it does when `item` is undefined. */
  readonly run: RunItems;
  /** The first item of that RUN that stays below the COPY. */
  readonly item: number | undefined;
  /** Place of the RUN in the stream. */
  readonly index: number;
  /** Copies that are above the COPY then. */
  readonly above: readonly ContextCopy[];
  /** Folders that will be made above it, and that it must not write over. */
  readonly created: readonly string[];
}

/** Goes down from the COPY as long as nothing needs the sources. Undefined unless all installs are reached. */
export function reorderPlaceOf(fed: FedInstalls, model: BuildModel): ReorderPlace | undefined {
  const { copy, stream, installs: all } = fed;
  // With the whole context copied above this COPY as well, nothing is won.
  if (fed.above.some(isBroad)) return undefined;
  const installs: FedInstall[] = [];
  const above = [...fed.above];
  const created: string[] = [];
  let place: ReorderPlace | undefined;
  for (let index = fed.index + 1; index < stream.length; index++) {
    const instruction = stream[index];
    if (!instruction) break;
    if (instruction.name !== 'RUN') {
      if (!canStayAbove(instruction, copy, model)) break;
      const other = contextCopyOf(instruction, model);
      if (other) above.push(other);
      continue;
    }
    const step = model.stepOf(instruction);
    const run = runItemsOf(step, copy.target);
    if (!run || readsContext(step)) break;
    const own = all.filter((install) => install.index === index);
    if (!run.isSequence && own.length > 0) break;
    const installOf = (start: number | undefined) => own.find(({ item }) => item.range.start === start);
    const found = run.items.findIndex((item) => {
      const install = installOf(item.range.start);
      if (!item.enters.every((folder) => willBeThere(folder, copy, step, own))) return true;
      return install ? install.need.isWide || !readsManifestsOnly(install) : !item.isFree;
    });
    const stop = found < 0 ? run.items.length : found;
    const stopping = installOf(run.items[stop]?.range.start);
    const last = stopping?.need.isWide ? undefined : stopping;
    const end = run.items[stop]?.range.start ?? Number.POSITIVE_INFINITY;
    const before = own.filter(({ item }) => item.range.start < end);
    installs.push(...before);
    created.push(...run.items.slice(0, stop).flatMap((item) => item.creates));
    if (last || before.length > 0) {
      const item = stop < run.items.length ? stop : undefined;
      place = { installs, last, run, item, index, above, created };
    }
    if (stop < run.items.length) break;
  }
  const reached = new Set([...installs, place?.last]);
  return all.every((install) => install.isFurther || reached.has(install)) ? place : undefined;
}

/** A folder that the COPY does not make first, but a WORKDIR or the copies of the manifests do. */
function willBeThere(
  folder: string,
  copy: ContextCopy,
  step: Step,
  installs: readonly FedInstall[],
): boolean {
  if (!mayOverlap(folder, copy.target) || wayDown(folder, workdirOf(step)) !== undefined) return true;
  return installs.some(({ need }) => {
    const folders = need.files?.map((file) => joinPath(file, '..')) ?? [need.project];
    return folders.some((made) => wayDown(folder, made) !== undefined);
  });
}

/** `poetry install --no-root`: with the options that a step of its own would get, it is one. */
function readsManifestsOnly({ need }: FedInstall): boolean {
  const { reads, step } = need.command;
  if (reads === 'install') return true;
  return (
    step !== undefined && 'options' in step && step.options.every((option) => need.call.hasOption(option))
  );
}

/** Files that come by a bind mount of the context are there without any COPY; what they are is not known. */
function readsContext(step: Step): boolean {
  return bindWordsOf(step).some(({ hasFrom }) => !hasFrom);
}

/** Settings of the image: a COPY means the same above them and below. */
export function touchesNoFile({ name }: Instruction): boolean {
  return name !== undefined && settings.has(name);
}

const settings: ReadonlySet<KeywordName> = new Set<KeywordName>([
  ...(['LABEL', 'EXPOSE', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'MAINTAINER'] as const),
  ...(['USER', 'SHELL'] as const),
]);

/** Instructions that neither need the sources nor write where they go. */
function canStayAbove(instruction: Instruction, copy: ContextCopy, model: BuildModel): boolean {
  if (touchesNoFile(instruction)) return true;
  switch (instruction.name) {
    case 'WORKDIR':
      return true;
    case 'ENV':
    case 'ARG':
      // The COPY would see other values below it.
      return !copy.instruction.line.text.includes('$');
    case 'COPY':
    case 'ADD':
      return isApart(instruction, copy, model);
    default:
      return false;
  }
}

/** Another COPY that writes elsewhere, or what the broad one writes as well. */
function isApart(instruction: Instruction, copy: ContextCopy, model: BuildModel): boolean {
  const other = contextCopyOf(instruction, model);
  if (other)
    return !isBroad(other) && (!mayOverlap(other.target, copy.target) || repeats(other, copy, model));
  const destination = instruction.words.at(-1);
  const path = destination && model.expand(destination.text, instruction).value;
  if (path === undefined) return false;
  return !mayOverlap(joinPath(workdirOf(model.stepOf(instruction)), path), copy.target);
}

/** `COPY requirements.txt /app/` right below `COPY . /app`. */
function repeats(other: ContextCopy, copy: ContextCopy, model: BuildModel): boolean {
  const flagsOf = ({ instruction }: ContextCopy) =>
    instruction.flags.map(({ name, value }) => `${name}=${value ?? ''}`).join(' ');
  if (other.instruction.name !== copy.instruction.name || flagsOf(other) !== flagsOf(copy)) return false;
  return other.sources.every(
    (source) => isFileName(source) && landingOf(other, source, model) === joinPath(copy.target, source),
  );
}

/** By its name, wildcards included; what is none may be a folder, whose content lands elsewhere. */
function isFileName(source: string): boolean {
  return /[^.]\.[\w*]+$|^(?:Gemfile|Pipfile)/.test(source.slice(source.lastIndexOf('/') + 1));
}
