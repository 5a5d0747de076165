/**
 * Where a package manager keeps what it downloads, in the images it is usually run in: what a cache mount is put over.
 * `~` is the home of whoever runs it. Facts with their source in the facts of the package manager.
 */
export interface CacheMountFacts {
  readonly targets: readonly string[];
  /** Needs the cache for itself. */
  readonly isLocked?: boolean;
  /** Options that switch the cache off, and are in the way of it. */
  readonly againstOptions?: readonly string[];
  /** Variables that switch it off or put it elsewhere. */
  readonly variables?: readonly string[];
  /** Builds fetch as well, not only installs. */
  readonly builds?: boolean;
}

export function cacheMountOf(manager: string): CacheMountFacts | undefined {
  return MOUNTS[manager];
}

const MOUNTS: Readonly<Record<string, CacheMountFacts>> = {
  'apt-get': { targets: ['/var/cache/apt', '/var/lib/apt'], isLocked: true },
  apt: { targets: ['/var/cache/apt', '/var/lib/apt'], isLocked: true },
  dnf: { targets: ['/var/cache/dnf'], isLocked: true },
  zypper: { targets: ['/var/cache/zypp'], isLocked: true },
  pip: {
    targets: ['~/.cache/pip'],
    // pip takes any beginning of an option that can be no other.
    againstOptions: ['--no-cache-dir', '--no-cache'],
    variables: ['PIP_NO_CACHE_DIR', 'PIP_CACHE_DIR'],
  },
  uv: {
    targets: ['~/.cache/uv'],
    againstOptions: ['--no-cache', '--no-cache-dir'],
    variables: ['UV_NO_CACHE', 'UV_CACHE_DIR'],
  },
  poetry: {
    targets: ['~/.cache/pypoetry'],
    againstOptions: ['--no-cache'],
    variables: ['POETRY_CACHE_DIR', 'POETRY_NO_CACHE'],
  },
  npm: { targets: ['~/.npm'], variables: ['NPM_CONFIG_CACHE', 'npm_config_cache'] },
  yarn: { targets: ['/usr/local/share/.cache/yarn'], variables: ['YARN_CACHE_FOLDER'] },
  pnpm: { targets: ['~/.local/share/pnpm/store'], variables: ['PNPM_HOME', 'XDG_DATA_HOME'] },
  bun: { targets: ['~/.bun/install/cache'], variables: ['BUN_INSTALL_CACHE_DIR'] },
  go: {
    targets: ['/go/pkg/mod', '~/.cache/go-build'],
    variables: ['GOPATH', 'GOMODCACHE', 'GOCACHE'],
    builds: true,
  },
  cargo: { targets: ['/usr/local/cargo/registry'], variables: ['CARGO_HOME'], builds: true },
  maven: { targets: ['~/.m2'], variables: ['MAVEN_OPTS', 'MAVEN_CONFIG'], builds: true },
  gradle: { targets: ['~/.gradle'], variables: ['GRADLE_USER_HOME'], builds: true },
  composer: {
    targets: ['~/.composer/cache'],
    againstOptions: ['--no-cache'],
    variables: ['COMPOSER_CACHE_DIR', 'COMPOSER_HOME'],
  },
  bundle: { targets: ['/usr/local/bundle/cache'], variables: ['BUNDLE_PATH'] },
  dotnet: { targets: ['~/.nuget/packages'], variables: ['NUGET_PACKAGES'], builds: true },
};
