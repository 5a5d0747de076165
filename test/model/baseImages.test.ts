import { describe, expect, test } from 'vitest';
import { baseImageFacts, mayDefine, runsAsRoot, unknownPart } from '../../server/src/knowledge/baseImages.ts';

describe('facts of base images', () => {
  test.each([
    [
      'docker.io/library/alpine',
      'latest',
      { distribution: 'alpine', packageManagers: ['apk'], hasShell: true, shell: 'ash' },
    ],
    ['docker.io/library/node', '22', { family: 'node', distribution: 'debian', availableUser: 'node' }],
    [
      'docker.io/library/node',
      '22-alpine3.21',
      { distribution: 'alpine', packageManagers: ['apk', 'npm', 'yarn'] },
    ],
    ['docker.io/amazon/aws-lambda-python', '3.13', { distribution: 'amazon', workdir: '/var/task' }],
    ['docker.io/acme/iis-nanoserver', '1', { distribution: 'windows', defaultUser: undefined }],
    ['docker.io/acme/tool', 'ltsc2022', { distribution: 'windows', defaultUser: undefined }],
    ['docker.io/acme/windows', '11', { distribution: undefined }],
    ['docker.io/arm64v8/node', '22-slim', { family: 'node', distribution: 'debian' }],
    ['registry.docker.com/library/ruby', '3.3-slim', { family: 'ruby', distribution: 'debian' }],
    [
      'public.ecr.aws/docker/library/python',
      '3.13',
      { family: 'python', packageManagers: ['apt-get', 'apt', 'pip'] },
    ],
    [
      'docker.io/library/php',
      '8-fpm-alpine',
      { availableUser: 'www-data', workdir: '/var/www/html', distribution: 'alpine' },
    ],
    ['docker.io/library/eclipse-temurin', '21-jre', { distribution: 'ubuntu' }],
    ['docker.io/library/eclipse-temurin', '21-jre-ubi9-minimal', { distribution: 'rhel' }],
    ['docker.io/library/buildpack-deps', 'oracular-curl', { distribution: 'ubuntu' }],
    ['docker.io/library/buildpack-deps', 'trixie-curl', { distribution: 'debian' }],
    ['docker.io/acme/player', 'disco', { distribution: undefined }],
    ['docker.io/library/openjdk', '17', { distribution: undefined }],
    ['docker.io/library/openjdk', '17-slim', { distribution: 'debian' }],
    ['docker.io/library/openjdk', '17-oracle', { distribution: 'rhel' }],
    ['mcr.microsoft.com/dotnet/aspnet', '8.0', { distribution: 'debian', availableUser: 'app' }],
    ['mcr.microsoft.com/dotnet/aspnet', '10.0', { distribution: 'ubuntu' }],
    [
      'mcr.microsoft.com/dotnet/aspnet',
      '8.0-noble-chiseled',
      { distribution: 'distroless', hasShell: false, defaultUser: '1654' },
    ],
    [
      'mcr.microsoft.com/dotnet/sdk',
      '8.0-nanoserver-ltsc2022',
      { distribution: 'windows', shell: undefined, availableUser: 'ContainerUser' },
    ],
    ['mcr.microsoft.com/dotnet/aspnet', '11.0-resolute', { distribution: 'ubuntu', availableUser: 'app' }],
    [
      'mcr.microsoft.com/dotnet/sdk',
      '9.0-azurelinux3.0',
      { distribution: undefined, packageManagers: ['tdnf', 'dotnet'], availableUser: 'app' },
    ],
    [
      'mcr.microsoft.com/dotnet/sdk',
      '6.0-cbl-mariner2.0',
      { distribution: undefined, availableUser: 'nobody' },
    ],
    ['mcr.microsoft.com/dotnet/aspnet', '12.1', { distribution: undefined, availableUser: 'app' }],
    ['mcr.microsoft.com/dotnet/aspnet', '6.0', { distribution: 'debian', availableUser: 'nobody' }],
    ['mcr.microsoft.com/dotnet/aspnet', unknownPart, { availableUser: undefined }],
    [
      'gcr.io/distroless/nodejs22-debian12',
      'nonroot',
      { hasShell: false, defaultUser: 'nonroot', entrypoint: ['/nodejs/bin/node'] },
    ],
    [
      'gcr.io/distroless/static',
      'debug',
      { hasShell: true, defaultUser: undefined, availableUser: 'nonroot' },
    ],
    ['cgr.dev/chainguard/node', 'latest', { defaultUser: '65532', hasShell: false, packageManagers: [] }],
    ['cgr.dev/chainguard/node', 'latest-dev', { hasShell: true, packageManagers: ['apk'] }],
    [
      'registry.access.redhat.com/ubi9/ubi-minimal',
      'latest',
      { packageManagers: ['microdnf'], shell: 'bash' },
    ],
    ['registry.access.redhat.com/ubi9/python-312', '1', { defaultUser: '1001' }],
    ['mcr.microsoft.com/windows/servercore', 'ltsc2022', { distribution: 'windows', shell: 'cmd' }],
    ['ghcr.io/acme/base', '1.2-bookworm', { family: undefined, distribution: 'debian', shell: 'dash' }],
    ['ghcr.io/acme/base', 'oracle', { family: undefined, distribution: undefined }],
    ['ghcr.io/acme/base', '1', { packageManagers: [], hasShell: undefined, entrypoint: undefined }],
  ])('%s:%s', (repository, tag, expected) => {
    expect(baseImageFacts(repository, tag)).toMatchObject(expected);
  });

  test('a digest alone, or a tag left open, tells nothing of the variant', () => {
    expect(baseImageFacts('docker.io/library/node', undefined)).toMatchObject({
      family: 'node',
      distribution: undefined,
    });
    const open = baseImageFacts('docker.io/library/php', `8${unknownPart}`);
    expect(open).toMatchObject({
      distribution: undefined,
      workdir: undefined,
      entrypoint: ['docker-php-entrypoint'],
    });
    expect(baseImageFacts('docker.io/library/node', `${unknownPart}-alpine`).distribution).toBe('alpine');
    expect(
      baseImageFacts('mcr.microsoft.com/dotnet/aspnet', `8.0-${unknownPart}`).defaultUser,
    ).toBeUndefined();
  });

  test('the account an image selects', () => {
    expect(runsAsRoot('docker.io/library/node', '22')).toBe(true);
    expect(runsAsRoot('docker.io/jenkins/jenkins', 'lts')).toBe(false);
    expect(runsAsRoot('docker.elastic.co/elasticsearch/elasticsearch', '7.17')).toBeUndefined();
    expect(runsAsRoot('docker.elastic.co/elasticsearch/elasticsearch', '8.15')).toBe(false);
    expect(runsAsRoot('gcr.io/distroless/static', unknownPart)).toBeUndefined();
    expect(runsAsRoot('gcr.io/distroless/static', 'latest')).toBe(true);
    expect(runsAsRoot('ghcr.io/acme/base', '1')).toBeUndefined();
    expect(runsAsRoot('docker.io/library/gradle', '4.10-jdk8')).toBeUndefined();
    expect(runsAsRoot('docker.io/library/gradle', '5.4.1')).toBeUndefined();
    expect(runsAsRoot('docker.io/library/gradle', '8.10-jdk21')).toBe(true);
  });

  test('the names an image may define', () => {
    expect(mayDefine('docker.io/library/alpine', '3', 'PATH')).toBe(true);
    expect(mayDefine('docker.io/library/alpine', '3', 'LANG')).toBe(false);
    expect(mayDefine('docker.io/library/python', '3', 'PYTHON_VERSION')).toBe(true);
    expect(mayDefine('docker.io/library/python', '3-onbuild', 'X')).toBeUndefined();
    expect(mayDefine('docker.io/library/maven', '3', 'X')).toBe(false);
    expect(mayDefine('ghcr.io/acme/base', '1', 'X')).toBeUndefined();
  });
});
