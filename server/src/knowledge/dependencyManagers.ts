/**
 * How a package manager gets a project's dependencies: from which files, by which command, into which folder. Facts
 * only, true whatever the version; the source of each is its `reference`.
 */
export interface DependencyManager {
  /** The id of the package manager. */
  readonly manager: string;
  /** Managers of one ecosystem fill the same place: what one has installed, the other need not. */
  readonly ecosystem: string;
  /** The files that an install reads, relative to the project's folder; the first is always there. */
  readonly manifests: readonly Manifest[];
  readonly commands: readonly DependencyCommand[];
  /** Options that name the project's folder. */
  readonly folderOptions: readonly string[];
  /** With any of these the command reads more than the manifests, or other ones. */
  readonly widerOptions: readonly string[];
  /** Where dependencies go below the project's folder; a later COPY of the same folder would write over them. */
  readonly output: Output | undefined;
  /** What the rest of a stage says when the project is made of several, each with manifests of its own. */
  readonly workspaceSign: RegExp | undefined;
  /** What a manifest says when it asks for more than manifests, by file name. */
  readonly localSigns: Readonly<Record<string, RegExp>>;
  readonly reference: string;
}

export interface Manifest {
  /** A file's name. */
  readonly name: string;
  /**
   * `required`: an install without it fails. `optional`: it may be missing. `settings`: it may be missing, and is rare
   * enough to be copied only when it is known to be there. `folder`: the same for a folder.
   */
  readonly kind: 'required' | 'optional' | 'settings' | 'folder';
  /** The pattern to copy it by, where the custom is to catch several files at once. */
  readonly pattern?: string;
}

export interface DependencyCommand {
  /** The words after the program, options left out; empty for a bare call. */
  readonly verbs: readonly string[];
  /**
   * `install`: reads the manifests and nothing else. `project`: installs the project itself as well, or runs scripts of
   * it. `build`: builds the project, and fetches what it needs on the way.
   */
  readonly reads: 'install' | 'project' | 'build';
  /** Files come from these options rather than from the list of manifests. */
  readonly fileOptions?: readonly string[];
  /** Files are its operands. */
  readonly fileOperands?: boolean;
  /** What gets the dependencies alone: more options for the same command, or another one. */
  readonly step?: { readonly options: readonly string[] } | { readonly arguments: string };
}

export interface Output {
  /** Relative to the project's folder. */
  readonly folder: string;
  /** Only where one of these variables (with such a value, when there is one) or options says so. */
  readonly when?: {
    readonly variables: readonly string[];
    readonly options: readonly string[];
    /** Words of a command of the same manager that configures it so. */
    readonly settings: readonly string[];
  };
  /** Not where one of these variables names another place. */
  readonly unless?: readonly string[];
}

export function dependencyManager(manager: string): DependencyManager | undefined {
  return BY_MANAGER.get(manager);
}

type Facts = Pick<DependencyManager, 'manager' | 'ecosystem' | 'manifests' | 'commands' | 'reference'> &
  Partial<DependencyManager>;

function dependencyFacts(facts: Facts): DependencyManager {
  return {
    folderOptions: [],
    widerOptions: [],
    output: undefined,
    workspaceSign: undefined,
    localSigns: {},
    ...facts,
  };
}

function required(name: string, pattern?: string): Manifest {
  return pattern === undefined ? { name, kind: 'required' } : { name, kind: 'required', pattern };
}

function optional(name: string, pattern?: string): Manifest {
  return pattern === undefined ? { name, kind: 'optional' } : { name, kind: 'optional', pattern };
}

function settings(name: string): Manifest {
  return { name, kind: 'settings' };
}

function folder(name: string): Manifest {
  return { name, kind: 'folder' };
}

/** A dependency on a folder of the project, or a workspace: https://docs.npmjs.com/cli/configuring-npm/package-json */
const localPackages = /"workspaces"\s*:|"(?:file|link|portal|workspace):/;

