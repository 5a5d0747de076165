import { packageManager } from '../../knowledge/packageManagers.ts';
import type { BuildModel, PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { commentAbove } from '../support/commentAbove.ts';
import { runsAs } from '../support/finalUser.ts';
import { linesAbove, linesBelow } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { callRange, isOwnRoot } from '../support/packageCalls.ts';
import { linesWithout } from '../support/removeInstruction.ts';

export const installAfterUser = defineRule({
  id: 'install-after-user',
  summary: 'System packages are installed without the rights to do so',
  why: 'Package managers of the system write where only root may. Below a USER that selects another account they stop with an error, and the build with them.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/reference/dockerfile/#user',
    'https://docs.docker.com/build/building/best-practices/#user',
  ],
  concerns: { keywords: ['RUN'], text: /apt|apk|yum|dnf|zypper|pacman/i },
  messages: {
    denied:
      'This runs as {user}, and only root may install packages of the system. Switch to root for it, and back.',
  },
  fixes: {
    asRoot: { title: 'Run it as root, and go on as {user}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (model.stages.length === 0) return;
    for (const row of rowsOf(
      model.stepsWith('RUN').flatMap((step) => deniedIn(step) ?? []),
      model,
    )) {
      const [{ user }] = row;
      const edits = switchEdits(row, model);
      for (const { call } of row) {
        report({
          at: callRange(call, model.tree.text),
          message: 'denied',
          values: { user },
          fixes: edits && [{ fix: 'asRoot', values: { user }, edits }],
        });
      }
    }
  },
});

interface Denied {
  readonly step: Step;
  readonly stage: Stage;
  readonly call: PackageCommand;
  readonly user: string;
}

type Row = readonly [Denied, ...Denied[]];

function deniedIn(step: Step): Denied | undefined {
  const { run, before, stage, instruction } = step;
  const call = run?.once(firstThatNeedsRoot);
  if (!call || !stage || instruction.isTrigger) return undefined;
  // An image whose account may do anything, by whatever means, is nothing to guess about.
  if (runsAs(before) !== 'unprivileged' || before.user.value === undefined) return undefined;
  return { step, stage, call, user: before.user.value };
}

/** Steps with nothing between them that cares who runs it: they become root together. */
function rowsOf(all: readonly Denied[], model: BuildModel): readonly Row[] {
  const rows: [Denied, ...Denied[]][] = [];
  for (const one of all) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    if (row && last?.stage === one.stage && isNextTo(last.step.instruction, one.step.instruction, model))
      row.push(one);
    else rows.push([one]);
  }
  return rows;
}

function isNextTo(above: Instruction, below: Instruction, model: BuildModel): boolean {
  const instructions = model.stageOf(below)?.outline ?? [];
  const between = instructions.slice(instructions.indexOf(above) + 1, instructions.indexOf(below));
  return between.every(
    ({ name }) => name === 'ENV' || name === 'ARG' || name === 'LABEL' || name === 'EXPOSE',
  );
}

function firstThatNeedsRoot({ packageCommands }: RunModel): PackageCommand | undefined {
  return packageCommands.find(needsRoot);
}

function needsRoot(call: PackageCommand): boolean {
  if (packageManager(call.manager)?.scope !== 'system' || !isOwnRoot(call)) return false;
  if (!['install', 'update', 'upgrade', 'remove'].includes(call.action)) return false;
  if (call.wrappers.some((name) => rootWrappers.has(name))) return false;
  return (
    rootManagers.has(call.manager) &&
    !call.hasOption('-s', '--simulate', '--dry-run', '--download-only', '--print-uris')
  );
}

const rootManagers: ReadonlySet<string> = new Set([
  ...['apt-get', 'apt', 'aptitude', 'apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper', 'pacman'],
]);

const rootWrappers: ReadonlySet<string> = new Set(['sudo', 'doas', 'gosu', 'su-exec', 'fakeroot', 'chroot']);

/**
 * `USER root` above, and the account below, unless another is selected there. A USER that stands right above is moved; where
 * nobody knows that root was before it, it selects root. Undefined where the place is not plain.
 */
function switchEdits(row: Row, model: BuildModel): readonly FixEdit[] | undefined {
  const { tree } = model;
  const [first] = row;
  const { instruction, before } = first.step;
  const last = row.at(-1)?.step.instruction ?? instruction;
  const { outline: instructions } = first.stage;
  const { by } = before.user;
  const word = by?.name === 'USER' ? by.words[0] : undefined;
  const line = `${keywordLike(instruction, 'USER')} ${word?.text ?? first.user}`;
  const isSelected = instructions[instructions.indexOf(last) + 1]?.name === 'USER';
  const below = isSelected ? [] : [linesBelow(tree, last, [line])];
  const isMovable =
    by !== undefined &&
    word !== undefined &&
    by.words.length === 1 &&
    instructions[instructions.indexOf(instruction) - 1] === by &&
    commentAbove(tree, by) === undefined;
  const above = !isMovable
    ? [linesAbove(tree, instruction, [`${keywordLike(instruction, 'USER')} root`])]
    : runsAs(model.stepOf(by).before) === 'root'
      ? linesWithout(tree, by)
      : [{ range: word.range, newText: 'root' }];
  const edits = [...above, ...below];
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}
