/**
 * What an ignore file should hold, by the kind of project. A pattern has a leading `**<slash>` where what it is for
 * lies in many folders, since BuildKit looks for a bare name in the root of the context alone
 * (https://docs.docker.com/build/concepts/context/#syntax). In the order in which a file would list them; none is an
 * exception, and none takes anything back from another one.
 */
export interface IgnoreStack {
  readonly id: 'node' | 'python' | 'go' | 'java' | 'php' | 'ruby' | 'rust' | 'dotnet';
  /** As people call it; fits for the heading of a group. */
  readonly name: string;
  /** Names of files in the root of the context; any of them tells. `*` stands for any characters. */
  readonly files: readonly string[];
  readonly patterns: readonly StackPattern[];
}

export interface StackPattern {
  readonly pattern: string;
  /** What it keeps out, and why; a few words without a period. */
  readonly why: string;
  /**
   * There are builds that need it: in which case, to be read after "unless". Such a pattern is for a file that somebody
   * looks at, or where it is known that the build does without.
   */
  readonly unless?: string;
}

/** For any project. */
export const ALWAYS_IGNORED: readonly StackPattern[] = [
  {
    pattern: '.git',
    why: 'the whole history: large, new with each commit, and it holds what was deleted',
    unless: 'a command of the build asks git',
  },
  { pattern: '**/.env', why: 'passwords and keys of this machine' },
  { pattern: '**/.env.*', why: 'passwords and keys, one file for each environment' },
  { pattern: '.gitignore', why: 'of use to git alone' },
  { pattern: '.github', why: 'of use to the host of the repository alone' },
  {
    pattern: '**/Dockerfile*',
    why: 'the builder reads it by itself; a change of it should not undo the cache of COPY',
  },
  { pattern: '**/.dockerignore', why: 'the builder reads it by itself' },
  { pattern: '**/docker-compose*', why: 'read by Compose, not by the image' },
  { pattern: '**/compose.y*ml', why: 'read by Compose, not by the image' },
  { pattern: '**/.vscode', why: 'settings of an editor' },
  { pattern: '**/.idea', why: 'settings of an editor' },
  { pattern: '**/.DS_Store', why: 'left behind by the Finder' },
  { pattern: '**/*.log', why: 'logs of runs on this machine' },
  {
    pattern: '*.md',
    why: 'documentation of the repository',
    unless: 'a package is built that names its README',
  },
];

