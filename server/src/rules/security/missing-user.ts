import { stepsDown } from '../../knowledge/applicationImages.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { accountFor, runsAs, userEdit } from '../support/finalUser.ts';
import { holdsFilesOnly } from '../support/holdsFilesOnly.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';
import { hasToBeRoot, ownsFilesAsRoot } from '../support/rootServers.ts';
import { switchesAccount, unusedAccount } from '../support/unusedAccount.ts';

export const missingUser = defineRule({
  id: 'missing-user',
  summary: 'Nothing selects a user, so the container runs as root',
  why: 'Whoever breaks out of a program that runs as root is root: in the container, and with a mounted volume or a flaw in the runtime on the host too.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'trivy', code: 'DS-0002', match: 'same' },
    { tool: 'sonar', code: 'S6471', match: 'narrower' },
    { tool: 'checkov', code: 'CKV_DOCKER_3', match: 'narrower' },
    { tool: 'kics', code: 'Missing-User-Instruction', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-user', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-user-entrypoint', match: 'narrower' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: {
    root: 'The container runs as root, since nothing selects another user. End the file with USER {user}.',
    unknown:
      'Unless the base image selects a user, the container runs as root. End the file with USER {user}.',
    server:
      'The container starts as root, and its entrypoint goes on as {user}. End the file with USER {user}, and nothing in it is root.',
    windows:
      'The container runs as an administrator, since nothing selects another user. End the file with USER {user}.',
  },
  fixes: {
    useAccount: { title: 'Run as {user}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    if (!stage || stage.final.user.by || runsAs(stage.final) === 'unprivileged') return;
    // That an account is there already, but not selected, is told where it is created.
    if (unusedAccount(model) || switchesAccount(model)) return;
    const triggers = stage.outline.flatMap(({ trigger }) => trigger?.name ?? []);
    if (triggers.includes('USER') || holdsFilesOnly(stage)) return;
    const message = messageFor(stage, model);
    if (!message) return;
    if (hasToBeRoot(stage)) return;
    const at = placeOf(stage);
    const account = accountFor(stage, model);
    // Triggers would run as that account in the image that is built on this one.
    const isFixed = !triggers.includes('RUN') && !ownsFilesAsRoot(stage, model);
    const edit = isFixed ? userEdit(stage, account, model) : undefined;
    const moved = edit && outOfRootsHome(stage, model);
    const values = { user: account.name };
    const fixes = edit && moved && [{ fix: 'useAccount' as const, values, edits: [...moved, edit] }];
    report({ at, message, values, fixes });
  },
});

function messageFor(stage: Stage, model: BuildModel): 'root' | 'unknown' | 'server' | 'windows' | undefined {
  const { final, base } = stage;
  const isKnown = runsAs(final) === 'root';
  const { family = '', distribution } = base.root.facts;
  // What Windows image it is, and so as whom it runs, the tag leaves open, or nothing says at all.
  if (mayBeOnWindows(stage, final, model))
    return isKnown && distribution === 'windows' ? 'windows' : undefined;
  if (stepsDown.has(family) && !final.entrypoint.by) return 'server';
  return isKnown ? 'root' : 'unknown';
}

/**
 * Nobody but root may enter /root: a program that starts there needs another directory. Undefined where that is more
 * than one word.
 */
function outOfRootsHome({ final, instructions, from }: Stage, { tree }: BuildModel): FixEdit[] | undefined {
  const { value, by } = final.workdir;
  if (value === undefined || !/^\/root(?:\/|$)/.test(value)) return [];
  const word = by?.words[0];
  if (!by || !word || !instructions.includes(by) || !/^\/root\/?$/.test(word.text)) return undefined;
  const text = tree.text.slice(from.range.start, instructions.at(-1)?.range.end);
  return text.match(/\/root\b/g)?.length === 1 ? [{ range: word.range, newText: '/app' }] : undefined;
}

/** What starts as root; a stage that inherits its command is told at its FROM. */
function placeOf(stage: Stage) {
  const command = [...stage.instructions]
    .reverse()
    .find(({ name }) => name === 'ENTRYPOINT' || name === 'CMD');
  return command ? command.keyword.range : stage.from.keyword.range;
}
