import { defineRule } from '../rule.ts';
import { namedRpmPackages, rpmArchitecture, rpmSeparator } from '../support/rpmPackages.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const dnfPinVersion = defineRule({
  id: 'dnf-pin-version',
  summary: 'Package of dnf installed without a version',
  why: 'The build takes whatever the package index offers that day: the same Dockerfile gives another image tomorrow, and a cached layer hides it until the cache is gone.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3041', match: 'same' },
    { tool: 'kics', code: 'Missing-Version-dnf-install', match: 'related' },
  ],
  references: ['https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages'],
  concerns: { keywords: ['RUN'], text: /dnf/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['dnf', 'microdnf', 'tdnf'],
  separator: rpmSeparator,
  behind: rpmArchitecture,
  isSystem: true,
  packages: namedRpmPackages,
  // dnf takes only what begins with a digit for a version.
  placeholder: '0.VERSION',
};