/** Tools for several packages in one repository, and the folders they live in by custom. */
const manyPackages =
  /\b(?:turbo|lerna|rush)\b|\bnx\s|\s--(?:filter|workspaces?)\b|\bworkspaces?\s|(?:^|[\s/="])(?:packages|apps)\//;

const nodeModules: Output = { folder: 'node_modules' };

const javascript: readonly DependencyManager[] = [
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
      optional('.yarnrc.yml', '.yarnrc*'),
      optional('.yarnrc', '.yarnrc*'),
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
      optional('pnpm-workspace.yaml'),
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

const python: readonly DependencyManager[] = [
  dependencyFacts({
    manager: 'pip',
    ecosystem: 'python',
    manifests: [],
    commands: [{ verbs: ['install', 'download', 'wheel'], reads: 'install', fileOptions: ['-r', '-c'] }],
    widerOptions: ['-e', '--no-index'],
    localSigns: {
      '': /^\s*(?:-e|--editable|-f|--find-links|--no-index|\.{0,2}\/|\.(?:\s|\[|$)|[\w.[\],-]+\s*@\s*(?:file:|\.))/m,
    },
    reference: 'https://pip.pypa.io/en/stable/reference/requirements-file-format/',
  }),
  dependencyFacts({
    manager: 'uv',
    ecosystem: 'python',
    manifests: [
      required('pyproject.toml'),
      optional('uv.lock'),
      settings('uv.toml'),
      settings('.python-version'),
    ],
    commands: [
      { verbs: ['sync'], reads: 'project', step: { options: ['--no-install-project'] } },
      { verbs: ['pip install'], reads: 'install', fileOptions: ['-r', '-c'] },
      { verbs: ['pip sync'], reads: 'install', fileOperands: true },
    ],
    folderOptions: ['--directory', '--project'],
    widerOptions: ['-e', '--package', '--all-packages', '--no-index', '--script'],
    output: { folder: '.venv', unless: ['UV_PROJECT_ENVIRONMENT'] },
    localSigns: {
      'pyproject.toml': /\[tool\.uv\.workspace\]|\bpath\s*=|\bworkspace\s*=/,
      '': /^\s*(?:-e|--editable|-f|--find-links|--no-index|\.{0,2}\/|\.(?:\s|\[|$)|[\w.[\],-]+\s*@\s*(?:file:|\.))/m,
    },
    reference: 'https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers',
  }),
  dependencyFacts({
    manager: 'poetry',
    ecosystem: 'python',
    manifests: [required('pyproject.toml'), optional('poetry.lock'), settings('poetry.toml')],
    commands: [{ verbs: ['install', 'sync'], reads: 'project', step: { options: ['--no-root'] } }],
    folderOptions: ['-C', '--directory', '-P', '--project'],
    widerOptions: ['--only-root'],
    output: {
      folder: '.venv',
      when: {
        variables: ['POETRY_VIRTUALENVS_IN_PROJECT'],
        options: [],
        settings: ['virtualenvs.in-project'],
      },
    },
    localSigns: { 'pyproject.toml': /\bpath\s*=|file:/ },
    reference: 'https://python-poetry.org/docs/cli/#install',
  }),
  dependencyFacts({
    manager: 'pipenv',
    ecosystem: 'python',
    manifests: [required('Pipfile'), optional('Pipfile.lock')],
    commands: [{ verbs: ['install', 'sync'], reads: 'install' }],
    widerOptions: ['-r', '-e'],
    output: { folder: '.venv', when: { variables: ['PIPENV_VENV_IN_PROJECT'], options: [], settings: [] } },
    localSigns: { Pipfile: /\bpath\s*=|\beditable\s*=|\bfile\s*=/ },
    reference: 'https://pipenv.pypa.io/en/latest/commands.html#install',
  }),
  dependencyFacts({
    manager: 'conda',
    ecosystem: 'conda',
    manifests: [],
    commands: [
      {
        verbs: ['env create', 'env update', 'create', 'install', 'update'],
        reads: 'install',
        fileOptions: ['-f'],
      },
    ],
    localSigns: { '': /^\s*-\s*(?:-e|--editable|-r|--requirement|-c|--constraint|\.{0,2}\/|\.\s*$)/m },
    reference:
      'https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#creating-an-environment-from-an-environment-yml-file',
  }),
];

const scripting: readonly DependencyManager[] = [
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
    localSigns: { Gemfile: /^\s*(?:gemspec|eval_gemfile|path)\b|\bpath:|:path\s*=>/m },
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

const compiled: readonly DependencyManager[] = [
  dependencyFacts({
    manager: 'go',
    ecosystem: 'go',
    manifests: [required('go.mod'), optional('go.sum')],
    commands: [
      { verbs: ['mod download'], reads: 'install' },
      { verbs: ['build', 'install', 'run', 'test'], reads: 'build', step: { arguments: 'mod download' } },
    ],
    folderOptions: ['-C'],
    widerOptions: ['-modfile'],
    localSigns: { 'go.mod': /=>\s*\.{1,2}\// },
    reference: 'https://go.dev/ref/mod#go-mod-download',
  }),
  dependencyFacts({
    manager: 'cargo',
    ecosystem: 'rust',
    manifests: [required('Cargo.toml'), optional('Cargo.lock')],
    // Cargo reads no manifest without the sources it names: there is no step of its own for the dependencies.
    commands: [
      {
        verbs: ['build', 'b', 'install', 'run', 'r', 'test', 't', 'check', 'c', 'rustc', 'zigbuild'],
        reads: 'build',
      },
    ],
    reference: 'https://doc.rust-lang.org/cargo/commands/cargo-build.html',
  }),
  dependencyFacts({
    manager: 'maven',
    ecosystem: 'java',
    manifests: [required('pom.xml'), folder('.mvn')],
    commands: [
      { verbs: ['dependency:go-offline', 'dependency:resolve'], reads: 'install' },
      {
        verbs: ['compile', 'test', 'package', 'verify', 'install', 'deploy'],
        reads: 'build',
        step: { arguments: '-B dependency:go-offline' },
      },
    ],
    widerOptions: [
      '-f',
      '-pl',
      '-am',
      '--projects',
      '--file',
      '-s',
      '--settings',
      '-gs',
      '--global-settings',
    ],
    localSigns: { 'pom.xml': /<modules?>|<relativePath>\s*[^<\s]/ },
    reference: 'https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html',
  }),
  dependencyFacts({
    manager: 'gradle',
    ecosystem: 'java',
    // No task fetches what a build needs and nothing else: `dependencies` reads the descriptions only.
    manifests: [required('build.gradle')],
    commands: [
      {
        verbs: [
          'build',
          'assemble',
          'bootJar',
          'jar',
          'shadowJar',
          'installDist',
          'war',
          'bootWar',
          'distTar',
        ],
        reads: 'build',
      },
    ],
    reference: 'https://docs.gradle.org/current/userguide/command_line_interface.html',
  }),
  dependencyFacts({
    manager: 'dotnet',
    ecosystem: 'dotnet',
    manifests: [
      required('*.csproj'),
      settings('NuGet.config'),
      settings('nuget.config'),
      settings('global.json'),
      settings('Directory.Build.props'),
      settings('Directory.Packages.props'),
    ],
    commands: [
      { verbs: ['restore'], reads: 'install', fileOperands: true },
      { verbs: ['build', 'publish'], reads: 'build', fileOperands: true, step: { arguments: 'restore' } },
    ],
    widerOptions: ['--configfile'],
    output: { folder: 'obj' },
    localSigns: { '': /<ProjectReference\b/ },
    reference: 'https://learn.microsoft.com/dotnet/core/tools/dotnet-restore',
  }),
  dependencyFacts({
    manager: 'mix',
    ecosystem: 'elixir',
    manifests: [required('mix.exs'), optional('mix.lock')],
    commands: [{ verbs: ['deps.get'], reads: 'install' }],
    output: { folder: 'deps' },
    localSigns: { 'mix.exs': /\bapps_path:|\bpath:|\bin_umbrella:/ },
    reference: 'https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html',
  }),
];

const BY_MANAGER: ReadonlyMap<string, DependencyManager> = new Map(
  [...javascript, ...python, ...scripting, ...compiled].map((facts) => [facts.manager, facts]),
);
