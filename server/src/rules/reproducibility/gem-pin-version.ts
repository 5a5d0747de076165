import type { PackageCommand, PackageOperand } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const gemPinVersion = defineRule({
  id: 'gem-pin-version',
  summary: 'Ruby gem installed without a version',
  why: 'The build takes whatever the registry offers that day: the same Dockerfile gives another image tomorrow, and a release that breaks something breaks the build.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3028', match: 'same' },
    { tool: 'kics', code: 'Gem-Install-Without-Version', match: 'related' },
  ],
  references: ['https://guides.rubygems.org/command-reference/#gem-install'],
  concerns: { keywords: ['RUN'], text: /gem/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['gem'],
  separator: ':',
  isSystem: false,
  packages: namedPackages,
};

/** Words behind `--` are for the build of native code. */
function namedPackages(call: PackageCommand): readonly PackageOperand[] {
  if (call.action !== 'install') return [];
  const end = call.command.words.find(({ text }) => text === '--')?.range.start ?? Number.POSITIVE_INFINITY;
  return call.packages.filter(
    ({ word, kind, name }) =>
      kind === 'package' && word.range.start < end && !/^(?:true|false)$/.test(name ?? ''),
  );
}
