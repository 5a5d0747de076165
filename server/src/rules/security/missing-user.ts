import { runAsPlatformSays, stepsDown } from '../../knowledge/applicationImages.ts';
import type { BuildModel, RunModel, Stage } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { type Account, accountFor, runsAs, userEdit, volumesOfRoot } from '../support/finalUser.ts';
import { holdsFilesOnly } from '../support/holdsFilesOnly.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';
import { hasToBeRoot, ownsFilesAsRoot, rootOwningProgram } from '../support/rootServers.ts';
import { stageOrderOf } from '../support/stageOrder.ts';
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
    { tool: 'tally', code: 'stateful-root-runtime', match: 'broader' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: {
    root: 'The container runs as root, since nothing selects another user. End the file with USER {user}.',
    noAccount:
      'The container runs as root, since nothing selects another user. Create an account for it, and end the file with USER {user}.',
    opens:
      'The container starts as root, and {program} opens its logs and its pid file before it goes on as another account. Let it write elsewhere and listen above port 1023, and end the file with USER {user}.',
    nginx:
      'The container starts as root, and nginx opens its logs and its pid file before it goes on as another account. nginxinc/nginx-unprivileged is set up to do without root.',
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
    if (!isBuilt(stage) || runAsPlatformSays.has(stage.base.root.facts.family ?? '')) return;
    // That an account is there already, but not selected, is told where it is created.
    if (unusedAccount(model) || switchesAccount(model)) return;
    const triggers = stage.outline.flatMap(({ trigger }) => trigger?.name ?? []);
    if (triggers.includes('USER') || holdsFilesOnly(stage, model.stages)) return;
    const account = accountFor(stage, model);
    const message = messageFor(stage, account, model);
    if (!message || hasToBeRoot(stage)) return;
    const at = placeOf(stage);
    // Triggers would run as that account in the image that is built on this one.
    const isFixed = !triggers.includes('RUN') && !ownsFilesAsRoot(stage, model);
    const edit = isFixed ? userEdit(stage, account, model) : undefined;
    const moved = edit && outOfRootsHome(stage, model);
    const values = { user: account.name };
    const fixes = edit && moved && [{ fix: 'useAccount' as const, values, edits: [...moved, edit] }];
    const program = rootOwningProgram(stage);
    const related = message === 'windows' ? undefined : volumesOfRoot(stage);
    if (message !== 'server' && message !== 'windows' && program !== undefined) {
      if (stage.base.root.facts.family === 'nginx') report({ at, message: 'nginx', related, fixes });
      else report({ at, message: 'opens', values: { ...values, program }, related, fixes });
    } else report({ at, message, values, related, fixes });
  },
});

/** No build gets past a FROM without an image, or with words too many: while that is typed, a user is not the question. */
function isBuilt({ from, base }: Stage): boolean {
  const { kind, hasVariables, reference } = base.root;
  const isImage = kind !== 'image' || hasVariables || reference !== undefined;
  return isImage && (from.words.length === 1 || from.words.length === 3);
}

function messageFor(
  stage: Stage,
  account: Account,
  model: BuildModel,
): 'root' | 'noAccount' | 'unknown' | 'server' | 'windows' | undefined {
  const { final, base } = stage;
  const isKnown = runsAs(final) === 'root';
  const { family = '', distribution } = base.root.facts;
  // What Windows image it is, and so as whom it runs, the tag leaves open, or nothing says at all.
  if (mayBeOnWindows(stage, final, model))
    return isKnown && distribution === 'windows' ? 'windows' : undefined;
  if (stepsDown.has(family) && !final.entrypoint.by) return 'server';
  if (!isKnown) return 'unknown';
  return account.create.length > 0 ? 'noAccount' : 'root';
}

/**
 * Nobody but root may enter /root: a program that starts there needs another directory. Undefined where that is more
 * than one word, or the program finds something of its own there.
 */
function outOfRootsHome(stage: Stage, model: BuildModel): FixEdit[] | undefined {
  const { final, instructions, from } = stage;
  const { value, by } = final.workdir;
  const isInHome = value !== undefined && /^\/root(?:\/|$)/.test(value);
  if (!isInHome) return finalUsesRootsHome(stage, model) ? undefined : [];
  const word = by?.words[0];
  if (!by || !word || !instructions.includes(by) || !/^\/root\/?$/.test(word.text)) return undefined;
  const text = model.tree.text.slice(from.range.start, instructions.at(-1)?.range.end);
  return text.match(/\/root\b/g)?.length === 1 ? [{ range: word.range, newText: '/app' }] : undefined;
}

function finalUsesRootsHome(final: Stage, model: BuildModel): boolean {
  const { stepsOf } = stageOrderOf(model);
  for (let stage: Stage | undefined = final; stage; stage = stage.base.stage) {
    if (
      stepsOf(stage).some(({ run, instruction, before }) =>
        run
          ? run.once(installsAtHome) ||
            run.once(homesFilled).some((variable) => before.env(variable).kind !== 'defined')
          : instruction.once(namesRootsHome),
      )
    )
      return true;
  }
  return false;
}

/** Whether an instruction says that something of the image is in /root; a VOLUME is looked at elsewhere. */
function namesRootsHome({ name, args, heredocs }: Instruction): boolean {
  if (!/^(?:ENV|COPY|ADD|CMD|ENTRYPOINT)$/.test(name ?? '')) return false;
  return [args.text, ...heredocs.map(({ content }) => content)].some((text) =>
    /(?<![\w.-])\/root\/[\w.]/.test(text),
  );
}

/** `pip install --user` and tools that put programs into the home of whoever calls them. */
function installsAtHome({ packageCommands, commands }: RunModel): boolean {
  return (
    packageCommands.some(
      (call) =>
        (call.manager === 'pip' && call.action === 'install' && call.hasOption('--user')) ||
        (call.manager === 'uv' && call.command.words.some(({ text }) => text === 'tool')),
    ) || commands.some((command) => unwrapCommand(command).name === 'pipx')
  );
}

/**
 * Tools that keep in the home of whoever calls them what the program looks for in its own, unless a variable names
 * another place: the names of these variables.
 */
function homesFilled({ commands }: RunModel): readonly string[] {
  return commands.flatMap(({ words, assignments }) => {
    const at = words.findIndex(({ text }) => /^(?:.*\/)?(?:mix|playwright(?:@.*)?)$/.test(text));
    const verb = words[at + 1]?.text ?? '';
    if (at < 0) return [];
    const isMix = /mix$/.test(words[at]?.text ?? '');
    if (isMix ? !/^(?:local\.(?:hex|rebar)|archive\.install)$/.test(verb) : verb !== 'install') return [];
    const variable = isMix ? 'MIX_HOME' : 'PLAYWRIGHT_BROWSERS_PATH';
    return assignments.some(({ name }) => name === variable) ? [] : [variable];
  });
}

/** What starts as root; a stage that inherits its command is told at its FROM. */
function placeOf(stage: Stage) {
  const command = [...stage.instructions]
    .reverse()
    .find(({ name }) => name === 'ENTRYPOINT' || name === 'CMD');
  return command ? command.keyword.range : stage.from.keyword.range;
}
