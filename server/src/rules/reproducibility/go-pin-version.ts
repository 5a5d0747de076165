import { packageOperand } from '../../model/packageOperands.ts';
import type { PackageCommand, PackageOperand } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import {
  type PinSyntax,
  pinFixes,
  pinMessages,
  pinReport,
  unpinnedPackages,
} from '../support/versionPins.ts';

export const goPinVersion = defineRule({
  id: 'go-pin-version',
  summary: 'Go package installed without a version',
  why: 'The build takes whatever the registry offers that day: the same Dockerfile gives another image tomorrow, and a release that breaks something breaks the build.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3062', match: 'same' }],
  references: ['https://go.dev/ref/mod#go-install', 'https://go.dev/ref/mod#version-queries'],
  concerns: { keywords: ['RUN'], text: /go/i },
  stepwise: true,
  messages: pinMessages,
  fixes: pinFixes,
  check({ model, steps, report }) {
    for (const found of unpinnedPackages(model, steps, syntax)) report(pinReport(found));
  },
});

const syntax: PinSyntax = {
  managers: ['go'],
  separator: '@',
  isSystem: false,
  packages: namedPackages,
  moving: /^(?:latest|upgrade|patch|master|main|HEAD)$/,
};

/** The first part of a path that is fetched is a host; others are of the standard library, or of the project. */
function namedPackages(call: PackageCommand): readonly PackageOperand[] {
  const verb = call.verb?.value;
  // `go install tool` takes the versions of go.mod.
  if (verb === 'install' && call.packages.some(({ name }) => name === 'tool')) return [];
  const isNamed = /^(?:get|install)$/.test(verb ?? '');
  const operands = isNamed ? call.packages : verb === 'run' ? programOf(call) : [];
  return operands.filter(({ kind, name = '' }) => {
    if (kind !== 'package' || /\.go$/.test(name)) return false;
    return /^[^/]+\.[^/]+\//.test(name) || call.hasOption('-tool');
  });
}

/** `go run host/program@version its own words`. */
function programOf(call: PackageCommand): readonly PackageOperand[] {
  const { words } = call.command;
  const first = words
    .slice(call.verb ? words.indexOf(call.verb) + 1 : 0)
    .find(({ text }) => !text.startsWith('-'));
  return first ? [packageOperand(first, 'at')] : [];
}
