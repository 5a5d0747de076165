import { enumeratedUpTo } from '../../text/counts.ts';
import { defineRule } from '../rule.ts';
import { packagesAdded } from '../support/aptRecommended.ts';
import { callRange, usesManager } from '../support/packageCalls.ts';
import { removedLibrariesOf } from '../support/removedLibraries.ts';

export const libraryRemovedWithHeaders = defineRule({
  id: 'library-removed-with-headers',
  summary: 'The library of what was compiled is removed with its headers',
  why: 'A package with headers brings the library itself along, and the package manager takes it away again with the headers. What was compiled against them is linked to the library and cannot be loaded without it; the build says nothing, the container does.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://hub.docker.com/_/php#how-to-install-more-php-extensions',
    'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper#Virtual_packages',
  ],
  concerns: { keywords: ['RUN'], text: /\bdel\b|purge|remove/ },
  messages: {
    removed:
      'This also removes the libraries that only {headers} brought along, and {users} cannot be loaded without them. Install {packages} by name.',
  },
  fixes: {
    install: { title: 'Install {packages} as well', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (!usesManager(model, ['apk', 'apt-get', 'apt'])) return;
    for (const { step, removal, users, headers, packages, install } of removedLibrariesOf(model)) {
      const { text } = model.tree;
      const values = {
        headers: enumeratedUpTo(4, headers),
        users: enumeratedUpTo(4, users),
        packages: enumeratedUpTo(4, packages),
      };
      const edits = install && packagesAdded(install, packages, text, step.run?.form === 'exec');
      report({
        at: callRange(removal, text),
        message: 'removed',
        values,
        fixes: edits && [{ fix: 'install', values: { packages: values.packages }, edits }],
      });
    }
  },
});
