import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { textsOf } from '../support/instructionTexts.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';

export const npmIgnoreScripts = defineRule({
  id: 'npm-ignore-scripts',
  summary: 'The install runs scripts of every package',
  why: 'Each package may bring scripts that npm and yarn run at the install, as whoever builds. That is how stolen packages do their work. Few packages need them.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6505', match: 'same' }],
  references: [
    'https://docs.npmjs.com/cli/using-npm/config#ignore-scripts',
    'https://pnpm.io/settings#onlybuiltdependencies',
  ],
  concerns: { keywords: ['RUN'], text: /npm|yarn/ },
  messages: {
    runs: '`{command}` runs the scripts of every package that it installs. Add --ignore-scripts, and run those that are needed by name.',
  },
  fixes: {
    ignore: { title: 'Add --ignore-scripts', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['npm', 'yarn', 'pnpm'])) {
      if (!runsScripts(call, step) || model.fact(speaksOfScripts)) continue;
      const { edits } = addedOption(step, call.verb ?? call.program, '--ignore-scripts', model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'runs',
        values: { command: `${call.manager} ${call.verb?.value ?? ''}`.trim() },
        fixes: [{ fix: 'ignore', edits }],
      });
    }
  },
});

function runsScripts(call: PackageCommand, { before }: Step): boolean {
  if (call.action !== 'install' || call.mayHideOptions) return false;
  if (call.hasOption('--ignore-scripts', '--mode', '--help', '-h', '--package-lock-only', '--lockfile-only'))
    return false;
  const settings = ['npm_config_ignore_scripts', 'NPM_CONFIG_IGNORE_SCRIPTS', 'YARN_ENABLE_SCRIPTS'];
  return !settings.some(
    (name) =>
      before.env(name).kind === 'defined' || call.command.assignments.some((one) => one.name === name),
  );
}

/**
 * A setting of the file itself, or a version that asks first: Yarn since 2 has another option, pnpm since 10 runs none that
 * is not named.
 */
function speaksOfScripts(model: BuildModel): boolean {
  return model
    .stepsWith('ADD', 'COPY', 'ENV', 'RUN')
    .some(({ instruction }) => textsOf(instruction).some((text) => settled.test(text)));
}

const settled =
  /ignore-scripts[ =]true|enableScripts|\.yarnrc\.yml|\.yarn\/releases|yarn set version|pnpm@["']?[v^~]?1\d/;