export const IGNORE_STACKS: readonly IgnoreStack[] = [
  {
    id: 'node',
    name: 'Node.js',
    files: ['package.json'],
    patterns: [
      {
        pattern: '**/node_modules',
        why: 'installed anew in the image; what is built for this machine may not run there',
      },
      { pattern: '**/npm-debug.log*', why: 'what npm leaves behind when it fails' },
      { pattern: '**/.nyc_output', why: 'results of tests' },
      { pattern: 'coverage', why: 'reports of tests' },
      {
        pattern: 'dist',
        why: 'results of a build on this machine',
        unless: 'the image takes them from here',
      },
      {
        pattern: 'build',
        why: 'results of a build on this machine',
        unless: 'it holds sources, or the image takes it from here',
      },
      { pattern: '**/.next', why: 'results and cache of Next.js', unless: 'the image takes them from here' },
      { pattern: '**/.turbo', why: 'cache of Turborepo' },
    ],
  },
  {
    id: 'python',
    name: 'Python',
    files: [
      'pyproject.toml',
      'requirements*.txt',
      'setup.py',
      'setup.cfg',
      'Pipfile',
      'poetry.lock',
      'uv.lock',
      'manage.py',
    ],
    patterns: [
      { pattern: '**/__pycache__', why: 'compiled by the Python of this machine' },
      { pattern: '**/*.py[cod]', why: 'compiled by the Python of this machine' },
      { pattern: '**/.venv', why: 'a virtual environment: its paths and programs are those of this machine' },
      { pattern: 'venv', why: 'a virtual environment: its paths and programs are those of this machine' },
      { pattern: '**/.pytest_cache', why: 'cache of pytest' },
      { pattern: '**/.mypy_cache', why: 'cache of mypy' },
      { pattern: '**/.ruff_cache', why: 'cache of Ruff' },
      { pattern: '.tox', why: 'environments of tox' },
      { pattern: '.nox', why: 'environments of Nox' },
      { pattern: '**/.coverage', why: 'results of tests' },
      { pattern: 'htmlcov', why: 'reports of tests' },
      { pattern: '**/*.egg-info', why: 'made anew when the package is built' },
      { pattern: 'dist', why: 'packages built on this machine', unless: 'the image installs them from here' },
    ],
  },
  {
    id: 'go',
    name: 'Go',
    files: ['go.mod', 'go.work'],
    patterns: [
      { pattern: '**/*.test', why: 'programs of tests' },
      { pattern: '**/*.out', why: 'profiles and results of tests' },
      { pattern: 'bin', why: 'programs built on this machine', unless: 'the image takes them from here' },
      { pattern: 'dist', why: 'programs built on this machine', unless: 'the image takes them from here' },
    ],
  },
  {
    id: 'java',
    name: 'Java',
    files: [
      'pom.xml',
      'build.gradle',
      'build.gradle.kts',
      'settings.gradle',
      'settings.gradle.kts',
      'build.sbt',
    ],
    patterns: [
      { pattern: '**/.gradle', why: 'cache of Gradle' },
      { pattern: '**/*.class', why: 'compiled on this machine', unless: 'the image takes them from here' },
      {
        pattern: '**/target',
        why: 'results of a build on this machine',
        unless: 'the image takes the JAR from here',
      },
      {
        pattern: 'build',
        why: 'results of a build on this machine',
        unless: 'the image takes the JAR from here',
      },
      { pattern: '**/*.iml', why: 'settings of an editor' },
      { pattern: '**/.classpath', why: 'settings of an editor' },
      { pattern: '**/.project', why: 'settings of an editor' },
      { pattern: '**/.settings', why: 'settings of an editor' },
    ],
  },
  {
    id: 'php',
    name: 'PHP',
    files: ['composer.json'],
    patterns: [
      {
        pattern: 'vendor',
        why: 'installed anew in the image by Composer',
        unless: 'the image takes it from here',
      },
      { pattern: '**/.phpunit.cache', why: 'cache of PHPUnit' },
      { pattern: '**/.phpunit.result.cache', why: 'cache of PHPUnit' },
      {
        pattern: '**/node_modules',
        why: 'installed anew in the image; what is built for this machine may not run there',
      },
      { pattern: 'storage/logs/*', why: 'logs of runs on this machine' },
      { pattern: 'var/cache', why: 'cache of runs on this machine' },
      { pattern: 'var/log', why: 'logs of runs on this machine' },
    ],
  },
  {
    id: 'ruby',
    name: 'Ruby',
    files: ['Gemfile', 'gems.rb', '*.gemspec'],
    patterns: [
      { pattern: '.bundle', why: 'settings of Bundler on this machine' },
      { pattern: 'vendor/bundle', why: 'installed anew in the image by Bundler' },
      { pattern: 'config/master.key', why: 'the key to all secrets of a Rails application' },
      { pattern: 'config/credentials/*.key', why: 'keys to secrets of a Rails application' },
      { pattern: 'log/*', why: 'logs of runs on this machine' },
      { pattern: 'tmp/*', why: 'what runs on this machine leave behind' },
      { pattern: 'coverage', why: 'reports of tests' },
      {
        pattern: '**/node_modules',
        why: 'installed anew in the image; what is built for this machine may not run there',
      },
    ],
  },
  {
    id: 'rust',
    name: 'Rust',
    files: ['Cargo.toml'],
    patterns: [
      {
        pattern: 'target',
        why: 'gigabytes of results of builds on this machine',
        unless: 'the image takes the program from here',
      },
      { pattern: '**/*.rs.bk', why: 'left behind by rustfmt' },
    ],
  },
  {
    id: 'dotnet',
    name: '.NET',
    files: ['*.sln', '*.slnx', '*.csproj', '*.fsproj', '*.vbproj', 'global.json', 'Directory.Build.props'],
    patterns: [
      {
        pattern: '**/bin',
        why: 'results of a build on this machine',
        unless: 'the image takes them from here',
      },
      {
        pattern: '**/obj',
        why: 'what a build on this machine leaves behind; a restore in the image stumbles over it',
      },
      { pattern: '**/.vs', why: 'settings of an editor' },
      { pattern: '**/*.user', why: 'settings of an editor' },
      { pattern: '**/TestResults', why: 'results of tests' },
    ],
  },
];

/** The kinds of a project with such files in its root, in the order of the table. Names are case-sensitive. */
export function stacksOf(names: readonly string[]): IgnoreStack[] {
  return IGNORE_STACKS.filter(({ files }) => files.some((file) => names.some((name) => fits(name, file))));
}

/** One `*` at most. */
function fits(name: string, file: string): boolean {
  const star = file.indexOf('*');
  if (star < 0) return name === file;
  const before = file.slice(0, star);
  const after = file.slice(star + 1);
  return name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
}
