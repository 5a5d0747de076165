import type { ImageFamily, Variant } from './imageFamily.ts';
import { library, system, unprivileged } from './imageFamily.ts';

/** Operating systems, and bases with next to nothing in them. */
export const systemImages: readonly ImageFamily[] = [
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
  system(
    'almalinux',
    'rhel',
    [...library('almalinux'), ...almalinux('almalinux', '8-base', '9-base', '10-base')],
    {
      environment: undefined,
    },
  ),
  system('almalinux-minimal', 'rhel', almalinux('8-minimal', '9-minimal', '10-minimal'), {
    systemManagers: ['microdnf'],
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
    family: 'distroless-java-base',
    repositories: ['gcr.io/distroless/java-base*'],
    distribution: 'distroless',
    availableUser: 'nonroot',
    hasShell: false,
    variants: distrolessVariants(),
  },
  {
    family: 'distroless-java',
    repositories: ['gcr.io/distroless/java*'],
    distribution: 'distroless',
    entrypoint: ['/usr/bin/java', '-jar'],
    availableUser: 'nonroot',
    hasShell: false,
    variants: distrolessVariants(),
  },
  {
    family: 'distroless-python',
    repositories: ['gcr.io/distroless/python*'],
    distribution: 'distroless',
    entrypoint: ['/usr/bin/python3'],
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

function almalinux(...names: string[]): string[] {
  return names.flatMap((name) => [`docker.io/almalinux/${name}`, `quay.io/almalinuxorg/${name}`]);
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
