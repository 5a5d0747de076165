import { officialName } from './baseImages.ts';

/**
 * A tag that pins a version, of repositories that have no `latest`: pulling them without a tag fails. Microsoft took it
 * away from the base images of Windows:
 * https://techcommunity.microsoft.com/t5/containers/removing-the-latest-tag-an-update-on-mcr/ba-p/393045
 */
export function tagWithoutLatest(repository: string): string | undefined {
  return withoutLatest.get(repository);
}

const withoutLatest: ReadonlyMap<string, string> = new Map([
  ['mcr.microsoft.com/windows', '1809'],
  ['mcr.microsoft.com/windows/nanoserver', 'ltsc2022'],
  ['mcr.microsoft.com/windows/server', 'ltsc2022'],
  ['mcr.microsoft.com/windows/servercore', 'ltsc2022'],
]);

/**
 * How a version is named where tags tell variants alone: distroless images have the release of Debian in the name
 * (https://github.com/GoogleContainerTools/distroless#what-images-are-available). `named`: it is there. Undefined of
 * other images.
 */
export function distrolessRelease(repository: string): 'named' | 'missing' | undefined {
  if (!repository.startsWith('gcr.io/distroless/')) return undefined;
  return /-debian\d+$/.test(repository) ? 'named' : 'missing';
}

/** False where the name of a distroless image wants the version of a program before the release: `nodejs22-debian12`. */
export function takesRelease(repository: string): boolean {
  return /\/(?:static|base|base-nossl|cc|java-base|python3)$/.test(repository);
}

/**
 * Whether a tag names no version of what the image is there for: `lts`, `stable-alpine`. Of an official image of a program
 * the release of the system (`bookworm-slim`) and a variant (`fpm`, `jdk21`) are no version of it either. Code names of
 * other publishers may be anything.
 */
export function namesNoVersion(repository: string, tag: string): boolean {
  const parts = tag.split('-');
  const name = officialName(repository);
  if (name.startsWith('docker.io/library/') && !systems.has(name.slice('docker.io/library/'.length))) {
    return parts.every((part) => floating.has(part) || isSystemRelease(part) || isVariant(part, name));
  }
  const [first = '', ...rest] = parts;
  return (
    floating.has(first) &&
    rest.every((part) => floating.has(part) || isSystemRelease(part) || libraries.has(part))
  );
}

function isSystemRelease(part: string): boolean {
  return /^alpine\d/.test(part) || codeNames.has(part);
}

/** Of Debian and Ubuntu. */
const codeNames: ReadonlySet<string> = new Set([
  ...['wheezy', 'jessie', 'stretch', 'buster', 'bullseye', 'bookworm', 'trixie', 'forky'],
  ...['trusty', 'xenial', 'bionic', 'focal', 'jammy', 'noble', 'resolute'],
]);

/** Official images whose version is that release. */
const systems: ReadonlySet<string> = new Set([
  ...[
    'almalinux',
    'alpine',
    'alt',
    'amazonlinux',
    'archlinux',
    'buildpack-deps',
    'busybox',
    'centos',
    'cirros',
  ],
  ...[
    'clearlinux',
    'debian',
    'fedora',
    'mageia',
    'neurodebian',
    'oraclelinux',
    'photon',
    'rockylinux',
    'ubuntu',
  ],
]);

/** Java is the version of its own images, and a part of those of other programs: `gradle:jdk21`. */
function isVariant(part: string, name: string): boolean {
  if (/^(?:jdk|jre)\d*$/.test(part))
    return !/(?:java|jdk|temurin|corretto|sapmachine)$/.test(name) || !/\d/.test(part);
  return variants.has(part) || /^ltsc20\d\d$/.test(part);
}

const variants: ReadonlySet<string> = new Set([
  // PHP and what is written in it
  ...['apache', 'cli', 'fpm', 'zts'],
  // Docker, Clojure, nginx, RabbitMQ, Neo4j and SonarQube
  ...['dind', 'git', 'rootless', 'boot', 'lein', 'tools', 'deps', 'otel', 'perl', 'management'],
  ...['community', 'developer', 'enterprise'],
  ...['nanoserver', 'onbuild', 'windowsservercore'],
]);

/** BusyBox comes once for each of them: `stable-musl`. */
const libraries: ReadonlySet<string> = new Set(['glibc', 'musl', 'uclibc']);

const floating: ReadonlySet<string> = new Set([
  ...[
    'alpine',
    'bleeding',
    'canary',
    'current',
    'develop',
    'edge',
    'head',
    'lts',
    'main',
    'mainline',
    'master',
  ],
  ...['nightly', 'next', 'rolling', 'sid', 'slim', 'stable', 'testing', 'tip', 'trunk', 'unstable'],
]);
