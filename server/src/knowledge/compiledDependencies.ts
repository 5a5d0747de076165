import {
  type DependencyManager,
  dependencyFacts,
  folder,
  optional,
  required,
  settings,
} from './dependencyFacts.ts';

/** How build tools get what they build with. */
export const COMPILED_DEPENDENCIES: readonly DependencyManager[] = [
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
