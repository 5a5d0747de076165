import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import type { Fix } from '../rule.ts';
import { appendToRun } from './appendCommand.ts';
import { isMountedOver, lastEmptied } from './layerPaths.ts';
import { callRange, isOwnRoot, rootPrefix, usesManager } from './packageCalls.ts';
import { finalLayers } from './stageOrder.ts';

/** A package manager and the programs that share its caches. */
export interface CleanedManager {
  /** Calls of these are reported. */
  readonly managers: readonly string[];
  /** Calls of these clean up as well. */
  readonly cleaners: readonly string[];
  readonly caches: readonly string[];
  /** What cleans up, without the program. */
  readonly command: string;
  readonly cleans: (call: PackageCommand) => boolean;
}

export interface LeftCache {
  readonly at: TextRange;
  readonly call: PackageCommand;
  /** What cleans up. */
  readonly command: string;
  readonly fix: Pick<Fix, 'edits' | 'claim'> | undefined;
}

/**
 * The last install or upgrade of each RUN that leaves the caches of its package manager in a layer of the final image:
 * nothing is mounted over them, and nothing behind it in the RUN cleans up.
 */
export function cachesLeft(model: BuildModel, facts: CleanedManager): readonly LeftCache[] {
  if (!usesManager(model, facts.managers)) return [];
  const stages = finalLayers(model);
  return model.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      const step = model.stepOf(instruction.trigger ?? instruction);
      // A trigger makes a layer of whatever is built on this image.
      if (!stages.has(stage) && !step.instruction.isTrigger) return [];
      const call = lastUncleaned(step, facts, model);
      if (!call) return [];
      const program = call.program.value ?? call.manager;
      const command = `${program} ${facts.command}`;
      const fix = appendToRun(step, call.command, `${rootPrefix(call)}${command}`, model);
      return { at: callRange(call, model.tree.text), call, command, fix };
    }),
  );
}

function lastUncleaned(step: Step, facts: CleanedManager, model: BuildModel): PackageCommand | undefined {
  const { run } = step;
  const call = run?.packageCommands
    .filter(
      ({ manager, action }) =>
        facts.managers.includes(manager) && (action === 'install' || action === 'upgrade'),
    )
    .filter(isOwnRoot)
    .at(-1);
  if (!run || !call || facts.caches.some((path) => isMountedOver(run, path))) return undefined;
  const { start } = call.command.range;
  const isCleaned =
    run.packageCommands.some(
      (later) =>
        later.command.range.start > start && facts.cleaners.includes(later.manager) && facts.cleans(later),
    ) || facts.caches.some((path) => lastEmptied(step, path, model) >= start);
  return isCleaned ? undefined : call;
}

const rpmCaches = ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5'];
const cleansAll = (call: PackageCommand) =>
  call.action === 'clean' && call.command.words.some(({ text }) => text === 'all');

export const yumCaches: CleanedManager = {
  managers: ['yum'],
  cleaners: ['yum', 'dnf', 'microdnf'],
  caches: rpmCaches,
  command: 'clean all',
  cleans: cleansAll,
};

export const dnfCaches: CleanedManager = {
  managers: ['dnf', 'microdnf', 'tdnf'],
  cleaners: ['yum', 'dnf', 'microdnf', 'tdnf'],
  caches: [...rpmCaches, '/var/cache/tdnf'],
  command: 'clean all',
  cleans: cleansAll,
};

export const zypperCaches: CleanedManager = {
  managers: ['zypper'],
  cleaners: ['zypper'],
  caches: ['/var/cache/zypp'],
  command: 'clean --all',
  cleans: ({ action }) => action === 'clean',
};
