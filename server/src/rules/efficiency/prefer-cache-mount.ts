import { type CacheMountFacts, cacheMountOf } from '../../knowledge/cacheMounts.ts';
import { flagFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel, PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { keepsArchives, keepsArchivesCommand } from '../support/aptArchives.ts';
import { dependencyCallOf } from '../support/dependencyCalls.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';
import { topLevel } from '../support/insertLine.ts';
import { empties, isMountedOver } from '../support/layerPaths.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';
import { aptManagers, callRange, isOwnRoot } from '../support/packageCalls.ts';
import { fetchesIndex, indexFamilyOf, indexUse, readsIndex } from '../support/packageIndex.ts';
import { cacheTargets, isOffline, isStoreFilled, storeUsers } from '../support/packageStores.ts';
import { removalOf } from '../support/removeCommand.ts';
import { laterUser, stageOrderOf } from '../support/stageOrder.ts';
import { isBerryCall, mentionsBerry } from '../support/yarnBerry.ts';

export const preferCacheMount = defineRule({
  id: 'prefer-cache-mount',
  summary: 'Packages are downloaded without a cache mount',
  why: 'When a RUN has to run again, everything it needs is downloaded again. A cache mount keeps downloads from one build to the next, and out of the image.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'prefer-package-cache-mounts', match: 'narrower' },
    { tool: 'tally', code: 'ruby/prefer-bundler-cache-mount', match: 'related' },
    { tool: 'tally', code: 'js/node-gyp-cache-mounts', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
  ],
  concerns: { keywords: ['RUN'] },
  messages: {
    noCache:
      'Whenever this RUN runs again, {manager} downloads everything again. A cache mount over {target} keeps downloads from build to build.',
  },
  fixes: {
    mount: { title: 'Mount a cache over {target}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { run } = step;
      if (
        !run ||
        run.packageCommands.length === 0 ||
        run.mounts.some(({ type }) => type === 'cache' || type === 'tmpfs') ||
        // Paths are others there.
        (step.stage && mayBeOnWindows(step.stage, step.before, model))
      )
        continue;
      const found = run.packageCommands.flatMap((call) => {
        const facts = cacheMountOf(managerOf(call, step));
        if (!facts || !fetches(call, facts, step, model)) return [];
        const targets = cacheTargets(managerOf(call, step), step.stage);
        if (targets.length === 0) return [];
        if (!facts.isStore) return [{ call, facts, targets, users: [] }];
        if (isStoreFilled(call.manager, step, model)) return [];
        const users = storeUsers(call.manager, step, model);
        return users ? [{ call, facts, targets, users }] : [];
      });
      const [first] = found;
      if (!first) continue;
      const keepsState = found.some(isApt) && needsStateOfApt(step, model);
      const targets = [...new Set(found.flatMap(({ targets: own }) => own))];
      const values = { target: targets.join(' and ') };
      const edits = keepsState ? undefined : mountEdits(step, found, model);
      const own = keepsState && isApt(first) ? [aptArchives] : first.targets;
      report({
        at: callRange(first.call, model.tree.text),
        message: 'noCache',
        values: { manager: first.call.manager, target: own.join(' and ') },
        fixes: edits && [{ fix: 'mount', values, edits }],
      });
    }
  },
});

/** From Fedora 41 on, dnf is dnf5. https://fedoraproject.org/wiki/Changes/SwitchToDnf5 */
function managerOf(call: PackageCommand, { stage }: Step): string {
  if (call.manager !== 'dnf') return call.manager;
  const { reference } = stage?.base.root ?? {};
  const isFedora = /(?:^|\/)fedora$/.test(reference?.familiarName ?? '');
  const tag = reference?.tag ?? 'latest';
  const isFive = isFedora && /^(?:latest|rawhide|4[1-9]|[5-9]\d)\b/.test(tag);
  return isFive || /5$/.test(call.program.text) ? 'dnf5' : 'dnf';
}

/** Whether a call downloads what a cache would keep. */
function fetches(call: PackageCommand, facts: CacheMountFacts, { before }: Step, model: BuildModel): boolean {
  if (!isOwnRoot(call) || call.mayHideOptions || call.wrappers.length > 0 || isOffline(call)) return false;
  if (call.manager === 'yarn' && (isBerryCall(call) || mentionsBerry(model))) return false;
  if (['HOME', ...(facts.variables ?? [])].some((name) => before.env(name).kind === 'defined')) return false;
  // Below the home of another user, with other rights.
  const user = before.user.value;
  if (user !== undefined && !/^(?:root|0)(?::|$)/.test(user)) return false;
  if (call.action === 'install' || call.action === 'download') return true;
  return facts.isStore === true && dependencyCallOf(call, '/')?.command.reads === 'build';
}

interface Found {
  readonly call: PackageCommand;
  readonly facts: CacheMountFacts;
  readonly targets: readonly string[];
  /** Later RUNs that need the same mount. */
  readonly users: readonly Step[];
}

function isApt({ call }: Found): boolean {
  return aptManagers.includes(call.manager);
}

/** What holds nothing but downloads. */
const aptArchives = '/var/cache/apt';

/**
 * Whether the image and a RUN share what lies in /var/lib/apt, and a mount over it would come between them: package
 * lists that an earlier layer has left or that a later RUN installs from, and what tells packages that were asked for
 * from those they need. The latter is of one image, and a cache is shared by many.
 */
function needsStateOfApt(step: Step, model: BuildModel): boolean {
  const { run, stage } = step;
  const family = indexFamilyOf('apt-get');
  if (!run || !stage || !family) return true;
  if (run.commands.some((command) => unwrapCommand(command).name === 'apt-mark')) return true;
  const calls = run.packageCommands.filter((call) => aptManagers.includes(call.manager) && isOwnRoot(call));
  if (calls.some(removesUnneeded)) return true;
  const fetch = calls.findIndex(fetchesIndex);
  const read = calls.findIndex(readsIndex);
  if (fetch < 0 || (read >= 0 && read < fetch)) return true;
  const order = stageOrderOf(model);
  const isOwnMount = ({ run: later }: Step) =>
    later && family.paths.some((path) => isMountedOver(later, path));
  const user = laterUser(step, order, (later) => (isOwnMount(later) ? undefined : indexUse(later, family)));
  return user?.isCertain === true;
}

function removesUnneeded(call: PackageCommand): boolean {
  return (
    /^auto-?(?:remove|purge)$/.test(call.verb?.value ?? '') || call.hasOption('--auto-remove', '--autoremove')
  );
}

/** The mounts, and what would be in their way goes: options that switch a cache off, clean-ups of it, `docker-clean`. */
function mountEdits(step: Step, found: readonly Found[], model: BuildModel): TextEdit[] | undefined {
  const { instruction, run, stage } = step;
  if (
    run?.form !== 'shell' ||
    instruction.heredocs.length > 0 ||
    isTooOldFor(model, flagFeature('RUN', 'mount'))
  )
    return undefined;
  if (stage?.base.facts.defaultUser !== undefined) return undefined;
  const targets = new Map(
    found.flatMap(({ facts, targets }) => targets.map((target) => [target, facts] as const)),
  );
  const edits: TextEdit[] = [mountEdit(instruction, targets, model)];
  const others = new Map<Step, Map<string, CacheMountFacts>>();
  for (const { facts, targets: own, users } of found) {
    for (const user of users) {
      const mounts = others.get(user) ?? new Map<string, CacheMountFacts>();
      others.set(user, mounts);
      for (const target of own) if (user.run && !isMountedOver(user.run, target)) mounts.set(target, facts);
    }
  }
  const keepsMore = found.some(isApt) && !keepsArchives(step, model);
  // Where apt deletes no archives any more, those of later installs would stay in their layers.
  const later = keepsMore ? laterInstalls(step, model) : [];
  if (!later) return undefined;
  for (const user of later) {
    const mounts = others.get(user) ?? new Map<string, CacheMountFacts>();
    others.set(user, mounts.set(aptArchives, { targets: [aptArchives], isLocked: true }));
  }
  for (const [user, own] of others) edits.push(mountEdit(user.instruction, own, model));
  for (const { call, facts } of found) {
    if (facts.keepOption !== undefined && !call.command.words.some(({ text }) => /keepcache/.test(text)))
      edits.push({
        range: { start: call.program.range.end, end: call.program.range.end },
        newText: ` ${facts.keepOption}`,
      });
    for (const option of call.options.filter(({ text }) => facts.againstOptions?.includes(text))) {
      if (option.segments.length !== 1) return undefined;
      const before = model.tree.text.slice(0, option.range.start);
      const blanks = /[ \t]+$/.exec(before.slice(-20))?.[0].length;
      // On a line of its own it would leave an empty one.
      if (blanks === undefined || /\n[ \t]*$/.test(before.slice(-200))) return undefined;
      edits.push({ range: { start: option.range.start - blanks, end: option.range.end }, newText: '' });
    }
  }
  for (const command of run.commands) {
    const isClean =
      run.packageCommands.some((call) => call.command === command && call.action === 'clean') ||
      [...targets.keys(), '/var/lib/apt/lists'].some(
        (path) => command.name === 'rm' && empties(command, path, step),
      );
    if (!isClean) continue;
    const removal = removalOf(step, topLevel(model.tree, instruction), command, model);
    if (
      !removal ||
      run.commands.length === 1 ||
      (command.name === 'rm' && command.words.filter(({ text }) => !text.startsWith('-')).length !== 2)
    )
      return undefined;
    edits.push(removal);
  }
  if (keepsMore) {
    const edit = firstCommand(run, keepsArchivesCommand, model);
    if (!edit) return undefined;
    edits.push(edit);
  }
  edits.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  // Two clean-ups in a row share the operator between them.
  return edits.some(({ range }, index) => range.start < (edits[index - 1]?.range.end ?? 0))
    ? undefined
    : edits;
}

/**
 * Installs of apt behind a step, in its stage and those that are built on it, that keep their archives in the layer.
 * Undefined where there are more than anybody would want to be changed at once.
 */
function laterInstalls({ stage, instruction }: Step, model: BuildModel): readonly Step[] | undefined {
  const { childrenOf } = stageOrderOf(model);
  const installs = model.once(openInstalls);
  const found: Step[] = [];
  const pending = stage ? [stage] : [];
  for (let at = 0; at < pending.length; at++) {
    const next = pending[at];
    if (!next || pending.length > mostChanges) return undefined;
    const own = installs.get(next) ?? [];
    for (let i = own.length - 1; i >= 0; i--) {
      const step = own[i];
      if (!step || (next === stage && step.instruction.range.start <= instruction.range.start)) break;
      found.push(step);
      if (found.length > mostChanges) return undefined;
    }
    pending.push(...childrenOf(next));
  }
  return found;
}

const mostChanges = 20;

/** Of each stage the installs of apt without a mount over the archives, in order. */
function openInstalls(model: BuildModel): ReadonlyMap<Stage, readonly Step[]> {
  const { runsOf } = stageOrderOf(model);
  const isOpen = ({ run }: Step) =>
    run?.packageCommands.some(
      (call) => aptManagers.includes(call.manager) && call.action === 'install' && isOwnRoot(call),
    ) === true && !isMountedOver(run, aptArchives);
  return new Map(model.stages.map((stage) => [stage, runsOf(stage).filter(isOpen)]));
}

/** A command before all others, but for a `set`; joined to them as they are to each other. */
function firstCommand({ scripts }: RunModel, command: string, { tree }: BuildModel): TextEdit | undefined {
  const [first, second] = scripts[0]?.script.body[0]?.items ?? [];
  if (!first) return undefined;
  const seam = second ? tree.text.slice(first.range.end, second.range.start) : '';
  const isPlain = /^[ \t]*(?:&&|;)?[ \t]*(?:[\\`]\r?\n[ \t]*)?(?:&&[ \t]*)?$/.test(seam) && /&&|;/.test(seam);
  const isSet = first.node.kind === 'command' && first.node.name === 'set';
  const at = isSet && second && isPlain ? second.range.start : first.range.start;
  const joint = isPlain && (isSet || seam.includes('&&')) ? seam : ' && ';
  return { range: { start: at, end: at }, newText: command + joint };
}

function mountEdit(
  { keyword }: Instruction,
  targets: ReadonlyMap<string, CacheMountFacts>,
  { tree }: BuildModel,
): TextEdit {
  const at = keyword.range.end;
  const mounts = [...targets].map(
    ([target, { isLocked }]) => ` --mount=type=cache,target=${target}${isLocked ? ',sharing=locked' : ''}`,
  );
  const lineBreak = ` ${tree.escape}${lineBreakOf(tree.text)}   `;
  const newText = mounts.length === 1 ? mounts.join('') : mounts.join(lineBreak) + lineBreak;
  return { range: { start: at, end: at }, newText };
}
