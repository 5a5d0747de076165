import type { PackageCommand, RunModel } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { wordBehind } from '../support/insertOption.ts';
import { aptManagers, callRange, isOwnRoot, lastLeadingOption } from '../support/packageCalls.ts';
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
    { tool: 'dockerfilelint', code: 'apt-get_recommends', match: 'related' },
    { tool: 'parfum', code: 'aptGetInstallUseNoRec', match: 'related' },
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
    addOption: { title: 'Add {option}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    let isSwitchedOff: ReturnType<typeof settingInForce> | undefined;
    for (const { run, stage } of steps) {
      for (const call of (stage && run?.once(allThatTakeRecommended)) ?? []) {
        isSwitchedOff ??= settingInForce(model, stageOrderOf(model), aptWithoutRecommends);
        if (!stage || isSwitchedOff(stage, call.command.range.start)) continue;
        const option = call.manager === 'aptitude' ? '--without-recommends' : '--no-install-recommends';
        const edit = wordBehind(lastLeadingOption(call), option, model.tree.text, run?.form === 'exec');
        report({
          at: callRange(call, model.tree.text),
          message: 'recommends',
          values: { option },
          fixes: [{ fix: 'addOption', values: { option }, edits: [edit] }],
        });
      }
    }
  },
});

function allThatTakeRecommended({ packageCommands }: RunModel): readonly PackageCommand[] {
  return packageCommands.filter(takesRecommended);
}

/** An install of packages that says nothing about recommended ones; where a variable may say it, it is believed to. */
function takesRecommended(call: PackageCommand): boolean {
  if (!aptManagers.includes(call.manager) || call.verb?.value !== 'install' || call.packages.length === 0)
    return false;
  if (call.mayHideOptions || !isOwnRoot(call)) return false;
  return !call.hasOption(
    '--no-install-recommends',
    '--install-recommends',
    '--install-suggests',
    '--with-recommends',
    '-r',
    '--print-uris',
    '--simulate',
  );
}
