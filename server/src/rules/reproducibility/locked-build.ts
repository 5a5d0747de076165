import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { broughtBy } from '../support/copiedFiles.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange } from '../support/packageCalls.ts';
import { projectCalls } from '../support/projectCalls.ts';

export const lockedBuild = defineRule({
  id: 'locked-build',
  summary: 'Cargo or Bundler may leave the versions of the lock file',
  why: 'Where the lock file and the manifest do not fit, Cargo and Bundler quietly write a new lock file in the image, with other versions than the tested ones. Told to keep to it, they fail instead.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  uses: ['context-tree', 'ignore-file'],
  equivalents: [{ tool: 'tally', code: 'ruby/missing-bundle-deployment', match: 'narrower' }],
  references: [
    'https://doc.rust-lang.org/cargo/commands/cargo-build.html#manifest-options',
    'https://bundler.io/man/bundle-config.1.html',
  ],
  messages: {
    cargo:
      '`{command}` may change Cargo.lock and build other versions. Add --locked: it builds what is locked, or fails.',
    bundle:
      '`{command}` may change Gemfile.lock and install other versions. Set BUNDLE_FROZEN=true: it installs what is locked, or fails.',
  },
  fixes: {
    addLocked: { title: 'Add --locked', safety: 'unsafe', availability: 'always' },
    setFrozen: {
      title: 'Set BUNDLE_FROZEN=true for this command',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  concerns: { keywords: ['RUN'], text: /\b(?:cargo|bundle)/ },
  check({ model, context, report }) {
    for (const { step, call, folder } of projectCalls(model, ['cargo', 'bundle'])) {
      if (folder === '' || call.mayHideOptions) continue;
      const isCargo = call.manager === 'cargo';
      if (isCargo ? keepsCargo(call) : keepsBundle(call, step, model)) continue;
      const lock = isCargo ? 'Cargo.lock' : 'Gemfile.lock';
      if (broughtBy(lock, folder, step, model, context) === undefined) continue;
      const at = callRange(call, model.tree.text);
      const command = `${call.manager} ${call.verb?.value ?? ''}`.trim();
      if (isCargo) {
        const { edits } = addedOption(step, call.verb ?? call.program, '--locked', model.tree.text);
        report({ at, message: 'cargo', values: { command }, fixes: [{ fix: 'addLocked', edits }] });
      } else {
        const { start } = call.command.range;
        const isPlain = step.run?.form !== 'exec' && call.wrappers.length === 0;
        const edits = [{ range: { start, end: start }, newText: 'BUNDLE_FROZEN=true ' }];
        const fixes = isPlain ? ([{ fix: 'setFrozen', edits }] as const) : undefined;
        report({ at, message: 'bundle', values: { command }, fixes });
      }
    }
  },
});

function keepsCargo(call: PackageCommand): boolean {
  if (call.hasOption('--locked', '--frozen')) return true;
  const verb = call.verb?.value ?? '';
  return (
    !/^(?:build|b|run|r|test|t|check|c|bench)$/.test(verb) &&
    !(verb === 'install' && call.hasOption('--path'))
  );
}

function keepsBundle(call: PackageCommand, { before }: Step, model: BuildModel): boolean {
  if (!/^(?:install|i)?$/.test(call.verb?.value ?? '') || call.hasOption('--frozen', '--deployment'))
    return true;
  const names = ['BUNDLE_FROZEN', 'BUNDLE_DEPLOYMENT'];
  if (call.command.assignments.some(({ name }) => names.includes(name))) return true;
  if (names.some((name) => before.env(name).kind === 'defined')) return true;
  // `bundle config set --local deployment true`
  return model
    .stepsWith('RUN')
    .some(({ run }) =>
      run?.packageCommands.some(
        ({ manager, command }) =>
          manager === 'bundle' &&
          command.words.some(({ value }) => value === 'frozen' || value === 'deployment'),
      ),
    );
}
