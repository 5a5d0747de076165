import type { PackageCommand } from '../../model/types.ts';
import { remembered } from '../../text/memo.ts';
import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const aptPinVersion = defineRule({
  id: 'apt-pin-version',
  summary: 'Package of apt installed without a version',
  why: 'The build takes whatever the package index offers that day: the same Dockerfile gives another image tomorrow, and a cached layer hides it until the cache is gone.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3008', match: 'same' },
    { tool: 'kics', code: 'Apt-Get-Install-Pin-Version', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://manpages.debian.org/apt-get.8',
  ],
  concerns: { keywords: ['RUN'], text: /apt/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['apt-get', 'apt', 'aptitude'],
  separator: '=',
  isSystem: true,
  packages: remembered(namedPackages),
};

/** `foo-` removes, `lamp^` is a task, `foo*` a pattern; `-t` chooses a release for all of them. */
function namedPackages(call: PackageCommand) {
  if (call.verb?.value !== 'install' && call.verb?.value !== 'reinstall') return [];
  return call.packages.filter(({ name, kind }) => kind === 'package' && !/[-^*?[]$|[*[]/.test(name ?? ''));
}
