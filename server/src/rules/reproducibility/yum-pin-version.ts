import { defineRule } from '../rule.ts';
import { namedRpmPackages, rpmArchitecture, rpmSeparator } from '../support/rpmPackages.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const yumPinVersion = defineRule({
  id: 'yum-pin-version',
  summary: 'Package of yum installed without a version',
  why: 'The build takes whatever the package index offers that day: the same Dockerfile gives another image tomorrow, and a cached layer hides it until the cache is gone.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3033', match: 'same' },
    { tool: 'kics', code: 'Yum-install-Without-Version', match: 'related' },
  ],
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],
  concerns: { keywords: ['RUN'], text: /yum/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['yum'],
  separator: rpmSeparator,
  behind: rpmArchitecture,
  isSystem: true,
  packages: namedRpmPackages,
  // dnf takes only what begins with a digit for a version.
  placeholder: '0.VERSION',
};
