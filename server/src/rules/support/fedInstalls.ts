import { dependencyManager } from '../../knowledge/dependencyManagers.ts';
import { packageManager } from '../../knowledge/packageManagers.ts';
import type { BuildModel, PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ContextFacts } from '../rule.ts';
import { mayOverlap, wayDown, workdirOf } from './containerPaths.ts';
import { type ContextCopy, contextCopyOf, isBroad, mayBeBroad } from './contextCopies.ts';
import { type DependencyCall, filledBy, placeOf } from './dependencyCalls.ts';
import { type RunItem, type RunItems, runItemsOf } from './runItems.ts';

/** A broad COPY and the installs below it that find their manifests in what it copies. */
export interface FedInstalls {
  readonly copy: ContextCopy;
  /** The instructions it is one of: a stage's own, or its triggers. */
  readonly stream: readonly Instruction[];
  /** Where the COPY stands in the stream. */
  readonly index: number;
  /** Other copies of the context above it. */
  readonly above: readonly ContextCopy[];
  readonly installs: readonly FedInstall[];
}

export interface FedInstall {
  readonly need: DependencyCall;
  readonly run: RunItems;
  readonly item: RunItem;
  /** Place of the RUN in the stream. */
  readonly index: number;
  /** More of what an install above it has got a part of: not worth a word of its own. */
  readonly isFurther: boolean;
}

/** In order of place. What the stage or its base has installed before is not asked for again. */
export function fedInstallsOf(model: BuildModel, context: ContextFacts): FedInstalls[] {
  const isInstall = ({ run }: Step) =>
    run?.packageCommands.some(({ manager }) => dependencyManager(manager) !== undefined) === true;
  if (!model.stepsWith('ADD', 'COPY').some(({ instruction }) => mayBeBroad(instruction))) return [];
  if (!model.stepsWith('RUN').some(isInstall)) return [];
  const filled = new Map<Stage, Places>();
  return model.stages.flatMap((stage) => {
    const inherited = stage.base.stage && filled.get(stage.base.stage);
    const own = stage.instructions.filter((instruction) => !instruction.trigger);
    const triggers = stage.instructions.flatMap((instruction) => instruction.trigger ?? []);
    const places = new Places(inherited);
    filled.set(stage, places);
    return [
      ...inStream(own, places, model, context),
      ...inStream(triggers, new Places(places), model, context),
    ];
  });
}

/** What is filled with dependencies, in this stage or in one it starts from. */
class Places {
  private readonly parent: Places | undefined;
  private readonly own = new Map<string, number>();

  constructor(parent: Places | undefined) {
    this.parent = parent;
  }

  /** The first instruction of the stream that filled a place; -1 when an earlier stream did. */
  filledAt(place: string): number | undefined {
    const own = this.own.get(place);
    if (own !== undefined) return own;
    for (let places = this.parent; places; places = places.parent) {
      if (places.own.has(place)) return -1;
    }
    return undefined;
  }

  fill(place: string, index: number): void {
    if (!this.own.has(place)) this.own.set(place, index);
  }
}

interface Draft {
  readonly copy: ContextCopy;
  readonly index: number;
  readonly above: readonly ContextCopy[];
  readonly installs: FedInstall[];
}

function inStream(
  stream: readonly Instruction[],
  filled: Places,
  model: BuildModel,
  context: ContextFacts,
): FedInstalls[] {
  const drafts: Draft[] = [];
  const copies: ContextCopy[] = [];
  for (const [index, instruction] of stream.entries()) {
    const copy = contextCopyOf(instruction, model);
    if (copy) {
      if (isBroad(copy) && drafts.length < maximumCopies)
        drafts.push({ copy, index, above: [...copies], installs: [] });
      if (copies.length < maximumCopies) copies.push(copy);
      continue;
    }
    if (instruction.name !== 'RUN') continue;
    readRun(model.stepOf(instruction), index, drafts, filled, context);
  }
  return drafts.filter((draft) => draft.installs.length > 0).map((draft) => ({ stream, ...draft }));
}

/** More of them in one stage tell nothing new. */
const maximumCopies = 50;

const maximumInstalls = 20;

