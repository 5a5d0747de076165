import { defineRule } from '../rule.ts';
import { certificates, packagesAdded } from '../support/aptRecommended.ts';
import { bareClientsOf } from '../support/bareClients.ts';
import { callRange } from '../support/packageCalls.ts';

export const missingCaCertificates = defineRule({
  id: 'missing-ca-certificates',
  summary: 'HTTPS is called without certificates in the image',
  why: 'On Debian and Ubuntu curl, wget and git only recommend the package with the certificates of the authorities. Without recommended packages, and without that one by name, they trust nobody: every address of HTTPS is refused.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://packages.debian.org/stable/ca-certificates',
    'https://packages.debian.org/stable/libcurl4t64',
  ],
  concerns: { keywords: ['RUN'], text: /apt/ },
  messages: {
    trustsNobody:
      'Without recommended packages {client} has no certificates, and refuses {address} below. Install ca-certificates as well.',
  },
  fixes: {
    install: { title: 'Install ca-certificates as well', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const told = new Set();
    for (const { client, step, install, word, address } of bareClientsOf(model)) {
      // One package mends it for all.
      if (told.has(install)) continue;
      told.add(install);
      const { text } = model.tree;
      report({
        at: word?.range ?? callRange(install, text),
        message: 'trustsNobody',
        values: {
          client,
          address: address.text.replaceAll(/["']/g, '').replace(/^(https:\/\/[^/]+).*/s, '$1'),
        },
        related: [{ range: address.range, message: 'This address is refused' }],
        fixes: [
          { fix: 'install', edits: packagesAdded(install, [certificates], text, step.run?.form === 'exec') },
        ],
      });
    }
  },
});
