import { defineRule } from '../rule.ts';
import { askingCalls } from '../support/assumeYes.ts';
import { dnfAssumesYes } from '../support/programSettings.ts';

export const yumAssumeYes = defineRule({
  id: 'yum-assume-yes',
  summary: 'Call of yum that asks for a confirmation',
  why: '`yum` asks before it installs, upgrades or removes. A build has no terminal: yum takes that for a no, and the build stops.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3030', match: 'same' },
    { tool: 'sonar', code: 'S6584', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-yum-assume-yes-switch', match: 'related' },
    { tool: 'kics', code: 'Yum-Install-Allows-Manual-Input', match: 'related' },
    { tool: 'parfum', code: 'yumInstallForceYes', match: 'broader' },
  ],
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],
  concerns: { keywords: ['RUN'], text: /yum/i },
  stepwise: true,
  messages: {
    asks: '`{program}` asks whether to go on, and nobody answers in a build. Add -y.',
  },
  fixes: {
    addOption: { title: 'Add -y', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { at, call, fix } of askingCalls(model, steps, ['yum'], '-y', dnfAssumesYes)) {
      const program = `${call.manager} ${call.verb?.value ?? ''}`.trim();
      report({ at, message: 'asks', values: { program }, fixes: [{ fix: 'addOption', ...fix }] });
    }
  },
});
