import type { PackageCommand, PackageOperand } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const pipPinVersion = defineRule({
  id: 'pip-pin-version',
  summary: 'Python package installed without a version',
  why: 'The build takes whatever the registry offers that day: the same Dockerfile gives another image tomorrow, and a release that breaks something breaks the build.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3013', match: 'same' },
    { tool: 'kics', code: 'Unpinned-Pip-Install', match: 'related' },
  ],
  references: ['https://pip.pypa.io/en/stable/topics/repeatable-installs/'],
  concerns: { keywords: ['RUN'], text: /pip/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['pip', 'pipx', 'uv'],
  separator: '==',
  repositorySeparator: '@',
  isSystem: false,
  packages: namedPackages,
  // Of a repository: branches.
  moving: /^(?:main|master|HEAD|develop|trunk)$/,
};

/** What is not a file, and not covered by a file of requirements or constraints. */
function namedPackages(call: PackageCommand): readonly PackageOperand[] {
  if (call.action !== 'install' || call.mayHideOptions || call.hasOption('-r', '-c', '--no-index')) return [];
  const { words } = call.command;
  const verb = call.verb ? words.indexOf(call.verb) : -1;
  // Of uv only what installs as pip and pipx do: `uv add` and `uv sync` keep a lock file.
  if (call.manager === 'uv' && (call.verb?.value !== 'install' || words[verb - 1]?.value === 'python')) {
    return [];
  }
  if (call.manager === 'pipx' && call.verb?.value !== 'install') return [];
  const isOfRepository = ({ name }: PackageOperand) => /^(?:git|hg|svn|bzr)\+/.test(name ?? '');
  const isEditable = ({ word }: PackageOperand) =>
    /^(?:-e|--editable)$/.test(words[words.indexOf(word) - 1]?.text ?? '');
  return call.packages.filter(
    (operand) => isOfRepository(operand) || (operand.kind === 'package' && !isEditable(operand)),
  );
}
