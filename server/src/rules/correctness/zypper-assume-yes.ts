import { defineRule } from '../rule.ts';
import { askingCalls } from '../support/assumeYes.ts';

export const zypperAssumeYes = defineRule({
  id: 'zypper-assume-yes',
  summary: 'Call of zypper that asks for a confirmation',
  why: '`zypper` asks before it installs, upgrades or removes. A build has no terminal: zypper takes that for a no, and the build stops.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3034', match: 'same' },
    { tool: 'sonar', code: 'S6584', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-zypper-no-confirm-switch', match: 'related' },
    { tool: 'kics', code: 'Missing-Zypper-Non-interactive', match: 'related' },
  ],
  references: ['https://en.opensuse.org/SDB:Zypper_manual'],
  concerns: { keywords: ['RUN'], text: /zypper/i },
  stepwise: true,
  messages: {
    asks: '`{program}` asks whether to go on, and nobody answers in a build. Add --non-interactive.',
  },
  fixes: {
    addOption: { title: 'Add --non-interactive', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { at, call, fix } of askingCalls(
      model,
      steps,
      ['zypper'],
      '--non-interactive',
      undefined,
      true,
    )) {
      const program = `${call.manager} ${call.verb?.value ?? ''}`.trim();
      report({ at, message: 'asks', values: { program }, fixes: [{ fix: 'addOption', ...fix }] });
    }
  },
});
