import { cacheMountOf } from '../../knowledge/cacheMounts.ts';
import { copyWordsOf } from '../../model/context/takeWords.ts';
import type { BuildModel, PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { joinPath, mayOverlap, wayDown, workdirOf } from './containerPaths.ts';
import { dependencyCallOf } from './dependencyCalls.ts';
import { isMountedOver } from './layerPaths.ts';
import { stageOrderOf } from './stageOrder.ts';

/*
 * What go, cargo, Maven, Gradle and .NET download is used from where it is kept. A cache mount over such a store hides
 * what earlier steps have put there, and what is downloaded into it is not there for later ones, unless they mount it too.
 */

/** The folders where a manager that root runs in a stage keeps what it downloads. */
export function cacheTargets(manager: string, stage: Stage | undefined): readonly string[] {
  const { targets = [], inImages = {} } = cacheMountOf(manager) ?? {};
  const { facts, reference } = stage?.base.root ?? {};
  const name = facts?.family ?? reference?.path.slice(reference.path.lastIndexOf('/') + 1) ?? '';
  const image = Object.keys(inImages).find((one) => (facts?.family ? name === one : name.includes(one)));
  const found = image === undefined ? targets : (inImages[image] ?? []);
  return found.map((target) => target.replace(/^~/, '/root'));
}

/** Whether a call is told to download nothing. */
export function isOffline(call: PackageCommand): boolean {
  const options = cacheMountOf(call.manager)?.offlineOptions;
  return options !== undefined && call.command.words.some(({ text }) => options.includes(text));
}

/** Whether a manager finds something in its store before a step, or sources of what it needs beside the project. */
export function isStoreFilled(manager: string, step: Step, model: BuildModel): boolean {
  for (let stage = step.stage; stage; stage = stage.base.stage) {
    const first = model.once(firstFills).get(stage)?.get(manager);
    if (!first) continue;
    if (stage !== step.stage || first.instruction.range.start < step.instruction.range.start) return true;
  }
  return false;
}

/** Of each stage the first steps that put something into the store of a manager, by its name. */
function firstFills(model: BuildModel): ReadonlyMap<Stage, ReadonlyMap<string, Step>> {
  const { stepsOf } = stageOrderOf(model);
  return new Map(
    model.stages.map((stage) => {
      const first = new Map<string, Step>();
      for (const step of stepsOf(stage)) {
        for (const manager of filledBy(step)) if (!first.has(manager)) first.set(manager, step);
      }
      return [stage, first];
    }),
  );
}

const stores = ['go', 'cargo', 'maven', 'gradle', 'dotnet'];

function filledBy(step: Step): readonly string[] {
  const { run, stage } = step;
  if (run) {
    return run.packageCommands
      .filter((call) => stores.includes(call.manager) && !isOffline(call) && isOfProject(call))
      .map(({ manager }) => manager)
      .filter((manager) => !cacheTargets(manager, stage).some((path) => isMountedOver(run, path)));
  }
  const copy = copyWordsOf(step);
  if (copy?.to === undefined) return [];
  const place = joinPath(workdirOf(step), copy.to);
  const managers = stores.filter((manager) =>
    cacheTargets(manager, stage).some((path) =>
      copy.hasFrom ? mayOverlap(path, place) : wayDown(path, place) !== undefined,
    ),
  );
  const hasVendor = copy.sources.some(({ text }) => /(?:^|\/)vendor\/?$/.test(text));
  return hasVendor ? [...managers, 'go', 'cargo'] : managers;
}

/** A tool that is installed for the build has needs of its own. */
function isOfProject(call: PackageCommand): boolean {
  return call.action === 'download' || dependencyCallOf(call, '/') !== undefined;
}

/**
 * The RUNs behind a step, in its stage and those that are built on it, that use the store of a manager: where the step
 * mounts a cache over it, so have they to do. Undefined when something cannot do without what the step leaves in its
 * layer: a command told not to download, a program of the container that builds, a COPY out of the store.
 */
export function storeUsers(manager: string, step: Step, model: BuildModel): readonly Step[] | undefined {
  const { stage } = step;
  if (!stage) return undefined;
  const order = stageOrderOf(model);
  const targets = cacheTargets(manager, stage);
  const isInstalled = step.run?.packageCommands.some(
    (call) => call.manager === 'maven' && call.command.words.some(({ text }) => text === 'install'),
  );
  const found: Step[] = [];
  const pending: Stage[] = [stage];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (isTakenFrom(next, targets, model)) return undefined;
    for (const later of order.stepsOf(next)) {
      if (next === stage && later.instruction.range.start <= step.instruction.range.start) continue;
      const { run, instruction } = later;
      if (run) {
        const calls = run.packageCommands.filter((call) => call.manager === manager);
        // What is told to use the vendored copies needs no store.
        if (manager !== 'go' && calls.some(isOffline)) return undefined;
        const isOpen = !targets.every((path) => isMountedOver(run, path));
        // What one Maven run installs for the next is no download, and gone with the cache.
        if (manager === 'maven' && calls.length > 0 && isInstalled) return undefined;
        if (isOpen && (calls.length > 0 || run.once(mayBuild))) found.push(later);
      } else if (
        (instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT') &&
        builders.test(instruction.args.text)
      ) {
        return undefined;
      }
    }
    pending.push(...order.childrenOf(next));
  }
  return found;
}

/** Whether another stage copies something out of these folders, or a folder that holds them. */
function isTakenFrom(stage: Stage, folders: readonly string[], model: BuildModel): boolean {
  return stage.usedBy.some((user) =>
    user.uses.some(({ stage: used, instruction }) => {
      const copy = used === stage ? copyWordsOf(model.stepOf(instruction)) : undefined;
      return copy?.sources.some(({ pattern }) => {
        const path = joinPath('/', pattern?.path ?? '');
        return folders.some((folder) => mayOverlap(folder, path));
      });
    }),
  );
}

/** Programs of a container that get what they need from a store, or download it. */
const builders =
  /\b(?:go["',\s]+(?:run|test|build)|cargo|mvnw?|gradlew?|dotnet["',\s]+(?:run|watch|test|build))\b/;

/** Whether a RUN calls what may build anything, and hence what a manager has downloaded: `make`, a script. */
function mayBuild({ commands }: RunModel): boolean {
  return commands.some((command) => {
    const { name, program, args } = unwrapCommand(command);
    if (name === undefined) return program !== undefined;
    if (/^(?:make|just|task|bazel|nx|turbo)$/.test(name) || /^\.{1,2}\//.test(program?.text ?? ''))
      return true;
    return /^(?:sh|bash|ash|dash)$/.test(name) && args.length > 0;
  });
}
