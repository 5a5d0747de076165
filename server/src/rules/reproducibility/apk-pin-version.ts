import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const apkPinVersion = defineRule({
  id: 'apk-pin-version',
  summary: 'Package of apk installed without a version',
  why: 'The build takes whatever the package index offers that day: the same Dockerfile gives another image tomorrow, and a cached layer hides it until the cache is gone.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3018', match: 'same' },
    { tool: 'kics', code: 'Unpinned-Apk-Add', match: 'related' },
  ],
  references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper'],
  concerns: { keywords: ['RUN'], text: /apk/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['apk'],
  separator: '=',
  isSystem: true,
  packages: (call) =>
    call.verb?.value === 'add'
      ? call.packages.filter(({ name, kind }) => kind === 'package' && !name?.startsWith('!'))
      : [],
};
