/** How an install is told to take the versions of a lock file and to fail where it does not fit. */
export interface LockedInstall {
  readonly manager: string;
  readonly lockFiles: readonly string[];
  /** The verbs of an install that may change the lock file; empty for a bare call. */
  readonly verbs: readonly string[];
  /** The verb that does not. */
  readonly lockedVerb?: string;
  /** The option that keeps it from doing so. */
  readonly option?: string;
  /** Options with which it does not, or has no lock file. */
  readonly lockedOptions: readonly string[];
  /** Variables that amount to the option. */
  readonly variables: readonly string[];
  readonly reference: string;
}

export const LOCKED_INSTALLS: readonly LockedInstall[] = [
  {
    manager: 'npm',
    lockFiles: ['package-lock.json', 'npm-shrinkwrap.json'],
    verbs: [
      'install',
      'i',
      'in',
      'ins',
      'inst',
      'insta',
      'instal',
      'isnt',
      'isnta',
      'isntal',
      'isntall',
      'add',
    ],
    lockedVerb: 'ci',
    lockedOptions: ['-g', '--no-package-lock', '--package-lock=false', '--package-lock-only', '--dry-run'],
    variables: [],
    reference: 'https://docs.npmjs.com/cli/commands/npm-ci',
  },
  {
    manager: 'yarn',
    lockFiles: ['yarn.lock'],
    verbs: ['', 'install'],
    option: '--frozen-lockfile',
    lockedOptions: [
      '--frozen-lockfile',
      '--immutable-cache',
      '--pure-lockfile',
      '--no-lockfile',
      '--no-immutable',
    ],
    variables: ['YARN_ENABLE_IMMUTABLE_INSTALLS', 'CI'],
    reference: 'https://classic.yarnpkg.com/lang/en/docs/cli/install/',
  },
  {
    manager: 'pnpm',
    lockFiles: ['pnpm-lock.yaml'],
    verbs: ['install', 'i'],
    option: '--frozen-lockfile',
    lockedOptions: [
      '-g',
      '--frozen-lockfile',
      '--no-frozen-lockfile',
      '--no-lockfile',
      '--lockfile-only',
      '--fix-lockfile',
    ],
    variables: ['CI'],
    reference: 'https://pnpm.io/cli/install#--frozen-lockfile',
  },
  {
    manager: 'bun',
    lockFiles: ['bun.lock', 'bun.lockb'],
    verbs: ['install', 'i'],
    option: '--frozen-lockfile',
    // Production implies frozen: https://bun.sh/docs/pm/cli/install
    lockedOptions: ['-g', '--frozen-lockfile', '--production', '-p', '--ci', '--no-save', '--lockfile-only'],
    variables: [],
    reference: 'https://bun.sh/docs/cli/install',
  },
  {
    manager: 'uv',
    lockFiles: ['uv.lock'],
    verbs: ['sync'],
    option: '--locked',
    lockedOptions: ['--locked', '--frozen', '--check', '--upgrade', '--dry-run'],
    variables: ['UV_LOCKED', 'UV_FROZEN'],
    reference: 'https://docs.astral.sh/uv/concepts/projects/sync/',
  },
  {
    manager: 'pipenv',
    lockFiles: ['Pipfile.lock'],
    verbs: ['install'],
    option: '--deploy',
    lockedOptions: ['--deploy', '--ignore-pipfile', '--skip-lock', '-r', '--requirements'],
    variables: ['PIPENV_IGNORE_PIPFILE', 'PIPENV_SKIP_LOCK'],
    reference: 'https://pipenv.pypa.io/en/latest/commands.html#install',
  },
  {
    manager: 'composer',
    lockFiles: ['composer.lock'],
    verbs: ['update', 'u', 'upgrade'],
    lockedVerb: 'install',
    lockedOptions: ['--lock', '--dry-run'],
    variables: [],
    reference:
      'https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control',
  },
];
