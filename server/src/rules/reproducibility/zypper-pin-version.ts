import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const zypperPinVersion = defineRule({
  id: 'zypper-pin-version',
  summary: 'Package of zypper installed without a version',
  why: 'The build takes whatever the package index offers that day: the same Dockerfile gives another image tomorrow, and a cached layer hides it until the cache is gone.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3037', match: 'same' },
    { tool: 'kics', code: 'Zypper-Install-Without-Version', match: 'related' },
  ],
  references: ['https://en.opensuse.org/SDB:Zypper_manual'],
  concerns: { keywords: ['RUN'], text: /zypper/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['zypper'],
  separator: '=',
  isSystem: true,
  packages: (call) =>
    /^(?:in|install)$/.test(call.verb?.value ?? '') && !call.hasOption('-t', '--type')
      ? call.packages.filter(({ name, kind }) => kind === 'package' && !/^[-!@]|[*?:]/.test(name ?? ''))
      : [],
};
