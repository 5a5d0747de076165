import { defineRule } from '../rule.ts';
import { askingCalls } from '../support/assumeYes.ts';
import { dnfAssumesYes } from '../support/programSettings.ts';

export const dnfAssumeYes = defineRule({
  id: 'dnf-assume-yes',
  summary: 'Call of dnf that asks for a confirmation',
  why: '`dnf` asks before it installs, upgrades or removes. A build has no terminal: dnf takes that for a no, and the build stops.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3038', match: 'same' },
    { tool: 'sonar', code: 'S6584', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-dnf-assume-yes-switch', match: 'related' },
    { tool: 'kics', code: 'Missing-Flag-From-Dnf-Install', match: 'related' },
  ],
  references: ['https://dnf.readthedocs.io/en/latest/command_ref.html'],
  concerns: { keywords: ['RUN'], text: /dnf/i },
  stepwise: true,
  messages: {
    mayAsk:
      '`{program}` never asked in old versions, but does since it is dnf 5, and nobody answers in a build. Add -y.',
    asks: '`{program}` asks whether to go on, and nobody answers in a build. Add -y.',
  },
  fixes: {
    addOption: { title: 'Add -y', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { at, call, fix } of askingCalls(
      model,
      steps,
      ['dnf', 'microdnf', 'tdnf'],
      '-y',
      dnfAssumesYes,
    )) {
      const program = `${call.manager} ${call.verb?.value ?? ''}`.trim();
      report({
        at,
        message: call.manager === 'microdnf' ? 'mayAsk' : 'asks',
        values: { program },
        fixes: [{ fix: 'addOption', ...fix }],
      });
    }
  },
});