function readRun(step: Step, index: number, drafts: readonly Draft[], filled: Places, context: ContextFacts) {
  const commands = step.run?.packageCommands ?? [];
  if (!commands.some(({ manager }) => dependencyManager(manager))) return;
  // The manifest is made here.
  if (commands.some((call) => call.manager === 'go' && /\bmod init\b/.test(wordsOf(call))))
    filled.fill('go', -1);
  const run = drafts.length > 0 ? runItemsOf(step, drafts.at(-1)?.copy.target ?? '/') : undefined;
  for (const item of run?.items ?? []) {
    for (const need of item.calls) {
      const draft = [...drafts].reverse().find(({ copy }) => feeds(copy, need));
      if (
        !draft ||
        draft.installs.length >= maximumInstalls ||
        !run ||
        isNoConcern(need, step, draft.copy, context)
      )
        continue;
      const place = placeOf(need);
      const at = filled.filledAt(place);
      const isFurther = need.files !== undefined && at !== undefined && at > draft.index;
      const own = need.files && `${place} ${need.files.join(' ')}`;
      if (at !== undefined && !(isFurther && own !== undefined && filled.filledAt(own) === undefined))
        continue;
      draft.installs.push({ need, run, item, index, isFurther });
      filled.fill(place, index);
      if (own !== undefined) filled.fill(own, index);
    }
  }
  for (const call of commands) {
    const place = filledBy(call, workdirOf(step));
    if (place !== undefined) filled.fill(place, index);
  }
}

function wordsOf({ command }: PackageCommand): string {
  return command.words.map((word) => word.text).join(' ');
}

function feeds(copy: ContextCopy, need: DependencyCall): boolean {
  return need.files
    ? need.files.some((file) => (wayDown(copy.target, file) ?? '') !== '')
    : wayDown(copy.target, need.project) !== undefined;
}

/** Builds that fetch nothing, or keep what they fetch: a vendor folder, a cache mount, a folder without a manifest. */
function isNoConcern(need: DependencyCall, step: Step, copy: ContextCopy, context: ContextFacts): boolean {
  if (need.command.reads !== 'build') return false;
  if (step.run && keepsDownloads(step.run, need)) return true;
  const project = wayDown(copy.target, need.project);
  const base = project === '' || project === undefined ? '' : `${project}/`;
  const [manifest] = need.facts.manifests;
  const isThere = manifest && context.exists(base + manifest.name);
  if (need.call.manager !== 'go') return false;
  if (isThere === false || context.exists(`${base}vendor/modules.txt`) === true) return true;
  // Below the old workspace there was no go.mod, as a rule, until Go wanted one there too.
  const isInWorkspace = /^\/(?:go|root\/go|gopath)\/src\//.test(need.project);
  if (isThere !== true && isInWorkspace && !wantsModules(step, need)) return true;
  // Files in place of packages: a program that may well have no module.
  if (isThere !== true && need.call.command.words.some((word) => word.text.endsWith('.go'))) return true;
  const usesVendor = need.call.command.words.some((word) => /^(?:-mod=)?vendor$/.test(word.text));
  return (
    usesVendor ||
    settingOf(step, need, 'GO111MODULE') === 'off' ||
    settingOf(step, need, 'GOFLAGS').includes('-mod=vendor')
  );
}

/** From Go 1.16 on a build needs a go.mod wherever it is. https://go.dev/ref/mod#mod-commands */
function wantsModules(step: Step, need: DependencyCall): boolean {
  const { facts, reference } = step.stage?.base.root ?? {};
  const isNew = facts?.family === 'golang' && /^1\.(?:1[6-9]|[2-9]\d)(?:\D|$)/.test(reference?.tag ?? '');
  return isNew && settingOf(step, need, 'GO111MODULE') !== 'auto';
}

function settingOf(step: Step, need: DependencyCall, name: string): string {
  const own = need.call.command.assignments.find((assignment) => assignment.name === name);
  if (own) return own.value?.value ?? '';
  const found = step.before.env(name);
  return (found.kind === 'defined' ? found.value : undefined) ?? '';
}

/** With the downloads on a cache mount, a build that runs again fetches nothing again. */
function keepsDownloads(run: RunModel, need: DependencyCall): boolean {
  const caches =
    packageManager(need.call.manager)?.caches.filter((cache) => !cache.endsWith('go-build')) ?? [];
  return run.mounts.some(({ type, target }) => {
    if (type !== 'cache' || target === undefined) return false;
    if (need.call.manager === 'cargo' && /(?:registry|target|cargo)\/?$/.test(target)) return true;
    return caches.some((cache) => holds(target.replace(/\/$/, ''), cache));
  });
}

/** Whether a mount holds a cache or a part of it; `~` may be any home. */
function holds(target: string, cache: string): boolean {
  if (!cache.startsWith('~')) return mayOverlap(target, cache);
  const tail = cache.slice(1);
  if (`${target}/`.includes(`${tail}/`)) return true;
  for (let end = tail.lastIndexOf('/'); end > 0; end = tail.lastIndexOf('/', end - 1)) {
    if (target.endsWith(tail.slice(0, end))) return true;
  }
  return false;
}
