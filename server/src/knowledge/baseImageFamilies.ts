import type { BaseImageFacts } from '../model/types.ts';
import type { ShellDialect } from '../syntax/shell/tree.ts';

/**
 * What is true of well-known base images whatever their version: facts of their published configurations
 * (`docker image inspect`), which change rarely. Where a fact depends on the version it is left out, or given for
 * the tags it holds for. Sources: the images' own Dockerfiles, linked from https://hub.docker.com/u/library,
 * https://github.com/GoogleContainerTools/distroless, https://edu.chainguard.dev, https://catalog.redhat.com.
 */
export interface ImageFamily {
  /** The name we call the family by. */
  readonly family: string;
  /** Repositories with their registry; a trailing `*` stands for any rest. */
  readonly repositories: readonly string[];
  /** The distribution of a tag that names none. Undefined when tags differ without saying so. */
  readonly distribution?: Distribution;
  /** Managers the image brings beside those of its distribution. */
  readonly managers?: readonly string[];
  /** The managers of its system, where they differ from the distribution's. */
  readonly systemManagers?: readonly string[];
  /** What `/bin/sh` is, where the distribution does not tell. */
  readonly shell?: ShellDialect;
  /** The account the image selects: a user other than root. Absent: root. */
  readonly user?: string;
  /** True when we do not know which account it selects. */
  readonly userUnknown?: boolean;
  readonly availableUser?: string;
  /** `[]`: known to have none. Absent: not known. */
  readonly entrypoint?: readonly string[];
  /** Absent: not known. */
  readonly workdir?: string;
  readonly hasShell?: boolean;
  /** Facts that hold for tags in which all the given parts occur; the first match wins. */
  readonly variants?: readonly Variant[];
  /**
   * Names of the image's environment over all its versions, `PATH` aside; a trailing `*` stands for any rest.
   * Absent: not known, so any name may be set.
   */
  readonly environment?: readonly string[];
}

export interface Variant {
  /** Parts of a tag between `-`; a trailing `*` stands for any rest. */
  readonly tag: readonly string[];
  readonly facts: Partial<Omit<ImageFamily, 'family' | 'repositories' | 'variants' | 'environment'>>;
}

export type Distribution = NonNullable<BaseImageFacts['distribution']>;

const library = (...names: string[]): string[] => names.map((name) => `docker.io/library/${name}`);

/** A plain operating system: no entrypoint, root, `/`, nothing but `PATH` in its environment. */
function system(family: string, distribution: Distribution, repositories: string[], extra = {}): ImageFamily {
  return { family, distribution, repositories, entrypoint: [], workdir: '/', environment: [], ...extra };
}

/** A language image whose configuration adds an environment only. */
function language(family: string, environment: readonly string[], extra: Partial<ImageFamily>): ImageFamily {
  return { family, repositories: library(family), distribution: 'debian', environment, ...extra };
}

/** Servers that start as root and drop to their own account: `docker-entrypoint.sh` of the official images. */
function server(family: string, account: string, extra: Partial<ImageFamily> = {}): ImageFamily {
  return { family, repositories: library(family), availableUser: account, ...extra };
}

/** Images that select an account of their own, and of which we know little else. */
function unprivileged(family: string, user: string, repositories: string[], extra = {}): ImageFamily {
  return { family, repositories, user, ...extra };
}

const jupyterStacks = ['docker.io/jupyter', 'quay.io/jupyter'].flatMap((registry) =>
  [
    'docker-stacks-foundation',
    'base-notebook',
    'minimal-notebook',
    'scipy-notebook',
    'datascience-notebook',
    'tensorflow-notebook',
    'pytorch-notebook',
    'r-notebook',
    'julia-notebook',
    'pyspark-notebook',
    'all-spark-notebook',
  ].map((name) => `${registry}/${name}`),
);

