import type { PackageCommand, PackageOperand } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const npmPinVersion = defineRule({
  id: 'npm-pin-version',
  summary: 'JavaScript package installed without a version',
  why: 'The build takes whatever the registry offers that day: the same Dockerfile gives another image tomorrow, and a release that breaks something breaks the build.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3016', match: 'same' },
    { tool: 'kics', code: 'NPM-Install-Without-Pinned-Version', match: 'related' },
  ],
  references: ['https://docs.npmjs.com/cli/commands/npm-install'],
  concerns: { keywords: ['RUN'], text: /npm|yarn|bun/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['npm', 'yarn', 'pnpm', 'bun'],
  separator: '@',
  isSystem: false,
  packages: namedPackages,
  repositorySeparator: '#',
  moving: /^["']?(?:latest|next|\*|x|main|master|HEAD|develop)?["']?$/,
};

function namedPackages(call: PackageCommand): readonly PackageOperand[] {
  if (call.action !== 'install') return [];
  // `npm ci` takes none.
  if (/^(?:ci|link|import|clean-install)$/.test(call.verb?.value ?? '')) return [];
  return call.packages.filter(
    ({ kind, name }) => kind === 'package' || (kind === 'url' && isRepository(name)),
  );
}

/** `git+https://host/x.git`, `github:user/x`, `user/x`: its main branch where no revision is named. */
function isRepository(url: string | undefined): boolean {
  if (url === undefined || /\.(?:tgz|tar\.gz|tar)$/.test(url)) return false;
  return /^git(?:\+|:|@|hub:|lab:)|^(?:bitbucket|gist):|^[^:/]+\/[^:/]+$/.test(url);
}
