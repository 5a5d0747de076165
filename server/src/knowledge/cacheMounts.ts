/**
 * Where a package manager keeps what it downloads: what a cache mount is put over. `~` is the home of whoever runs it.
 * Facts with their source in the facts of the package manager.
 */
export interface CacheMountFacts {
  /** Empty where it keeps nothing that the next project could use. */
  readonly targets: readonly string[];
  /** Where it is elsewhere in images of some families, by their names. */
  readonly inImages?: Readonly<Record<string, readonly string[]>>;
  /** Needs the cache for itself. */
  readonly isLocked?: boolean;
  /** Options that switch the cache off, and are in the way of it. */
  readonly againstOptions?: readonly string[];
  /** Variables that switch it off or put it elsewhere. */
  readonly variables?: readonly string[];
  /** Options under which nothing is downloaded: what is needed is there, or the command fails. */
  readonly offlineOptions?: readonly string[];
  /**
   * What is downloaded is used from where it is kept, by builds as well, which download what is missing. (Other managers
   * put it somewhere else besides, and what they keep is of no use but for the next download.)
   */
  readonly isStore?: boolean;
  /** What keeps downloads that are deleted else when they are installed, put behind the program's name. */
  readonly keepOption?: string;
}

export function cacheMountOf(manager: string): CacheMountFacts | undefined {
  return MOUNTS[manager];
}

const MOUNTS: Readonly<Record<string, CacheMountFacts>> = {
  'apt-get': { targets: ['/var/cache/apt', '/var/lib/apt'], isLocked: true },
  apt: { targets: ['/var/cache/apt', '/var/lib/apt'], isLocked: true },
  // https://dnf.readthedocs.io/en/latest/conf_ref.html: keepcache is off. Zypper can be told by its repositories alone.
  dnf: { targets: ['/var/cache/dnf'], isLocked: true, keepOption: '--setopt=keepcache=1' },
  dnf5: { targets: ['/var/cache/libdnf5'], isLocked: true, keepOption: '--setopt=keepcache=1' },
  pip: {
    targets: ['~/.cache/pip'],
    // pip takes any beginning of an option that can be no other.
    againstOptions: ['--no-cache-dir', '--no-cache'],
    variables: ['PIP_NO_CACHE_DIR', 'PIP_CACHE_DIR'],
    offlineOptions: ['--no-index'],
  },
  uv: {
    targets: ['~/.cache/uv'],
    againstOptions: ['--no-cache', '--no-cache-dir'],
    variables: ['UV_NO_CACHE', 'UV_CACHE_DIR'],
    offlineOptions: ['--offline'],
  },
  poetry: {
    targets: ['~/.cache/pypoetry'],
    againstOptions: ['--no-cache'],
    variables: ['POETRY_CACHE_DIR', 'POETRY_NO_CACHE'],
  },
  npm: {
    targets: ['~/.npm'],
    variables: ['NPM_CONFIG_CACHE', 'npm_config_cache'],
    offlineOptions: ['--offline'],
  },
  // Of the classic Yarn. The cache of later ones is what the program runs from, under Plug'n'Play.
  yarn: {
    targets: ['/usr/local/share/.cache/yarn'],
    variables: ['YARN_CACHE_FOLDER'],
    offlineOptions: ['--offline'],
  },
  pnpm: {
    targets: ['~/.local/share/pnpm/store'],
    variables: ['PNPM_HOME', 'XDG_DATA_HOME'],
    offlineOptions: ['--offline'],
  },
  bun: { targets: ['~/.bun/install/cache'], variables: ['BUN_INSTALL_CACHE_DIR'] },
  go: {
    targets: ['~/go/pkg/mod', '~/.cache/go-build'],
    inImages: { golang: ['/go/pkg/mod', '~/.cache/go-build'] },
    variables: ['GOPATH', 'GOMODCACHE', 'GOCACHE'],
    offlineOptions: ['-mod=vendor'],
    isStore: true,
  },
  cargo: {
    targets: ['~/.cargo/registry'],
    inImages: { rust: ['/usr/local/cargo/registry'] },
    variables: ['CARGO_HOME'],
    offlineOptions: ['--offline', '--frozen'],
    isStore: true,
  },
  maven: {
    targets: ['~/.m2'],
    variables: ['MAVEN_OPTS', 'MAVEN_CONFIG'],
    offlineOptions: ['-o', '--offline'],
    isStore: true,
  },
  gradle: {
    targets: ['~/.gradle'],
    variables: ['GRADLE_USER_HOME'],
    offlineOptions: ['--offline'],
    isStore: true,
  },
  composer: {
    targets: ['~/.composer/cache'],
    inImages: { composer: ['/tmp/cache'] },
    againstOptions: ['--no-cache'],
    variables: ['COMPOSER_CACHE_DIR', 'COMPOSER_HOME'],
  },
  bundle: {
    targets: [],
    inImages: { ruby: ['/usr/local/bundle/cache'] },
    variables: ['BUNDLE_PATH'],
    offlineOptions: ['--local'],
  },
  dotnet: {
    targets: ['~/.nuget/packages'],
    variables: ['NUGET_PACKAGES'],
    offlineOptions: ['--no-restore', '--no-build'],
    isStore: true,
  },
};
