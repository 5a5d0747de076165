import { LOCKED_INSTALLS, type LockedInstall } from '../../knowledge/lockFiles.ts';
import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import type { FixEdit } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { broughtBy } from '../support/copiedFiles.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange } from '../support/packageCalls.ts';
import { projectCalls } from '../support/projectCalls.ts';
import { mentionsBerry } from '../support/yarnBerry.ts';

export const npmCi = defineRule({
  id: 'npm-ci',
  summary: 'Install that may leave the versions of the lock file',
  why: 'Where the lock file and the manifest do not fit, this install quietly changes the lock file in the image, and other versions than the tested ones are installed. The strict form installs what is locked, or fails.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  uses: ['context-tree', 'ignore-file'],
  references: LOCKED_INSTALLS.map(({ reference }) => reference),
  concerns: { keywords: ['RUN'], text: /npm|yarn|bun|uv|pipenv|composer/i },
  options: {
    searchContext: {
      type: 'boolean',
      default: true,
      description:
        'Also report where no COPY names the lock file, but one copies a pattern (`package*.json`) or a folder that has it in the build context.',
    },
  },
  messages: {
    otherVerb:
      '`{command}` may change {lock} and install other versions. Use `{locked}`, which installs what is locked, or fails.',
    addOption:
      '`{command}` may change {lock} and install other versions. Add {option}: it installs what is locked, or fails.',
  },
  fixes: {
    useVerb: { title: 'Use `{locked}`', safety: 'unsafe', availability: 'sometimes' },
    addOption: { title: 'Add {option}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, context, options, report }) {
    for (const { step, call, folder } of projectCalls(model, managers)) {
      const facts = LOCKED_INSTALLS.find(({ manager }) => manager === call.manager);
      if (!facts || folder === '' || !mayLeaveLock(call, step, facts)) continue;
      const lock = facts.lockFiles.find((file) => {
        const how = broughtBy(file, folder, step, model, context);
        return how === 'named' || (how === 'found' && options.searchContext);
      });
      if (lock === undefined || changesLock(model, lock)) continue;
      const at = callRange(call, model.tree.text);
      const command = `${call.manager} ${call.verb?.value ?? ''}`.trim();
      if (facts.lockedVerb !== undefined) {
        const locked = `${call.manager} ${facts.lockedVerb}`;
        const edit = verbEdit(call, facts.lockedVerb, step);
        const fixes = edit && [{ fix: 'useVerb' as const, values: { locked }, edits: [edit] }];
        report({ at, message: 'otherVerb', values: { command, lock, locked }, fixes });
      } else {
        const isBerry = call.manager === 'yarn' && mentionsBerry(model);
        const option = isBerry ? '--immutable' : (facts.option ?? '');
        const { edits } = addedOption(step, call.verb ?? call.program, option, model.tree.text);
        report({
          at,
          message: 'addOption',
          values: { command, lock, option },
          fixes: [{ fix: 'addOption', values: { option }, edits }],
        });
      }
    }
  },
});

const managers = LOCKED_INSTALLS.map(({ manager }) => manager);

function mayLeaveLock(call: PackageCommand, { before }: Step, facts: LockedInstall): boolean {
  if (!facts.verbs.includes(call.verb?.value ?? '') || call.mayHideOptions) return false;
  // `yarn lint` runs a script, `yarn --version` nothing: only a bare `yarn` installs.
  if (!call.verb && call.action !== 'install') return false;
  if (call.hasOption(...facts.lockedOptions)) return false;
  if (call.command.assignments.some(({ name }) => facts.variables.includes(name))) return false;
  return !facts.variables.some((name) => before.env(name).kind === 'defined');
}

/** Somebody removes it, or makes one, on purpose. */
function changesLock(model: BuildModel, lock: string): boolean {
  return model
    .stepsWith('RUN')
    .some(
      ({ run }) =>
        run?.commands.some(
          ({ name, words }) =>
            (name === 'rm' || name === 'sed' || name === 'mv') &&
            words.some(({ text }) => text.includes(lock)),
        ) ?? false,
    );
}

function verbEdit({ verb }: PackageCommand, locked: string, { run }: Step): FixEdit | undefined {
  if (verb?.segments.length !== 1) return undefined;
  const { start, end } = verb.range;
  if (run?.form === 'exec') return { range: { start: start + 1, end: end - 1 }, newText: locked };
  return verb.quoted ? undefined : { range: verb.range, newText: locked };
}
