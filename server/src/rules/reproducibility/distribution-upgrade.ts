import { defineRule } from '../rule.ts';
import { aptManagers, callRange, callsOf, isOwnRoot } from '../support/packageCalls.ts';

export const distributionUpgrade = defineRule({
  id: 'distribution-upgrade',
  summary: 'The whole distribution is upgraded',
  why: 'An upgrade of the distribution may add and remove packages, and may go on to its next release. The image is another one than its base image says, and differs from day to day.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3035', match: 'same' },
    { tool: 'trivy', code: 'DS-0024', match: 'same' },
    { tool: 'dockerfilelint', code: 'apt-get-dist-upgrade', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://en.opensuse.org/SDB:System_upgrade',
  ],
  messages: {
    upgrades:
      '`{command}` makes another distribution of the base image, a different one from day to day. Use a newer base image.',
  },
  concerns: { keywords: ['RUN'], text: /dup|upgrade/ },
  stepwise: true,
  check({ model, steps, report }) {
    for (const { call } of callsOf(steps, managers)) {
      const verb = call.verb?.value ?? '';
      if (!verbs.has(verb) || !isOwnRoot(call) || call.hasOption('--dry-run', '-s', '-D')) continue;
      report({
        at: callRange(call, model.tree.text),
        message: 'upgrades',
        values: { command: `${call.manager} ${verb}` },
      });
    }
  },
});

const managers = [...aptManagers, 'zypper'];
const verbs: ReadonlySet<string> = new Set(['dist-upgrade', 'full-upgrade', 'dup']);
