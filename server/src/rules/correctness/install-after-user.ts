import { packageManager } from '../../knowledge/packageManagers.ts';
import type { BuildModel, PackageCommand, RunModel, Step } from '../../model/types.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';
import { endOfLine, isOpenAtEnd, linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { callRange, isOwnRoot } from '../support/packageCalls.ts';

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
  stepwise: true,
  messages: {
    denied:
      'This runs as {user}, and only root may install packages of the system. Switch to root for it, and back.',
  },
  fixes: {
    asRoot: { title: 'Run it as root, and go on as {user}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (model.stages.length === 0) return;
    for (const step of steps) {
      const { run, before, stage, instruction } = step;
      const call = run?.once(firstThatNeedsRoot);
      if (!call || !stage || instruction.isTrigger) continue;
      // An image whose account may do anything, by whatever means, is nothing to guess about.
      if (runsAs(before) !== 'unprivileged' || before.user.value === undefined) continue;
      const values = { user: before.user.value };
      const edits = switchEdits(step, before.user.value, model);
      report({
        at: callRange(call, model.tree.text),
        message: 'denied',
        values,
        fixes: edits && [{ fix: 'asRoot', values, edits }],
      });
    }
  },
});

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

/** `USER root` above, and the account below. Undefined where the account is not written in the file, or the place not plain. */
function switchEdits(
  { instruction, before }: Step,
  user: string,
  model: BuildModel,
): readonly FixEdit[] | undefined {
  const { tree } = model;
  const word = before.user.by?.words[0]?.text ?? user;
  const above = linesAbove(tree, instruction, [`${keywordLike(instruction, 'USER')} root`]);
  const at = endOfLine(tree.text, instruction.range.end);
  if (!above || isOpenAtEnd(instruction)) return undefined;
  const below = `${lineBreakOf(tree.text)}${keywordLike(instruction, 'USER')} ${word}`;
  return [above, { range: { start: at, end: at }, newText: below }];
}