export const imageFamilies: readonly ImageFamily[] = [
  // Operating systems.
  system('alpine', 'alpine', library('alpine')),
  system('debian', 'debian', library('debian')),
  system('ubuntu', 'ubuntu', [
    ...library('ubuntu'),
    'public.ecr.aws/ubuntu/ubuntu',
    'public.ecr.aws/lts/ubuntu',
  ]),
  system('busybox', 'busybox', library('busybox')),
  system('buildpack-deps', 'debian', library('buildpack-deps')),
  system(
    'fedora',
    'fedora',
    [...library('fedora'), 'quay.io/fedora/fedora', 'registry.fedoraproject.org/fedora'],
    {
      environment: ['DISTTAG', 'FGC', 'container'],
    },
  ),
  system(
    'fedora-minimal',
    'fedora',
    ['quay.io/fedora/fedora-minimal', 'registry.fedoraproject.org/fedora-minimal'],
    {
      systemManagers: ['microdnf'],
      environment: ['DISTTAG', 'FGC', 'container'],
    },
  ),
  system('centos', 'rhel', [...library('centos'), 'quay.io/centos/centos'], { environment: undefined }),
  system('rockylinux', 'rhel', [
    ...library('rockylinux'),
    'docker.io/rockylinux/rockylinux',
    'quay.io/rockylinux/rockylinux',
  ]),
  system('almalinux', 'rhel', [...library('almalinux'), 'docker.io/almalinux/*', 'quay.io/almalinuxorg/*'], {
    environment: undefined,
  }),
  system('oraclelinux', 'rhel', [...library('oraclelinux'), 'ghcr.io/oracle/oraclelinux']),
  system('amazonlinux', 'amazon', [...library('amazonlinux'), 'public.ecr.aws/amazonlinux/amazonlinux']),
  system('archlinux', 'arch', [...library('archlinux'), 'docker.io/archlinux/archlinux'], {
    environment: undefined,
  }),
  system(
    'opensuse',
    'suse',
    ['docker.io/opensuse/leap', 'docker.io/opensuse/tumbleweed', 'registry.opensuse.org/opensuse/*'],
    {
      environment: undefined,
    },
  ),
  { family: 'suse', distribution: 'suse', repositories: ['registry.suse.com/*'], userUnknown: true },
  { family: 'kali', distribution: 'debian', repositories: ['docker.io/kalilinux/*'], entrypoint: [] },
  { family: 'ubi', distribution: 'rhel', repositories: ubi('', '/ubi', '/ubi-init'), entrypoint: [] },
  {
    family: 'ubi-minimal',
    distribution: 'rhel',
    repositories: ubi('-minimal', '/ubi-minimal'),
    entrypoint: [],
    systemManagers: ['microdnf'],
  },
  {
    family: 'ubi-micro',
    distribution: 'rhel',
    repositories: ubi('-micro', '/ubi-micro'),
    entrypoint: [],
    systemManagers: [],
  },
  // Software collections and S2I images of Red Hat run as 1001, the JDK ones as 185.
  unprivileged('ubi-openjdk', '185', ubi('/openjdk-*'), {
    distribution: 'rhel',
    systemManagers: ['microdnf'],
  }),
  unprivileged(
    'ubi-s2i',
    '1001',
    ubi(...['nodejs', 'python', 'ruby', 'php', 'perl', 'nginx', 'httpd'].map((name) => `/${name}-*`)),
    {
      distribution: 'rhel',
    },
  ),
  {
    family: 'azurelinux',
    repositories: ['mcr.microsoft.com/azurelinux/base/core', 'mcr.microsoft.com/cbl-mariner/base/core'],
    entrypoint: [],
    systemManagers: ['tdnf'],
    shell: 'bash',
  },
  // Windows.
  {
    family: 'windows',
    distribution: 'windows',
    repositories: [
      'mcr.microsoft.com/windows',
      'mcr.microsoft.com/windows/*',
      'mcr.microsoft.com/windowsservercore-insider',
      'mcr.microsoft.com/nanoserver-insider',
      'docker.io/microsoft/windowsservercore',
      'docker.io/microsoft/nanoserver',
    ],
    userUnknown: true,
    shell: 'cmd',
  },
  {
    family: 'dotnet-framework',
    distribution: 'windows',
    repositories: ['mcr.microsoft.com/dotnet/framework/*'],
    userUnknown: true,
  },
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
      // Plain tags stand for Debian up to .NET 9, for Ubuntu from 10 on. The account `app` came with .NET 8.
      ...['2', '3', '5', '6', '7'].map((major) => ({
        tag: [`${major}.*`],
        facts: { distribution: 'debian' } as const,
      })),
      ...['8', '9'].map((major) => ({
        tag: [`${major}.*`],
        facts: { distribution: 'debian', availableUser: 'app' } as const,
      })),
      { tag: ['10.*'], facts: { distribution: 'ubuntu', availableUser: 'app' } },
    ],
    environment: ['ASPNET*', 'DOTNET*', 'NUGET_*', 'POWERSHELL_*', 'APP_UID'],
  },
  // Servers that start as root.
  server('nginx', 'nginx', {
    distribution: 'debian',
    workdir: '/',
    environment: ['NGINX_*', 'NJS_*', 'PKG_RELEASE', 'DYNPKG_RELEASE', 'ACME_*'],
  }),
  server('httpd', 'www-data', {
    distribution: 'debian',
    entrypoint: [],
    workdir: '/usr/local/apache2',
    environment: ['HTTPD_*', 'APACHE_*'],
  }),
  server('caddy', 'nobody', { distribution: 'alpine', entrypoint: [] }),
  server('redis', 'redis', {
    distribution: 'debian',
    entrypoint: ['docker-entrypoint.sh'],
    workdir: '/data',
    environment: ['REDIS_*', 'GOSU_*'],
  }),
  server('valkey', 'valkey', {
    repositories: ['docker.io/valkey/valkey'],
    distribution: 'debian',
    workdir: '/data',
  }),
  server('postgres', 'postgres', {
    distribution: 'debian',
    entrypoint: ['docker-entrypoint.sh'],
    environment: ['PG*', 'LANG', 'GOSU_*', 'DOCKER_PG_*'],
  }),
  server('mysql', 'mysql', { entrypoint: ['docker-entrypoint.sh'] }),
  server('mariadb', 'mysql', { entrypoint: ['docker-entrypoint.sh'] }),
  server('mongo', 'mongodb', { entrypoint: ['docker-entrypoint.sh'] }),
  server('rabbitmq', 'rabbitmq', { entrypoint: ['docker-entrypoint.sh'] }),
  server('wordpress', 'www-data', {
    distribution: 'debian',
    entrypoint: ['docker-entrypoint.sh'],
    workdir: '/var/www/html',
    variants: [{ tag: ['cli*'], facts: { distribution: 'alpine', user: 'www-data' } }],
  }),
  server('nextcloud', 'www-data', {
    distribution: 'debian',
    entrypoint: ['/entrypoint.sh'],
    workdir: '/var/www/html',
  }),
  server('drupal', 'www-data', { distribution: 'debian' }),
  {
    family: 'docker',
    repositories: library('docker'),
    distribution: 'alpine',
    variants: [{ tag: ['*rootless*'], facts: { user: 'rootless' } }],
  },
  // Images that select an unprivileged account themselves.
  unprivileged('memcached', 'memcache', library('memcached'), { distribution: 'debian' }),
  unprivileged('solr', 'solr', library('solr')),
  unprivileged(
    'nginx-unprivileged',
    '101',
    [
      'docker.io/nginxinc/nginx-unprivileged',
      'ghcr.io/nginxinc/nginx-unprivileged',
      'quay.io/nginx/nginx-unprivileged',
      'public.ecr.aws/nginx/nginx-unprivileged',
    ],
    { distribution: 'debian' },
  ),
  unprivileged('jenkins', 'jenkins', [
    'docker.io/jenkins/jenkins',
    'docker.io/jenkins/inbound-agent',
    'docker.io/jenkins/agent',
  ]),
  unprivileged('grafana', '472', [
    'docker.io/grafana/grafana',
    'docker.io/grafana/grafana-enterprise',
    'docker.io/grafana/grafana-oss',
  ]),
  unprivileged(
    'prometheus',
    'nobody',
    ['prometheus', 'alertmanager', 'node-exporter'].flatMap((name) => [
      `docker.io/prom/${name}`,
      `quay.io/prometheus/${name}`,
    ]),
    { distribution: 'busybox' },
  ),
  unprivileged('kibana', '1000', ['docker.elastic.co/kibana/kibana', 'docker.io/library/kibana']),
  unprivileged('logstash', '1000', ['docker.elastic.co/logstash/logstash', 'docker.io/library/logstash']),
  // Elasticsearch selects its account since 8; before, its entrypoint dropped root.
  {
    family: 'elasticsearch',
    repositories: ['docker.elastic.co/elasticsearch/elasticsearch', 'docker.io/library/elasticsearch'],
    userUnknown: true,
    availableUser: 'elasticsearch',
    variants: ['8', '9'].map((major) => ({
      tag: [`${major}.*`],
      facts: { user: 'elasticsearch', userUnknown: false },
    })),
  },
  unprivileged('jupyter', '1000', jupyterStacks, {
    distribution: 'ubuntu',
    managers: ['pip', 'conda', 'mamba'],
    workdir: '/home/jovyan',
  }),
  unprivileged('keycloak', '1000', ['quay.io/keycloak/keycloak']),
  unprivileged('nexus', 'nexus', ['docker.io/sonatype/nexus3']),
  unprivileged('airflow', 'airflow', ['docker.io/apache/airflow'], {
    distribution: 'debian',
    managers: ['pip'],
  }),
  unprivileged('superset', 'superset', ['docker.io/apache/superset'], {
    distribution: 'debian',
    managers: ['pip'],
  }),
  unprivileged('circleci', 'circleci', ['docker.io/cimg/*', 'docker.io/circleci/*']),
  unprivileged('gitpod', 'gitpod', ['docker.io/gitpod/workspace-*'], { distribution: 'ubuntu' }),
  unprivileged('micromamba', 'mambauser', ['docker.io/mambaorg/micromamba', 'ghcr.io/mamba-org/micromamba'], {
    managers: ['micromamba'],
  }),
  unprivileged('puppeteer', 'pptruser', ['ghcr.io/puppeteer/puppeteer'], { distribution: 'debian' }),
  unprivileged('selenium', '1200', ['docker.io/selenium/*'], { distribution: 'ubuntu' }),
  unprivileged('curl', 'curl_user', ['docker.io/curlimages/curl', 'quay.io/curl/curl'], {
    distribution: 'alpine',
  }),
  unprivileged(
    'bitnami',
    '1001',
    [
      'apache',
      'kafka',
      'keycloak',
      'mariadb',
      'mongodb',
      'mysql',
      'nginx',
      'postgresql',
      'rabbitmq',
      'redis',
      'tomcat',
      'zookeeper',
    ].flatMap((name) => [`docker.io/bitnami/${name}`, `docker.io/bitnamilegacy/${name}`]),
    { distribution: 'debian' },
  ),
  {
    family: 'playwright',
    repositories: ['mcr.microsoft.com/playwright', 'mcr.microsoft.com/playwright/*'],
    distribution: 'ubuntu',
    availableUser: 'pwuser',
  },
  {
    family: 'devcontainer-node',
    repositories: ['javascript-node', 'typescript-node'].map(
      (name) => `mcr.microsoft.com/devcontainers/${name}`,
    ),
    distribution: 'debian',
    availableUser: 'node',
  },
  {
    family: 'devcontainer',
    repositories: ['mcr.microsoft.com/devcontainers/*', 'mcr.microsoft.com/vscode/devcontainers/*'],
    availableUser: 'vscode',
  },
  { family: 'cuda', repositories: ['docker.io/nvidia/cuda', 'nvcr.io/nvidia/cuda'] },
  {
    family: 'conda',
    repositories: ['docker.io/continuumio/*'],
    distribution: 'debian',
    managers: ['conda', 'pip'],
  },
  // Distroless: https://github.com/GoogleContainerTools/distroless#debug-images, #what-about-a-nonroot-user
  {
    family: 'distroless-node',
    repositories: ['gcr.io/distroless/nodejs*'],
    distribution: 'distroless',
    entrypoint: ['/nodejs/bin/node'],
    availableUser: 'nonroot',
    hasShell: false,
    variants: distrolessVariants(),
  },
  {
    family: 'distroless-java',
    repositories: ['gcr.io/distroless/java*'],
    distribution: 'distroless',
    availableUser: 'nonroot',
    hasShell: false,
    variants: distrolessVariants(),
  },
  {
    family: 'distroless-python',
    repositories: ['gcr.io/distroless/python*'],
    distribution: 'distroless',
    availableUser: 'nonroot',
    hasShell: false,
    variants: distrolessVariants(),
  },
  {
    family: 'distroless',
    repositories: ['gcr.io/distroless/*'],
    distribution: 'distroless',
    entrypoint: [],
    availableUser: 'nonroot',
    hasShell: false,
    variants: distrolessVariants(),
  },
  // Chainguard: https://edu.chainguard.dev/chainguard/chainguard-images/about/getting-started-distroless/
  {
    family: 'wolfi',
    repositories: ['cgr.dev/chainguard/wolfi-base', 'docker.io/chainguard/wolfi-base'],
    distribution: 'wolfi',
    workdir: '/',
    userUnknown: true,
    availableUser: 'nonroot',
  },
  {
    family: 'chainguard-static',
    repositories: chainguard('static', 'glibc-dynamic'),
    distribution: 'distroless',
    user: '65532',
    hasShell: false,
    entrypoint: [],
  },
  {
    family: 'chainguard',
    repositories: chainguard(
      'node',
      'python',
      'nginx',
      'jre',
      'jdk',
      'php',
      'ruby',
      'dotnet-runtime',
      'aspnet-runtime',
    ),
    distribution: 'distroless',
    user: '65532',
    hasShell: false,
    variants: [{ tag: ['*dev'], facts: { distribution: 'wolfi', hasShell: true } }],
  },
  {
    family: 'chainguard',
    repositories: chainguard('*'),
    userUnknown: true,
    variants: [{ tag: ['*dev'], facts: { distribution: 'wolfi', hasShell: true } }],
  },
];

function distrolessVariants(): Variant[] {
  return [
    { tag: ['debug', 'nonroot'], facts: { user: 'nonroot', hasShell: true, workdir: '/home/nonroot' } },
    { tag: ['nonroot'], facts: { user: 'nonroot', workdir: '/home/nonroot' } },
    { tag: ['debug'], facts: { hasShell: true } },
  ];
}

function ubi(...rest: string[]): string[] {
  const names = ['ubi7', 'ubi8', 'ubi9', 'ubi10'].flatMap((name) => rest.map((suffix) => name + suffix));
  return ['registry.access.redhat.com', 'registry.redhat.io'].flatMap((registry) =>
    names.map((name) => `${registry}/${name}`),
  );
}

function chainguard(...names: string[]): string[] {
  return names.flatMap((name) => [`cgr.dev/chainguard/${name}`, `docker.io/chainguard/${name}`]);
}
