import type { PackageCommand, PackageOperand } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const packagePinVersion = defineRule({
  id: 'package-pin-version',
  summary: 'Package of cargo, composer, conda or dotnet installed without a version',
  why: 'The build takes whatever the registry offers that day: the same Dockerfile gives another image tomorrow, and a release that breaks something breaks the build.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://doc.rust-lang.org/cargo/commands/cargo-install.html',
    'https://getcomposer.org/doc/03-cli.md#require-r',
    'https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html',
    'https://learn.microsoft.com/dotnet/core/tools/dotnet-tool-install',
  ],
  concerns: { keywords: ['RUN'], text: /cargo|composer|conda|mamba|dotnet/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const syntax of syntaxes) {
      for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
    }
  },
});

const plainPackages = (call: PackageCommand) => call.packages.filter(({ kind }) => kind === 'package');

const syntaxes: readonly PinSyntax[] = [
  { managers: ['cargo'], separator: '@', isSystem: false, packages: ofCargo },
  { managers: ['composer'], separator: ':', isSystem: false, packages: ofComposer },
  { managers: ['conda'], separator: '=', isSystem: false, packages: ofConda },
  { managers: ['dotnet'], separator: ' --version ', isSystem: false, packages: ofDotnet },
];

function ofCargo(call: PackageCommand): readonly PackageOperand[] {
  const isInstall = call.verb?.value === 'install' || call.verb?.value === 'binstall';
  return isInstall && !call.hasOption('--git', '--path') ? plainPackages(call) : [];
}

/** What a project requires is in its lock file; what is required in the build is in none. */
function ofComposer(call: PackageCommand): readonly PackageOperand[] {
  if (!/^(?:require|req|r)$/.test(call.verb?.value ?? '')) return [];
  return plainPackages(call).filter(({ name }) => name?.includes('/'));
}

function ofConda(call: PackageCommand): readonly PackageOperand[] {
  if (call.action !== 'install' || call.hasOption('-f', '--file') || call.mayHideOptions) return [];
  // `conda create -n name --clone other`, `conda env create`.
  if (call.hasOption('--clone') || call.command.words.some(({ value }) => value === 'env')) return [];
  return plainPackages(call);
}

function ofDotnet(call: PackageCommand): readonly PackageOperand[] {
  const { words } = call.command;
  const before = call.verb ? words[words.indexOf(call.verb) - 1]?.value : undefined;
  return call.verb?.value === 'install' && before === 'tool' ? plainPackages(call) : [];
}
