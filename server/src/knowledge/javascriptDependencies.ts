import {
  companion,
  type DependencyManager,
  dependencyFacts,
  folder,
  type Output,
  optional,
  required,
  settings,
} from './dependencyFacts.ts';

/** A dependency on a folder of the project, or a workspace: https://docs.npmjs.com/cli/configuring-npm/package-json */
const localPackages = /"workspaces"\s*:|"(?:file|link|portal|workspace):/;

/** Tools for several packages in one repository, and the folders they live in by custom. */
const manyPackages =
  /\b(?:turbo|lerna|rush)\b|\bnx\s|\s--(?:filter|workspaces?)\b|(?:^|\s)workspaces?\s|(?:^|[\s/="])(?:packages|apps)\//;

const nodeModules: Output = { folder: 'node_modules' };

/** How managers of JavaScript packages install a project. */
export const JAVASCRIPT_DEPENDENCIES: readonly DependencyManager[] = [
  dependencyFacts({
    manager: 'npm',
    ecosystem: 'javascript',
    manifests: [
      required('package.json', 'package*.json'),
      optional('package-lock.json', 'package*.json'),
      settings('.npmrc'),
    ],
    commands: [{ verbs: ['install', 'i', 'ci', 'clean-install', 'ic', 'install-clean'], reads: 'install' }],
    folderOptions: ['--prefix', '-C'],
    widerOptions: ['-g', '-w', '--workspace', '--workspaces', '-ws'],
    output: nodeModules,
    workspaceSign: manyPackages,
    localSigns: { 'package.json': localPackages },
    reference: 'https://docs.npmjs.com/cli/commands/npm-ci',
  }),
  dependencyFacts({
    manager: 'yarn',
    ecosystem: 'javascript',
    manifests: [
      required('package.json'),
      optional('yarn.lock'),
      companion('.yarnrc.yml', '.yarnrc*'),
      companion('.yarnrc', '.yarnrc*'),
      settings('.npmrc'),
      folder('.yarn/releases'),
      folder('.yarn/plugins'),
      folder('.yarn/patches'),
    ],
    commands: [{ verbs: ['', 'install'], reads: 'install' }],
    folderOptions: ['--cwd'],
    widerOptions: ['--modules-folder'],
    output: nodeModules,
    workspaceSign: manyPackages,
    localSigns: { 'package.json': localPackages },
    reference: 'https://yarnpkg.com/cli/install',
  }),
  dependencyFacts({
    manager: 'pnpm',
    ecosystem: 'javascript',
    manifests: [
      required('package.json'),
      optional('pnpm-lock.yaml'),
      companion('pnpm-workspace.yaml'),
      settings('.npmrc'),
      settings('.pnpmfile.cjs'),
      folder('patches'),
    ],
    commands: [
      { verbs: ['install', 'i', 'ci'], reads: 'install' },
      { verbs: ['fetch'], reads: 'install' },
    ],
    folderOptions: ['-C', '--dir', '--prefix'],
    widerOptions: ['-r', '--recursive', '-F', '--filter', '--filter-prod', '-w', '--workspace-root', '-g'],
    output: nodeModules,
    workspaceSign: manyPackages,
    localSigns: { 'package.json': localPackages, 'pnpm-workspace.yaml': /^packages\s*:/m },
    reference: 'https://pnpm.io/cli/install',
  }),
  dependencyFacts({
    manager: 'bun',
    ecosystem: 'javascript',
    manifests: [
      required('package.json'),
      optional('bun.lock', 'bun.lock*'),
      // Before version 1.2.
      optional('bun.lockb', 'bun.lock*'),
      settings('bunfig.toml'),
      settings('.npmrc'),
      folder('patches'),
    ],
    commands: [{ verbs: ['install', 'i', 'ci'], reads: 'install' }],
    folderOptions: ['--cwd'],
    widerOptions: ['--filter', '-g'],
    output: nodeModules,
    workspaceSign: manyPackages,
    localSigns: { 'package.json': localPackages },
    reference: 'https://bun.sh/docs/cli/install',
  }),
];
