import { defineRule, type FixEdit } from '../rule.ts';
import {
  allThatTakeRecommended,
  missedWithoutRecommended,
  optionAgainstRecommended,
  packageNames,
  packagesAdded,
} from '../support/aptRecommended.ts';
import { wordBehind } from '../support/insertOption.ts';
import { callRange, lastLeadingOption } from '../support/packageCalls.ts';
import { aptWithoutRecommends, settingInForce } from '../support/programSettings.ts';
import { stageOrderOf } from '../support/stageOrder.ts';

export const aptNoInstallRecommends = defineRule({
  id: 'apt-no-install-recommends',
  summary: 'Recommended packages are installed too',
  why: '`apt` also installs what a package recommends, and what that depends on. A container rarely needs any of it: it makes the image larger and leaves more to keep up to date.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3015', match: 'same' },
    { tool: 'sonar', code: 'S6500', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0029', match: 'same' },
    { tool: 'semgrep', code: 'missing-no-install-recommends', match: 'related' },
    { tool: 'kics', code: 'APT-GET-Not-Avoiding', match: 'related' },
    { tool: 'dockerfilelint', code: 'apt-get_recommends', match: 'broader' },
    { tool: 'parfum', code: 'aptGetInstallUseNoRec', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://manpages.debian.org/apt-get.8',
  ],
  concerns: { keywords: ['RUN'], text: /apt/i },
  stepwise: true,
  messages: {
    recommends:
      'This also installs what the packages only recommend. Add {option}, and name the recommended packages you need.',
  },
  fixes: {
    addOption: { title: 'Add {words}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    let isSwitchedOff: ReturnType<typeof settingInForce> | undefined;
    for (const step of steps) {
      const { run, stage } = step;
      for (const call of (stage && run?.once(allThatTakeRecommended)) ?? []) {
        isSwitchedOff ??= settingInForce(model, stageOrderOf(model), aptWithoutRecommends);
        if (!stage || isSwitchedOff(stage, call.command.range.start)) continue;
        const option = optionAgainstRecommended(call);
        const isExecForm = run?.form === 'exec';
        const added = missedWithoutRecommended(call, step, stage, stageOrderOf(model));
        const { text } = model.tree;
        const edits: FixEdit[] = [
          wordBehind(lastLeadingOption(call), option, text, isExecForm),
          ...packagesAdded(call, added, text, isExecForm),
        ];
        const words = new Intl.ListFormat('en').format([option, ...added]);
        // What it may be that a variable names, nobody can tell.
        const { isComplete } = packageNames(call, step);
        report({
          at: callRange(call, model.tree.text),
          message: 'recommends',
          values: { option },
          fixes: isComplete ? [{ fix: 'addOption', values: { words }, edits }] : undefined,
        });
      }
    }
  },
});
