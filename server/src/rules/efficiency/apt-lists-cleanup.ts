import type { BuildModel, PackageCommand, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule, type FixSafety } from '../rule.ts';
import { appendToRun } from '../support/appendCommand.ts';
import { topLevel } from '../support/insertLine.ts';
import { empties, isMountedOver, lastEmptied } from '../support/layerPaths.ts';
import { aptManagers, callRange, rootPrefix, usesManager } from '../support/packageCalls.ts';
import {
  clearsIndex,
  fetchesByItself,
  fetchesIndex,
  indexFamilyOf,
  indexUse,
  isUpdateAlone,
} from '../support/packageIndex.ts';
import { removalOf } from '../support/removeCommand.ts';
import { withoutOne } from '../support/removeWord.ts';
import {
  finalLayers,
  type LaterUse,
  laterUser,
  type StageOrder,
  stageOrderOf,
} from '../support/stageOrder.ts';

export const aptListsCleanup = defineRule({
  id: 'apt-lists-cleanup',
  summary: 'Package lists of apt stay in the layer',
  why: 'The lists that `apt-get update` downloads are of no use to the image, are outdated soon, and take 20 to 50 MB. Only the RUN that downloads them can leave them out of its layer: a later RUN hides them, but the layer keeps them.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3009', match: 'same' },
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    { tool: 'kics', code: 'Apt-Get-Install-Lists', match: 'related' },
    { tool: 'semgrep', code: 'remove-package-lists', match: 'related' },
    { tool: 'semgrep', code: 'remove-package-cache', match: 'related' },
    { tool: 'dockerfilelint', code: 'apt-get_missing_rm', match: 'narrower' },
    { tool: 'dockle', code: 'DKL-DI-0005', match: 'related' },
    { tool: 'parfum', code: 'aptGetInstallThenRemoveAptLists', match: 'narrower' },
  ],
  // An update on its own must first be put where the install is: to remove the lists there would break the install.
  yieldsTo: ['package-update-alone'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://manpages.debian.org/apt-get.8',
  ],
  concerns: { keywords: ['RUN'], text: /apt/i },
  messages: {
    usedLater:
      'The package lists stay in this layer, and a later RUN installs from them. Update, install and remove {lists} in one RUN.',
    listsLeft: 'The package lists stay in this layer. Remove {lists} in the same RUN.',
    cleanKeepsLists:
      'The package lists stay in this layer: `{clean}` only removes archives. Remove {lists} in the same RUN.',
    removedTooLate:
      'The package lists stay in this layer: the RUN that removes them only hides them. Remove {lists} in this RUN.',
    misspelt:
      'The package lists stay in this layer: this removes nothing, they are not in {written}. Write {lists}.',
  },
  fixes: {
    correctPath: { title: 'Write {lists}', safety: 'unsafe', availability: 'always' },
    moveRemoval: {
      title: 'Remove the package lists at the end of this RUN, and not later',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    removeLists: {
      title: 'Remove the package lists at the end of this RUN',
      safety: 'safe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    if (!usesManager(model, aptManagers) || model.fact(keepsDataInLists)) return;
    for (const step of model.stepsWith('RUN')) {
      const update = step.once(updateThatLeavesLists);
      const { stage } = step;
      // A trigger makes a layer of whatever is built on this image.
      if (!update || !stage || (!step.instruction.isTrigger && !finalLayers(model).has(stage))) continue;
      const order = stageOrderOf(model);
      report(problemOf(step, update, order, model));
    }
  },
});

const LISTS = '/var/lib/apt/lists';

/** apt-file searches the lists, and those it has apt download beside them. https://manpages.debian.org/apt-file.1 */
function keepsDataInLists(model: BuildModel): boolean {
  return model.stepsWith('RUN').some((step) => step.once(usesAptFile));
}

function usesAptFile({ run }: Step): boolean {
  if (!run) return false;
  return (
    run.commands.some(({ name }) => name === 'apt-file') ||
    run.packageCommands.some(
      ({ manager, action, packages }) =>
        aptManagers.includes(manager) &&
        action === 'install' &&
        packages.some(({ name }) => name === 'apt-file'),
    )
  );
}

/** The last update of a RUN that nothing in this RUN cleans up after. */
function updateThatLeavesLists(step: Step): PackageCommand | undefined {
  const { run } = step;
  const update =
    run?.packageCommands.filter((call) => aptManagers.includes(call.manager) && fetchesIndex(call)).at(-1) ??
    run?.once(installBehindUpdater);
  if (!run || !update || isMountedOver(run, LISTS)) return undefined;
  if (callsAfter(step, update).some(clearsIndex)) return undefined;
  return lastEmptied(step, LISTS) >= update.command.range.start ? undefined : update;
}

