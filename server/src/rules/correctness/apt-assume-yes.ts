import { defineRule } from '../rule.ts';
import { askingCalls } from '../support/assumeYes.ts';
import { aptManagers } from '../support/packageCalls.ts';
import { aptAssumesYes } from '../support/programSettings.ts';

export const aptAssumeYes = defineRule({
  id: 'apt-assume-yes',
  summary: 'Call of apt that asks for a confirmation',
  why: 'Before it installs more than was named, upgrades or removes, apt asks whether to continue. A build has no terminal: apt takes that for a no, and the build stops, sometimes only when a dependency has changed.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3014', match: 'same' },
    { tool: 'sonar', code: 'S6584', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0021', match: 'same' },
    { tool: 'semgrep', code: 'missing-assume-yes-switch', match: 'related' },
    { tool: 'kics', code: 'APT-GET-Missing-Flags', match: 'related' },
    { tool: 'dockerfilelint', code: 'apt-get_missing_param', match: 'broader' },
    { tool: 'parfum', code: 'aptGetInstallUseY', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://manpages.debian.org/apt-get.8',
  ],
  concerns: { keywords: ['RUN'], text: /apt/i },
  stepwise: true,
  messages: {
    asks: '`{program}` asks whether to go on, and nobody answers in a build. Add -y.',
  },
  fixes: {
    addOption: { title: 'Add -y', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { at, call, fix } of askingCalls(model, steps, aptManagers, '-y', aptAssumesYes)) {
      const program = `${call.manager} ${call.verb?.value ?? ''}`.trim();
      report({ at, message: 'asks', values: { program }, fixes: [{ fix: 'addOption', ...fix }] });
    }
  },
});
