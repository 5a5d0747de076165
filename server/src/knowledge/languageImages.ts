import type { ImageFamily } from './imageFamily.ts';
import { language, library } from './imageFamily.ts';

/** Languages, their build tools and runtimes. */
export const languageImages: readonly ImageFamily[] = [
  // Languages.
  language('node', ['NODE_*', 'YARN_VERSION', 'NPM_CONFIG_LOGLEVEL'], {
    managers: ['npm', 'yarn'],
    availableUser: 'node',
    entrypoint: ['docker-entrypoint.sh'],
    workdir: '/',
  }),
  language('python', ['LANG', 'GPG_KEY', 'PYTHON*', 'SETUPTOOLS_*'], {
    managers: ['pip'],
    entrypoint: [],
    workdir: '/',
  }),
  language('pypy', ['LANG', 'PYPY_*', 'PYTHON*'], { managers: ['pip'], entrypoint: [], workdir: '/' }),
  language('golang', ['GOLANG_*', 'GOPATH', 'GOTOOLCHAIN', 'GO*'], {
    managers: ['go'],
    entrypoint: [],
    workdir: '/go',
  }),
  language('ruby', ['LANG', 'RUBY*', 'GEM_HOME', 'BUNDLE*'], {
    managers: ['gem', 'bundle'],
    entrypoint: [],
    workdir: '/',
  }),
  language('rust', ['RUSTUP_HOME', 'CARGO_HOME', 'RUST_VERSION', 'RUST*'], {
    managers: ['cargo'],
    entrypoint: [],
    workdir: '/',
  }),
  language('php', ['PHP*', 'APACHE_*', 'GPG_KEYS'], {
    availableUser: 'www-data',
    entrypoint: ['docker-php-entrypoint'],
    variants: [
      { tag: ['apache'], facts: { workdir: '/var/www/html' } },
      { tag: ['fpm'], facts: { workdir: '/var/www/html' } },
    ],
  }),
  language('perl', ['PERL*'], { managers: ['cpanm'], entrypoint: [] }),
  language('gcc', ['GPG_KEYS', 'GCC_*', 'GCC*'], { entrypoint: [], workdir: '/' }),
  language('erlang', ['OTP_*', 'REBAR*', 'LANG'], { entrypoint: [], workdir: '/' }),
  language('elixir', ['ELIXIR_*', 'OTP_*', 'REBAR*', 'LANG'], {
    managers: ['mix'],
    entrypoint: [],
    workdir: '/',
  }),
  language('haskell', ['LANG', 'STACK_*', 'CABAL_*', 'GHC_*'], { entrypoint: [], workdir: '/' }),
  { family: 'swift', repositories: library('swift'), entrypoint: [], workdir: '/' },
  {
    family: 'dart',
    repositories: library('dart'),
    distribution: 'debian',
    entrypoint: [],
    managers: ['dart'],
  },
  { family: 'julia', repositories: library('julia'), distribution: 'debian' },
  { family: 'r', repositories: library('r-base'), distribution: 'debian', entrypoint: [] },
  { family: 'crystal', repositories: ['docker.io/crystallang/crystal'], managers: ['shards'] },
  // Java. Which distribution a plain tag stands for has changed over the years, and for some by version.
  {
    family: 'openjdk',
    repositories: library('openjdk', 'java'),
    entrypoint: [],
    environment: ['JAVA_*', 'LANG', 'CA_CERTIFICATES_JAVA_VERSION'],
    variants: ['slim', '7', '7u*', '8', '8u*', '11', '11.*'].map((tag) => ({
      tag: [tag],
      facts: { distribution: 'debian' } as const,
    })),
  },
  {
    family: 'eclipse-temurin',
    repositories: library('eclipse-temurin'),
    distribution: 'ubuntu',
    environment: ['JAVA_*', 'LANG', 'LANGUAGE', 'LC_ALL'],
  },
  {
    family: 'amazoncorretto',
    repositories: library('amazoncorretto'),
    distribution: 'amazon',
    entrypoint: [],
    environment: ['JAVA_*', 'LANG'],
  },
  { family: 'ibmjava', repositories: library('ibmjava'), entrypoint: [] },
  {
    family: 'maven',
    repositories: library('maven'),
    managers: ['mvn'],
    entrypoint: ['/usr/local/bin/mvn-entrypoint.sh'],
    environment: ['JAVA_*', 'MAVEN_*', 'LANG*', 'LC_ALL'],
  },
  {
    family: 'gradle',
    repositories: library('gradle'),
    managers: ['gradle'],
    availableUser: 'gradle',
    entrypoint: [],
    workdir: '/home/gradle',
    // They selected `gradle` until the spring of 2019. https://github.com/docker-library/official-images/pull/5857
    variants: ['2.*', '3.*', '4.*', '5.0*', '5.1*', '5.2*', '5.3*', '5.4*'].map((version) => ({
      tag: [version],
      facts: { userUnknown: true },
    })),
  },
  { family: 'clojure', repositories: library('clojure'), managers: ['lein', 'clojure'] },
  {
    family: 'composer',
    repositories: library('composer'),
    distribution: 'alpine',
    managers: ['composer'],
    entrypoint: ['/docker-entrypoint.sh'],
    workdir: '/app',
  },
  { family: 'tomcat', repositories: library('tomcat'), workdir: '/usr/local/tomcat' },
  // JavaScript runtimes.
  {
    family: 'bun',
    repositories: ['docker.io/oven/bun'],
    distribution: 'debian',
    managers: ['bun'],
    availableUser: 'bun',
    workdir: '/home/bun/app',
    variants: [{ tag: ['distroless'], facts: { distribution: 'distroless', hasShell: false } }],
  },
  {
    family: 'deno',
    repositories: ['docker.io/denoland/deno'],
    distribution: 'debian',
    managers: ['deno'],
    availableUser: 'deno',
    variants: [
      { tag: ['distroless'], facts: { distribution: 'distroless', hasShell: false } },
      { tag: ['bin'], facts: { distribution: 'scratch', hasShell: false } },
    ],
  },
  // .NET: https://github.com/dotnet/dotnet-docker/blob/main/documentation/ubuntu-chiseled.md
  {
    family: 'dotnet',
    repositories: ['sdk', 'aspnet', 'runtime', 'runtime-deps', 'monitor'].map(
      (name) => `mcr.microsoft.com/dotnet/${name}`,
    ),
    managers: ['dotnet'],
    // The account `app` came with .NET 8.
    availableUser: 'app',
    entrypoint: [],
    workdir: '/',
    variants: [
      {
        tag: ['*chiseled*'],
        facts: { distribution: 'distroless', user: '1654', hasShell: false, availableUser: 'app' },
      },
      {
        tag: ['*distroless*'],
        facts: { distribution: 'distroless', user: '1654', hasShell: false, availableUser: 'app' },
      },
      // https://github.com/dotnet/dotnet-docker/blob/main/documentation/supported-tags.md
      { tag: ['azurelinux*'], facts: { distribution: undefined, systemManagers: ['tdnf'] } },
      { tag: ['cbl'], facts: { distribution: undefined, systemManagers: ['tdnf'], availableUser: 'nobody' } },
      // Plain tags stand for Debian up to .NET 9, for Ubuntu from 10 on.
      ...['1', '2', '3', '5', '6', '7'].map((major) => ({
        tag: [`${major}.*`],
        facts: { distribution: 'debian', availableUser: 'nobody' } as const,
      })),
      ...['8', '9'].map((major) => ({ tag: [`${major}.*`], facts: { distribution: 'debian' } as const })),
      ...['10', '11'].map((major) => ({ tag: [`${major}.*`], facts: { distribution: 'ubuntu' } as const })),
    ],
    environment: ['ASPNET*', 'DOTNET*', 'NUGET_*', 'POWERSHELL_*', 'APP_UID'],
  },
];
