import { type DependencyManager, dependencyFacts, optional, required, settings } from './dependencyFacts.ts';

/** How managers of Ruby and PHP packages install a project. */
export const SCRIPT_DEPENDENCIES: readonly DependencyManager[] = [
  dependencyFacts({
    manager: 'bundle',
    ecosystem: 'ruby',
    manifests: [
      required('Gemfile'),
      optional('Gemfile.lock'),
      settings('.ruby-version'),
      settings('.tool-versions'),
    ],
    commands: [{ verbs: ['', 'install', 'i'], reads: 'install' }],
    widerOptions: ['--gemfile', '--local'],
    output: {
      folder: 'vendor/bundle',
      when: {
        variables: ['BUNDLE_PATH=vendor/bundle', 'BUNDLE_DEPLOYMENT'],
        options: ['--deployment', '--path'],
        settings: ['path', 'deployment'],
      },
    },
    localSigns: { Gemfile: /^[ \t]*(?:gemspec|eval_gemfile|path)\b|\bpath:|:path\s*=>/m },
    reference: 'https://bundler.io/man/bundle-install.1.html',
  }),
  dependencyFacts({
    manager: 'composer',
    ecosystem: 'php',
    manifests: [
      required('composer.json'),
      optional('composer.lock'),
      settings('symfony.lock'),
      settings('auth.json'),
    ],
    // It writes an autoloader of the project's own classes, and runs the project's scripts.
    commands: [
      { verbs: ['install', 'i'], reads: 'project', step: { options: ['--no-scripts', '--no-autoloader'] } },
    ],
    folderOptions: ['-d', '--working-dir'],
    output: { folder: 'vendor' },
    localSigns: { 'composer.json': /"type"\s*:\s*"path"/ },
    reference: 'https://getcomposer.org/doc/03-cli.md#install-i',
  }),
];