/** Where something else has fetched the lists: the first install behind it stands for the update. */
function installBehindUpdater({ commands, packageCommands }: RunModel): PackageCommand | undefined {
  const updater = commands.find(fetchesByItself);
  return (
    updater &&
    packageCommands.find(
      ({ manager, action, command }) =>
        aptManagers.includes(manager) && action === 'install' && command.range.start > updater.range.end,
    )
  );
}

function callsAfter(step: Step, update: PackageCommand): readonly PackageCommand[] {
  const calls = step.run?.packageCommands ?? [];
  return calls.slice(calls.indexOf(update) + 1).filter(({ manager }) => aptManagers.includes(manager));
}

/** A later RUN of the stage that removes the lists before anybody fetches new ones. */
function removalBelow(step: Step, order: StageOrder): Step | undefined {
  if (!step.stage || step.instruction.isTrigger) return undefined;
  const steps = order.runsOf(step.stage);
  for (let i = steps.indexOf(step) + 1; i < steps.length; i++) {
    const later = steps[i];
    if (!later?.run || later.instruction.isTrigger) continue;
    const { commands, packageCommands } = later.run;
    const isFresh = packageCommands.some((call) => aptManagers.includes(call.manager) && fetchesIndex(call));
    if (isFresh) return undefined;
    if (commands.some((command) => empties(command, LISTS, later))) return later;
  }
  return undefined;
}

function problemOf(step: Step, update: PackageCommand, order: StageOrder, model: BuildModel) {
  const at = callRange(update, model.tree.text);
  const calls = callsAfter(step, update);
  const user = laterUser(step, order, listUse);
  if (user?.isCertain) {
    const related = [
      {
        range: user.step.instruction.keyword.range,
        message: 'It installs from the lists that the RUN above leaves',
      },
    ];
    return { at, message: 'usedLater', values: { lists: LISTS }, related } as const;
  }
  const wrong = misspeltPath(step, update);
  if (wrong) {
    const values = { lists: `${LISTS}/*`, written: wrong.text };
    const edits = [{ range: wrong.range, newText: `${LISTS}/*` }];
    const fixes = [{ fix: 'correctPath' as const, values, edits }];
    return { at: wrong.range, message: 'misspelt', values, fixes } as const;
  }
  // Lists that nothing here installs from are not to be removed but not to be fetched.
  const appended =
    update.action === 'update' && isUpdateAlone(step, update)
      ? undefined
      : appendToRun(step, update.command, `${rootPrefix(update)}rm -rf ${LISTS}/*`, model);
  const late = removalBelow(step, order);
  const moved = appended && late && withoutRemoval(late, model);
  const safety: FixSafety = user ? 'unsafe' : 'safe';
  const fixes = appended && [
    ...(moved ? [{ fix: 'moveRemoval' as const, edits: [...appended.edits, moved] }] : []),
    { fix: 'removeLists' as const, ...appended, safety },
  ];
  const clean = calls.find((call) => call.action === 'clean');
  if (clean) {
    const values = { lists: LISTS, clean: `${clean.manager} ${clean.verb?.text ?? ''}` };
    return { at, message: 'cleanKeepsLists', values, fixes } as const;
  }
  if (!late) return { at, message: 'listsLeft', values: { lists: LISTS }, fixes } as const;
  const related = [{ range: late.instruction.keyword.range, message: 'It removes the lists' }];
  return { at, message: 'removedTooLate', values: { lists: LISTS }, related, fixes } as const;
}

/** What a command behind the update deletes that is nearly the folder of the lists, and no folder of any system. */
function misspeltPath({ run }: Step, update: PackageCommand): ShellWord | undefined {
  return run?.commands
    .filter(({ range }) => range.start > update.command.range.start)
    .map(unwrapCommand)
    .flatMap(({ name, args }) => (name === 'rm' ? args : []))
    .find(({ text }) =>
      /^\/var\/(?:lib\/apt\/list|(?:lib\/)?apt-get\/lists?|apt\/lists?)(?:\/\*?)?$/.test(text),
    );
}

/** Takes the removal of the lists out of a RUN, and leaves what it deletes besides. */
function withoutRemoval(step: Step, model: BuildModel): TextEdit | undefined {
  const removals = step.run?.commands.filter((command) => empties(command, LISTS, step)) ?? [];
  const [command] = removals;
  if (!command || removals.length > 1) return undefined;
  const { name, args } = unwrapCommand(command);
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  const word = operands.find(({ text }) => /^\/var\/lib\/apt\/lists(?:\/\*?)?$/.test(text));
  if (name !== 'rm' || !word) return undefined;
  return operands.length > 1
    ? withoutOne(command.words, word, model.tree)
    : removalOf(step, topLevel(model.tree, step.instruction), command, model);
}

function listUse(step: Step): LaterUse {
  const family = indexFamilyOf('apt-get');
  if (!family || !step.run || isMountedOver(step.run, LISTS)) return undefined;
  const asks = step.run.commands.some(({ name }) => name === 'apt-cache');
  return indexUse(step, family) ?? (asks ? 'may' : undefined);
}
