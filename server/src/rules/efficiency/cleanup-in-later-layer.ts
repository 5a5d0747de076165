import { packageManager } from '../../knowledge/packageManagers.ts';
import type { BuildModel, PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { appendToRun } from '../support/appendCommand.ts';
import { placedCommands } from '../support/commandPaths.ts';
import { topLevel } from '../support/insertLine.ts';
import { isMountedOver } from '../support/layerPaths.ts';
import { aptManagers, callRange, isOwnRoot } from '../support/packageCalls.ts';
import { removalOf } from '../support/removeCommand.ts';
import { finalLayers } from '../support/stageOrder.ts';
import { covers, removedPaths } from '../support/storedFiles.ts';

export const cleanupInLaterLayer = defineRule({
  id: 'cleanup-in-later-layer',
  summary: 'A RUN cleans up what an earlier RUN has left',
  why: 'The layer of the earlier RUN keeps what it holds. A clean-up in a later one hides it, makes a layer more, and saves nothing.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  // Two RUNs in a row are best made one, and then the clean-up is where it belongs.
  yieldsTo: ['consecutive-run', 'deleted-in-later-layer'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#run',
    'https://docs.docker.com/build/building/multi-stage/',
  ],
  concerns: { keywords: ['RUN'], text: /rm|clean|find|purge|prune|clear|del/i },
  messages: {
    packages:
      'Removing {names} makes the image no smaller: the layer of the RUN that installs it keeps it. Install, use and remove it in one RUN, or build in a stage of its own.',
    cache:
      'This makes the image no smaller: what an earlier RUN has left stays in the layer of that RUN. Clean up in the RUN that installs.',
  },
  fixes: {
    move: {
      title: 'Move the clean-up to the end of the RUN that installs',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    const stages = finalLayers(model);
    const earlier = new Map<Stage, readonly Step[]>();
    for (const stage of model.stages) {
      if (!stages.has(stage)) continue;
      const parent = stage.base.stage;
      const above = [...((parent && earlier.get(parent)) ?? [])];
      earlier.set(stage, above);
      for (const instruction of stage.instructionsWith('RUN')) {
        const step = model.stepOf(instruction);
        for (const found of removals(step, above)) {
          report({
            at: rangeOf(found.call, step, model.tree.text),
            message: 'packages',
            values: { names: found.name },
            related: [
              { range: callRange(found.install, model.tree.text), message: `It installs ${found.name}` },
            ],
          });
        }
        for (const found of cleanUps(step, above)) {
          const fixes = moveOf(found, step, model);
          report({
            at: rangeOf(found.command, step, model.tree.text),
            message: 'cache',
            related: [{ range: callRange(found.install, model.tree.text), message: 'It fills the cache' }],
            fixes,
          });
        }
        if (step.run?.packageCommands.some(({ action }) => keeps.has(action))) above.push(step);
        if (above.length > maximumSteps) above.shift();
      }
    }
  },
});

const keeps: ReadonlySet<string> = new Set(['install', 'upgrade', 'download']);

/** Further up nobody looks. */
const maximumSteps = 50;

/** From the keyword on where the RUN begins with it: then another rule may have a better word for the two RUNs. */
function rangeOf(at: PackageCommand | ShellCommand, { instruction, run }: Step, text: string) {
  const command = 'command' in at ? at.command : at;
  const range = 'command' in at ? callRange(at, text) : at.range;
  const isFirst = run?.commands[0] === command && instruction.flags.length === 0;
  const start = instruction.keyword.range.start;
  return isFirst && !text.slice(start, range.end).includes('\n') ? { start, end: range.end } : range;
}

interface Removal {
  readonly call: PackageCommand;
  readonly name: string;
  readonly install: PackageCommand;
}

/** Removals of packages that an earlier RUN has installed, and this one has not. */
function removals({ run }: Step, above: readonly Step[]): Removal[] {
  const calls = run?.once(removingCalls);
  if (!run || !calls || calls.length === 0 || above.length === 0) return [];
  return calls.flatMap((call) => {
    if (packageManager(call.manager)?.scope !== 'system' || !isOwnRoot(call)) return [];
    const names = call.packages.flatMap(({ name }) => name ?? []);
    if (names.some((name) => run.packageCommands.some((one) => installs(one, name)))) return [];
    for (const name of names) {
      const install = above
        .flatMap((step) => step.run?.packageCommands ?? [])
        .find((one) => sharesPackages(one.manager, call.manager) && installs(one, name));
      if (install) return [{ call, name, install }];
    }
    return [];
  });
}

function removingCalls({ packageCommands }: RunModel): readonly PackageCommand[] {
  return packageCommands.filter(({ action, command }) => action === 'remove' && command.context === 'list');
}

function sharesPackages(a: string, b: string): boolean {
  return a === b || (aptManagers.includes(a) && aptManagers.includes(b)) || (rpm.has(a) && rpm.has(b));
}

const rpm: ReadonlySet<string> = new Set(['yum', 'dnf', 'microdnf', 'tdnf']);

/** By its name, or under that of a virtual package: `apk add --virtual .build-deps gcc`. */
function installs(call: PackageCommand, name: string): boolean {
  if (call.action !== 'install' || !isOwnRoot(call)) return false;
  if (call.packages.some((one) => one.kind === 'package' && one.name === name)) return true;
  return call.manager === 'apk' && call.optionValues('--virtual').includes(name);
}

interface CleanUp {
  readonly command: ShellCommand;
  readonly install: PackageCommand;
  readonly maker: Step;
}

/** Clean-ups of a cache that only earlier RUNs have filled. */
function cleanUps(step: Step, above: readonly Step[]): CleanUp[] {
  if (!step.run || above.length === 0 || !step.instruction.once(hasCleaner)) return [];
  return step.once(lateCleaners).flatMap(({ command, cleans }) => {
    const own = (one: PackageCommand) => fills(one) && cleans(one);
    const maker = lastOf(above, (one) => one.run?.packageCommands.some(own) === true);
    const install = maker?.run?.packageCommands.filter(own).at(-1);
    if (!maker?.run || !install || maker.run.mounts.some(({ type }) => type === 'cache')) return [];
    const { run: made } = maker;
    if (cachesOf(install.manager).some((path) => isMountedOver(made, path)) || isSwitchedOff(install, maker))
      return [];
    const start = install.command.range.start;
    const isClean = maker
      .once(cleaners)
      .some((one) => one.command.range.start > start && one.cleans(install));
    return isClean ? [] : [{ command, install, maker }];
  });
}

/** In any of its words, and so in its text. */
function hasCleaner({ line, heredocs }: Instruction): boolean {
  return mark.test(line.text) || heredocs.some(({ content }) => mark.test(content));
}

const mark = /rm|unlink|shred|clean|prune|purge/;

interface Cleaner {
  readonly command: ShellCommand;
  /** Whether it empties the cache that a call fills; a matter of the call's manager alone. */
  readonly cleans: (call: PackageCommand) => boolean;
}

/** Those that empty nothing that the RUN itself fills. */
function lateCleaners(step: Step): readonly Cleaner[] {
  const calls = step.run?.packageCommands.filter(fills) ?? [];
  return step
    .once(cleaners)
    .filter(
      ({ command, cleans }) =>
        command.context === 'list' && !command.conditional && !command.inPipeline && !calls.some(cleans),
    );
}

function cleaners(step: Step): Cleaner[] {
  const calls = new Map(step.run?.packageCommands.map((call) => [call.command, call]));
  return placedCommands(step).flatMap(({ command, cwd }) => {
    const call = calls.get(command);
    if (call?.action === 'clean') {
      const isApt = aptManagers.includes(call.manager);
      const cleans = (manager: string) =>
        manager === call.manager || (isApt && aptManagers.includes(manager));
      return [{ command, cleans: byManager(cleans) }];
    }
    const removed = removedPaths(command, cwd, step);
    if (removed.length === 0) return [];
    const cleans = (manager: string) =>
      cachesOf(manager).some((path) => removed.some((r) => covers(r.path, folder(path))));
    return [{ command, cleans: byManager(cleans) }];
  });
}

/** Every RUN above is asked about, at every keystroke. */
function byManager(cleans: (manager: string) => boolean): Cleaner['cleans'] {
  const known = new Map<string, boolean>();
  return ({ manager }) => {
    let answer = known.get(manager);
    if (answer === undefined) {
      answer = cleans(manager);
      known.set(manager, answer);
    }
    return answer;
  };
}

function folder(path: string) {
  return { path, isFolder: true };
}

/** An install whose cache no rule of its own asks about. */
function fills({ action, manager }: PackageCommand): boolean {
  return (action === 'install' || action === 'upgrade' || action === 'download') && !ownRule.has(manager);
}

/** `uv --no-cache`, `UV_NO_CACHE=1`. */
function isSwitchedOff(call: PackageCommand, { before }: Step): boolean {
  if (call.hasOption('--no-cache', '--no-cache-dir')) return true;
  const prefix = call.manager.toUpperCase();
  return before
    .variables()
    .some(({ name }) => name === `${prefix}_NO_CACHE` || name === `${prefix}_CACHE_DIR`);
}

/** Managers with a rule of their own, which says at the install that the cache is left. */
const ownRule: ReadonlySet<string> = new Set([
  ...['apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper'],
  ...['pip', 'npm', 'yarn', 'gem', 'bundle', 'composer', 'conda'],
]);

function cachesOf(manager: string): readonly string[] {
  let known = caches.get(manager);
  if (!known) {
    known = packageManager(manager)?.caches.map((path) => path.replace(/^~/, '/root')) ?? [];
    caches.set(manager, known);
  }
  return known;
}

const caches = new Map<string, readonly string[]>();

function lastOf<T>(all: readonly T[], isIt: (one: T) => boolean): T | undefined {
  for (let i = all.length - 1; i >= 0; i--) if (isIt(all[i] as T)) return all[i];
  return undefined;
}

function moveOf({ command, install, maker }: CleanUp, step: Step, model: BuildModel) {
  if (maker.stage !== step.stage || command.redirects.length > 0) return undefined;
  const words = command.words.map(({ text }) => text).join(' ');
  const appended = appendToRun(maker, install.command, words, model);
  const removal = removalOf(step, topLevel(model.tree, step.instruction), command, model);
  if (!appended || !removal) return undefined;
  return [{ fix: 'move', edits: [...appended.edits, removal] }] as const;
}
