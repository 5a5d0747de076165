import type { ImageFamily } from './imageFamily.ts';
import { library, server, unprivileged } from './imageFamily.ts';

/** Families whose entrypoint, started as root, goes on as the server's own account. */
export const stepsDown: ReadonlySet<string> = new Set([
  ...[
    'redis',
    'valkey',
    'postgres',
    'mysql',
    'mariadb',
    'mongo',
    'rabbitmq',
    'percona',
    'cassandra',
    'couchdb',
  ],
  ...['zookeeper', 'influxdb', 'neo4j', 'ghost', 'redmine'],
]);

/**
 * Families whose containers run as an account of the platform, whatever the image selects, or where a label of the image
 * tells the editor as whom to work:
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
 * https://containers.dev/implementors/json_reference/
 */
export const runAsPlatformSays: ReadonlySet<string> = new Set([
  'aws-lambda',
  'devcontainer',
  'devcontainer-node',
]);

/** Servers, tools and ready-made environments. */
export const applicationImages: readonly ImageFamily[] = [
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
    // The others are built on it, and start as it does.
    repositories: ['docker.io/library/postgres', 'docker.io/postgis/postgis', 'docker.io/pgvector/pgvector'],
    distribution: 'debian',
    entrypoint: ['docker-entrypoint.sh'],
    environment: ['PG*', 'LANG', 'GOSU_*', 'DOCKER_PG_*'],
  }),
  server('mysql', 'mysql', { entrypoint: ['docker-entrypoint.sh'] }),
  server('mariadb', 'mysql', { entrypoint: ['docker-entrypoint.sh'] }),
  server('mongo', 'mongodb', { entrypoint: ['docker-entrypoint.sh'] }),
  server('rabbitmq', 'rabbitmq', { entrypoint: ['docker-entrypoint.sh'] }),
  ...['cassandra', 'couchdb', 'zookeeper', 'influxdb', 'neo4j', 'redmine'].map((name) => server(name, name)),
  server('percona', 'mysql'),
  server('ghost', 'node'),
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
  unprivileged('odoo', 'odoo', library('odoo')),
  unprivileged('sonarqube', 'sonarqube', library('sonarqube')),
  // Before 2.4 as root. Varnish selects an account in its newer versions.
  {
    family: 'haproxy',
    repositories: library('haproxy'),
    distribution: 'debian',
    user: 'haproxy',
    variants: ['1', '2.0', '2.1', '2.2', '2.3'].map((version) => ({
      tag: [`${version}*`],
      facts: { userUnknown: true },
    })),
  },
  {
    family: 'varnish',
    repositories: library('varnish'),
    userUnknown: true,
    availableUser: 'varnish',
  },
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
  unprivileged('jupyter', '1000', jupyterStacks(), {
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
  {
    family: 'aws-lambda',
    repositories: ['public.ecr.aws/lambda/*', 'docker.io/amazon/aws-lambda-*'],
    distribution: 'amazon',
    entrypoint: ['/lambda-entrypoint.sh'],
    workdir: '/var/task',
  },
  { family: 'cuda', repositories: ['docker.io/nvidia/cuda', 'nvcr.io/nvidia/cuda'] },
  {
    family: 'conda',
    repositories: ['docker.io/continuumio/*'],
    distribution: 'debian',
    managers: ['conda', 'pip'],
  },
];

/** https://jupyter-docker-stacks.readthedocs.io/en/latest/using/selecting.html */
function jupyterStacks(): string[] {
  return ['docker.io/jupyter', 'quay.io/jupyter'].flatMap((registry) =>
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
}
