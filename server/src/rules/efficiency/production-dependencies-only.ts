import type { BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange } from '../support/packageCalls.ts';
import { projectCalls } from '../support/projectCalls.ts';
import { isForDevelopment, runtimeCommand } from '../support/runtimeCommand.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const productionDependenciesOnly = defineRule({
  id: 'production-dependencies-only',
  summary: 'Development dependencies installed in the final image',
  why: 'Test runners, compilers and linters are often the larger part of what a project depends on. In the image that runs the program they only take room, and bring vulnerabilities of their own.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'php/composer-no-dev-in-production', match: 'narrower' },
    { tool: 'tally', code: 'ruby/missing-bundle-without-development', match: 'related' },
  ],
  references: [
    'https://docs.npmjs.com/cli/using-npm/config#omit',
    'https://getcomposer.org/doc/03-cli.md#install-i',
    'https://docs.docker.com/build/building/multi-stage/',
  ],
  concerns: { keywords: ['RUN'], text: /npm|yarn|bun|composer/i },
  messages: {
    development:
      'This also installs development dependencies, and the final image keeps them. Add {option}, or build in a stage of its own.',
  },
  fixes: {
    addOption: { title: 'Add {option}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const calls = projectCalls(model, Object.keys(productionOptions));
    if (calls.length === 0) return;
    const stages = finalLayers(model);
    const runs = runtimeCommand(model);
    for (const { step, call } of calls) {
      const option = productionOptions[call.manager];
      if (!option || !step.stage || !stages.has(step.stage) || step.instruction.isTrigger) continue;
      if (!installsAll(call, step) || isReplacedLater(step, call, model)) continue;
      if (isForWork(step.stage, model, runs, call.manager)) continue;
      const { edits } = addedOption(step, call.verb ?? call.program, option, model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'development',
        values: { option },
        fixes: [{ fix: 'addOption', values: { option }, edits }],
      });
    }
  },
});

const productionOptions: Readonly<Record<string, string>> = {
  npm: '--omit=dev',
  yarn: '--production',
  pnpm: '--prod',
  bun: '--production',
  composer: '--no-dev',
};

const saying = [
  ...['--omit', '--only', '--production', '--prod', '-P', '--no-dev', '--dev', '--include', '--global', '-g'],
  ...['--package-lock-only', '--lockfile-only', '--dry-run', '--immutable', 'focus'],
];

function installsAll(call: PackageCommand, { before }: Step): boolean {
  if (call.action !== 'install' || call.mayHideOptions) return false;
  // What says it explicitly, either way, is meant.
  if (call.options.some(({ text }) => saying.includes(text.replace(/^["']|=.*$|["']$/g, '')))) return false;
  if (call.manager === 'composer' && !/^(?:install|i)$/.test(call.verb?.value ?? '')) return false;
  const inline = call.command.assignments.map(({ name }) => name);
  return !['NODE_ENV', 'NPM_CONFIG_PRODUCTION', 'NPM_CONFIG_OMIT', 'npm_config_omit', 'COMPOSER_NO_DEV'].some(
    (name) => inline.includes(name) || before.env(name).kind === 'defined',
  );
}

/** `npm prune --omit=dev`, `rm -rf node_modules`, and installs again: what is installed here is not what stays. */
function isReplacedLater({ stage, instruction }: Step, call: PackageCommand, model: BuildModel): boolean {
  const last = stage && model.once(lastReplacements).get(stage);
  return instruction.name === 'RUN' && last !== undefined && last > call.command.range.start;
}

/** Where the last command of each stage starts that takes dependencies out again. */
function lastReplacements({ steps }: BuildModel): ReadonlyMap<Stage, number> {
  const last = new Map<Stage, number>();
  for (const { stage, run } of steps) {
    if (!stage || !run) continue;
    for (const { range, name, words } of run.commands) {
      const replaces =
        words.some(({ text }) => text === 'prune') ||
        (name === 'rm' && words.some(({ text }) => /node_modules|vendor/.test(text)));
      if (replaces) last.set(stage, Math.max(last.get(stage) ?? 0, range.start));
    }
  }
  return last;
}

/** The stage builds or tests, or the container does: then it needs what only development needs. */
function isForWork(stage: Stage, model: BuildModel, runs: string | undefined, manager: string): boolean {
  if (isForDevelopment(stage.name) || isForDevelopment(model.finalStage?.name)) return true;
  if (model.once(builds)) return true;
  if (manager === 'composer') return false;
  // A container that starts a script of package.json may start a development server.
  return runs === undefined || !/(?:^|\s)(?:node|nodejs|pm2-runtime|bun|dumb-init|tini)\s/.test(runs);
}

/** A script of the project runs in a layer of the final image. */
function builds(model: BuildModel): boolean {
  const stages = finalLayers(model);
  return model
    .stepsWith('RUN')
    .some(
      ({ stage, run }) =>
        stage &&
        stages.has(stage) &&
        run?.packageCommands.some(
          ({ action, verb }) =>
            (action === 'run' && verb?.value !== 'dump-autoload') || verb?.value === 'install-test',
        ),
    );
}
