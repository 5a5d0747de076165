import { runAsPlatformSays } from '../../knowledge/applicationImages.ts';
import type { Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { type Account, accountFor, isRoot, runsAs, userEdit, volumesOfRoot } from '../support/finalUser.ts';
import { hasToBeRoot, ownsFilesAsRoot } from '../support/rootServers.ts';

export const lastUserRoot = defineRule({
  id: 'last-user-root',
  summary: 'The last USER is root',
  why: 'The container runs as the last USER of the file. Whoever breaks out of a program that runs as root is root: in the container, and with a mounted volume or a flaw in the runtime on the host too.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3002', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0002', match: 'same' },
    { tool: 'sonar', code: 'S6471', match: 'narrower' },
    { tool: 'checkov', code: 'CKV_DOCKER_8', match: 'narrower' },
    { tool: 'semgrep', code: 'last-user-is-root', match: 'narrower' },
    { tool: 'kics', code: 'Last-User-Is-root', match: 'same' },
    { tool: 'dockle', code: 'CIS-DI-0001', match: 'related' },
    { tool: 'parfum', code: 'DL3002', match: 'narrower' },
    { tool: 'tally', code: 'stateful-root-runtime', match: 'broader' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  concerns: { keywords: ['USER'] },
  messages: {
    root: 'The container runs as root, the last USER of the file. Switch back once the work that needs root is done.',
    administrator:
      'The container runs as an administrator, the last USER of the file. Switch back once the work that needs one is done.',
  },
  fixes: {
    switchBack: { title: 'End as {user}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    const user = stage?.final.user.by;
    const word = user?.words[0];
    // A USER of a parent stage counts too, and is told where it stands.
    if (!stage || !user || !word || runsAs(stage.final) !== 'root' || hasToBeRoot(stage)) return;
    if (runAsPlatformSays.has(stage.base.root.facts.family ?? '')) return;
    const account = earlierAccount(stage, user) ?? accountFor(stage, model);
    const edit = userEdit(stage, account, model);
    const isPointless = edit && stage.instructions.at(-1) === user;
    const isWindows = /^c/i.test(word.text);
    report({
      at: word.range,
      message: isWindows ? 'administrator' : 'root',
      related: isWindows ? undefined : volumesOfRoot(stage),
      fixes:
        edit && !isPointless && !ownsFilesAsRoot(stage, model)
          ? [{ fix: 'switchBack', values: { user: account.name }, edits: [edit] }]
          : undefined,
    });
  },
});

/** The user of the stage before it switched to root: what the author wanted the container to be. */
function earlierAccount(stage: Stage, root: Instruction): Account | undefined {
  const before = stage.instructions.slice(0, Math.max(0, stage.instructions.indexOf(root)));
  const earlier = [...before]
    .reverse()
    .find(({ name, words }) => name === 'USER' && words[0] && !isRoot(words[0].text));
  const name =
    earlier?.words[0]?.text ??
    (runsAs(stage.initial) === 'unprivileged' ? stage.initial.user.value : undefined);
  return name === undefined ? undefined : { name, create: [] };
}
