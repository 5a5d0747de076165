import type { BuildModel, PackageCommand, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import type { Fix } from '../rule.ts';
import { appendToRun } from './appendCommand.ts';
import { isMountedOver, lastEmptied } from './layerPaths.ts';
import { callRange, isOwnRoot, rootPrefix } from './packageCalls.ts';
import { mayRemoveProgram } from './removedPrograms.ts';
import { finalLayers } from './stageOrder.ts';
import { isBerryCall } from './yarnBerry.ts';

/** A package manager and the programs that share its caches. */
export interface CleanedManager {
  /** Calls of these are reported. */
  readonly managers: readonly string[];
  /** Calls of these clean up as well. */
  readonly cleaners: readonly string[];
  readonly caches: readonly string[];
  /** The cache wherever the home is, as the end of a path: of a mount's target, of a word of `rm`. */
  readonly inHome?: RegExp;
  /** Variables that name the cache's folder. */
  readonly variables?: readonly string[];
  /** Calls that keep no cache, or one that is needed. */
  readonly keepsNone?: (call: PackageCommand) => boolean;
  /** What cleans up, without the program. */
  readonly command: string;
  /** The program has come with a package or an archive, so that a RUN may delete it when it has done its work. */
  readonly isRemovable?: boolean;
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
export function cachesLeft(
  model: BuildModel,
  steps: readonly Step[],
  facts: CleanedManager,
): readonly LeftCache[] {
  return steps.flatMap((step) => {
    const { stage, instruction, run } = step;
    const call = stage && lastUncleaned(step, facts);
    // A trigger makes a layer of whatever is built on this image.
    if (!call || (!instruction.isTrigger && !finalLayers(model).has(stage))) return [];
    const program = call.program.value ?? call.manager;
    const command = `${program} ${facts.command}`;
    const isGone = facts.isRemovable && run && mayRemoveProgram(call.manager, run, call.command);
    const fix = isGone ? undefined : appendToRun(step, call.command, `${rootPrefix(call)}${command}`, model);
    return [{ at: callRange(call, model.tree.text), call, command, fix }];
  });
}

function lastUncleaned(step: Step, facts: CleanedManager): PackageCommand | undefined {
  const { run } = step;
  const call = run?.packageCommands
    .filter(
      ({ manager, action }) =>
        facts.managers.includes(manager) && (action === 'install' || action === 'upgrade'),
    )
    .filter((install) => isOwnRoot(install) && !facts.keepsNone?.(install))
    .at(-1);
  if (!run || !call || isCacheMounted(step, run, facts)) return undefined;
  const { start } = call.command.range;
  const isCleaned =
    run.packageCommands.some(
      (later) =>
        later.command.range.start > start && facts.cleaners.includes(later.manager) && facts.cleans(later),
    ) ||
    facts.caches.some((path) => lastEmptied(step, path) >= start) ||
    run.commands.some((later) => later.range.start > start && removesFromHome(later, facts));
  return isCleaned ? undefined : call;
}

/** Whether the cache is no part of the layer: something is mounted over it, or a variable has put it elsewhere. */
export function isCacheMounted(
  step: Step,
  run: RunModel,
  { caches, inHome, variables }: Pick<CleanedManager, 'caches' | 'inHome' | 'variables'>,
): boolean {
  if (caches.some((path) => isMountedOver(run, path))) return true;
  const isAtHome = ({ type, target }: RunModel['mounts'][number]) =>
    type !== 'secret' && type !== 'ssh' && target !== undefined && inHome?.test(target);
  if (run.mounts.some(isAtHome)) return true;
  return (variables ?? []).some((name) => {
    const set = step.before.env(name);
    if (set.kind !== 'defined') return false;
    return set.value === undefined || set.value === '/dev/null' || isMountedOver(run, set.value);
  });
}

/** `rm -rf ~/.npm`, `rm -rf "$(yarn cache dir)"`. */
export function removesFromHome(command: ShellCommand, { inHome }: Pick<CleanedManager, 'inHome'>): boolean {
  if (!inHome || command.words.length < 2) return false;
  const { name, args } = unwrapCommand(command);
  return (
    name === 'rm' && args.some(({ text }) => inHome.test(text.replace(/["']/g, '').replace(/\/\*$/, '')))
  );
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

export const yarnCaches: CleanedManager = {
  managers: ['yarn'],
  cleaners: ['yarn'],
  caches: ['/usr/local/share/.cache', '/root/.cache/yarn', '/root/.yarn'],
  inHome: /\/\.cache(?:\/yarn(?:\/v\d)?)?\/?$|\/\.yarn\b|\byarn[ -]cache\b/,
  variables: ['YARN_CACHE_FOLDER'],
  command: 'cache clean',
  isRemovable: true,
  cleans: ({ action }) => action === 'clean',
  // Options of Yarn 2 and later, whose cache may be what the project runs from (Plug'n'Play).
  keepsNone: (call) => call.hasOption('--cache-folder') || isBerryCall(call),
};

export const npmCaches: CleanedManager = {
  managers: ['npm'],
  cleaners: ['npm'],
  caches: ['/root/.npm'],
  inHome: /\/\.npm\b|\bnpm[ -](?:config get )?cache\b/,
  variables: ['npm_config_cache', 'NPM_CONFIG_CACHE'],
  command: 'cache clean --force',
  isRemovable: true,
  cleans: ({ action }) => action === 'clean',
  keepsNone: (call) => call.hasOption('--cache', '--dry-run', '--package-lock-only'),
};

export const condaCaches: CleanedManager = {
  managers: ['conda'],
  cleaners: ['conda'],
  caches: ['/opt/conda/pkgs', '/root/.conda/pkgs'],
  inHome: /\/pkgs\/?$/,
  variables: ['CONDA_PKGS_DIRS'],
  command: 'clean -afy',
  isRemovable: true,
  cleans: ({ action }) => action === 'clean',
  keepsNone: (call) => call.hasOption('--dry-run'),
};
