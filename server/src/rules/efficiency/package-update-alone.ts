import type { BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { aptRows } from '../support/aptOneRun.ts';
import { joinEdits } from '../support/joinRuns.ts';
import { lastEmptied } from '../support/layerPaths.ts';
import { callRange, isOwnRoot } from '../support/packageCalls.ts';
import {
  clearsIndex,
  type IndexFamily,
  indexFamilyOf,
  indexUse,
  isUpdateAlone,
  readsIndex,
} from '../support/packageIndex.ts';
import { removalOf } from '../support/removeCommand.ts';
import { isBourne, isPlainChain, leaksShellState } from '../support/shellState.ts';
import { laterUser, stageOrderOf } from '../support/stageOrder.ts';

export const packageUpdateAlone = defineRule({
  id: 'package-update-alone',
  summary: 'Package index updated in a RUN that installs nothing',
  why: 'Each RUN is cached apart. When the install changes, the update above it does not run again: the install gets old versions, or fails because the old index names files that are gone. The index stays in a layer of its own as well.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S6595', match: 'narrower' },
    // Theirs takes `yum update` and `zypper update` for updates of the index.
    { tool: 'trivy', code: 'DS-0017', match: 'narrower' },
    { tool: 'checkov', code: 'CKV_DOCKER_5', match: 'related' },
    { tool: 'kics', code: 'Update-Instruction-Alone', match: 'related' },
    { tool: 'dockerfilelint', code: 'apt-get-update_require_install', match: 'broader' },
    { tool: 'dockle', code: 'CIS-DI-0007', match: 'related' },
    { tool: 'parfum', code: 'aptGetUpdatePrecedesInstall', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://docs.docker.com/build/cache/invalidation/',
  ],
  concerns: { keywords: ['RUN'], text: /up|ref|makecache|-S/i },
  messages: {
    apart:
      'This RUN updates the package index and installs nothing. It is cached apart from the install, which may then use an old index. Update and install in one RUN.',
    unused:
      'Nothing installs from the package index that this downloads: it only makes the layer larger. Leave the update out.',
  },
  fixes: {
    aptInOne: {
      title: 'Put the update, the installs and the clean-up of apt into one RUN',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    merge: { title: 'Merge with the RUN below, which installs', safety: 'unsafe', availability: 'sometimes' },
    moveUpdate: {
      title: 'Move the update to the RUN that installs',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    dropUpdate: { title: 'Remove the update', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (!model.stepsWith('RUN').some((step) => step.once(updatesAlone).length > 0)) return;
    const order = stageOrderOf(model);
    for (const stage of model.stages) {
      // A line that is no instruction may be what was meant to go on with a RUN above it.
      const isCutOff = stage.instructions.some(({ name }) => name === undefined);
      const steps = order.stepsOf(stage);
      for (let index = 0; index < steps.length; index++) {
        const step = steps[index];
        if (!step?.run) continue;
        for (const { update, family } of step.once(updatesAlone)) {
          const at = callRange(update, model.tree.text);
          const place: Place = { stage, index, step, update, family };
          const user = laterUser(step, order, (later) => indexUse(later, family));
          if (!user && !step.instruction.isTrigger) {
            if (isCutOff || isForTest(place)) continue;
            const edit = removalOf(step, outerOf(place), update.command, model);
            report({ at, message: 'unused', fixes: edit && [{ fix: 'dropUpdate', edits: [edit] }] });
            continue;
          }
          const installer = user?.isCertain ? user.step : undefined;
          report({
            at,
            message: 'apart',
            related: installer && [
              { range: installer.instruction.keyword.range, message: 'It installs from this index' },
            ],
            fixes: installer && fixesFor(place, installer, model),
          });
        }
      }
    }
  },
});

interface Place {
  readonly stage: Stage;
  readonly index: number;
  readonly step: Step;
  readonly update: PackageCommand;
  readonly family: IndexFamily;
}

/** The last update of each index in a RUN that does not use it. */
function updatesAlone(
  step: Step,
): readonly { readonly update: PackageCommand; readonly family: IndexFamily }[] {
  const last = new Map<IndexFamily, PackageCommand>();
  for (const call of step.run?.packageCommands ?? []) {
    const family = call.action === 'update' && isOwnRoot(call) ? indexFamilyOf(call.manager) : undefined;
    // `zypper --gpg-auto-import-keys refresh` is there for the keys, which do not grow old.
    if (family && !call.hasOption('--no-cache', '--gpg-auto-import-keys')) last.set(family, call);
  }
  return [...last].flatMap(([family, update]) => (isUpdateAlone(step, update) ? [{ update, family }] : []));
}

/** An update whose index is removed at once tries whether a new source works. */
function isForTest({ step, update, family }: Place): boolean {
  const { start } = update.command.range;
  return (
    family.paths.some((path) => lastEmptied(step, path) >= start) ||
    (step.run?.packageCommands.some((call) => call.command.range.start > start && clearsIndex(call)) ?? false)
  );
}

function outerOf({ stage, index }: Place): Instruction {
  return stage.instructions[index] ?? stage.from;
}

function fixesFor(place: Place, installer: Step, model: BuildModel) {
  const { step } = place;
  const inOne = step.instruction.isTrigger ? undefined : model.once(aptRows).get(step.instruction);
  const others = mergeOrMove(place, installer, model);
  return inOne ? [{ fix: 'aptInOne' as const, edits: inOne }, ...(others ?? [])] : others;
}

function mergeOrMove(place: Place, installer: Step, model: BuildModel) {
  const { stage, step } = place;
  if (installer.stage !== stage || installer.instruction.isTrigger !== step.instruction.isTrigger)
    return undefined;
  const merged = mergeEdits(place, installer, model);
  if (merged) {
    const instructions = [step, installer].map(({ instruction }) => instruction.range.start);
    return [{ fix: 'merge', edits: merged, claim: { kind: 'steps-concatenated', instructions } }] as const;
  }
  const moved = moveEdits(place, installer, model);
  return moved && ([{ fix: 'moveUpdate', edits: moved }] as const);
}

/** Joins the RUN with the next one, where both are plain lists that nothing keeps apart. */
function mergeEdits(place: Place, installer: Step, model: BuildModel): readonly FixEdit[] | undefined {
  const next = place.stage.instructions[place.index + 1];
  if (!next || (next.trigger ?? next) !== installer.instruction) return undefined;
  const first = joinable(place.step, outerOf(place), model);
  const second = joinable(installer, next, model);
  if (!first || !second || flagsOf(place.step) !== flagsOf(installer)) return undefined;
  if (!isPlainChain(first.script) || !isPlainChain(second.script) || leaksShellState(first.script))
    return undefined;
  return joinEdits([first, second], model.tree.text, model.tree.escape, () => false);
}

function joinable({ instruction, run }: Step, outer: Instruction, model: BuildModel) {
  const script =
    run?.form === 'shell' && instruction.heredocs.length === 0 ? run.scripts[0]?.script : undefined;
  return script && isBourne(script.dialect, model) ? { outer, instruction, script } : undefined;
}

function flagsOf({ instruction }: Step): string {
  return instruction.flags
    .map(({ name, value }) => `${name}=${value ?? ''}`)
    .sort()
    .join('\n');
}

/** Takes the update out where it stands, and puts it in front of the first call that reads the index. */
function moveEdits(place: Place, installer: Step, model: BuildModel): readonly FixEdit[] | undefined {
  const { step, update, family } = place;
  const { text } = model.tree;
  const { range } = update.command;
  const written = text.slice(range.start, range.end);
  const removal = removalOf(step, outerOf(place), update.command, model);
  if (!removal || written.includes('\n') || step.before.user.by !== installer.before.user.by)
    return undefined;
  const reader = installer.run?.packageCommands.find(
    (call) => family.managers.includes(call.manager) && readsIndex(call),
  );
  const script = installer.run?.scripts[0]?.script;
  const items = script?.body[0]?.items ?? [];
  const index = items.findIndex(({ node }) => node === reader?.command);
  const item = items[index];
  if (!script || !item || item.negated || !isBourne(script.dialect, model)) return undefined;
  const isPiped = items[index + 1]?.operator?.startsWith('|') ?? false;
  const isJoined = item.operator === undefined || /^(?:&&|;|newline)$/.test(item.operator);
  if (isPiped || !isJoined) return undefined;
  const at = item.range.start;
  return [removal, { range: { start: at, end: at }, newText: `${written} && ` }];
}
