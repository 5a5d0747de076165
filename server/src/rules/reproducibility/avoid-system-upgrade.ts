import type { PackageCommand } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { aptManagers, callRange, callsOf, isOwnRoot } from '../support/packageCalls.ts';
import { removalOf } from '../support/removeCommand.ts';

export const avoidSystemUpgrade = defineRule({
  id: 'avoid-system-upgrade',
  summary: 'All packages of the base image upgraded',
  why: 'An upgrade of everything makes a layer with a second copy of every file it replaces, and another image on every day it is built. A newer tag of the base image brings the same updates.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'semgrep', code: 'avoid-apk-upgrade', match: 'related' },
    { tool: 'semgrep', code: 'avoid-apt-get-upgrade', match: 'related' },
    { tool: 'semgrep', code: 'avoid-dnf-update', match: 'related' },
    { tool: 'semgrep', code: 'avoid-yum-update', match: 'related' },
    { tool: 'semgrep', code: 'avoid-zypper-update', match: 'related' },
    { tool: 'dockerfilelint', code: 'apt-get-upgrade', match: 'broader' },
    { tool: 'dockerfilelint', code: 'apt-get-dist-upgrade', match: 'related' },
    { tool: 'hadolint', code: 'DL3035', match: 'related' },
    { tool: 'trivy', code: 'DS-0024', match: 'related' },
    { tool: 'dockle', code: 'DKL-DI-0003', match: 'related' },
  ],
  yieldsTo: ['distribution-upgrade'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often',
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  ],
  concerns: { keywords: ['RUN'], text: /up|pacman/i },
  stepwise: true,
  messages: {
    upgrades:
      '`{command}` upgrades every package of the base image: a second copy of each in this layer, other ones on another day. Use a newer base image.',
  },
  fixes: {
    remove: { title: 'Remove `{command}`', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, managers)) {
      if (!upgradesAll(call) || !isOwnRoot(call)) continue;
      const { instruction, stage } = step;
      const outer = stage?.instructions.find((one) => one === instruction || one.trigger === instruction);
      const command = `${call.manager} ${call.verb?.value ?? ''}`.trim();
      const edit = outer && removalOf(step, outer, call.command, model);
      report({
        at: callRange(call, model.tree.text),
        message: 'upgrades',
        values: { command },
        fixes: edit && [{ fix: 'remove', values: { command }, edits: [edit] }],
      });
    }
  },
});

// Not pacman: Arch Linux supports no system that is upgraded in parts.
const managers = [...aptManagers, 'apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper'];

/** Upgrades of named packages, or of those with security fixes only, are another matter. */
function upgradesAll(call: PackageCommand): boolean {
  if (call.action !== 'upgrade' || call.mayHideOptions) return false;
  return (
    call.packages.length === 0 && !call.hasOption('--security', '--advisory', '--cve', '--dry-run', '-s')
  );
}
