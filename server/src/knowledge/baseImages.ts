import type { BaseImageFacts } from '../model/types.ts';
import type { ShellDialect } from '../syntax/shell/tree.ts';
import { applicationImages } from './applicationImages.ts';
import type { Distribution, ImageFamily, Variant } from './imageFamily.ts';
import { languageImages } from './languageImages.ts';
import { ubuntu } from './lifecycles.ts';
import { systemImages } from './systemImages.ts';
import { namesWindowsBase, windowsAccount, unprivileged as windowsUser } from './windowsImages.ts';

/**
 * What is known of a base image by its name alone.
 * @param repository with its registry: `docker.io/library/node`
 * @param tag `undefined` when a digest stands alone; no tag at all is `latest`. A variable part of it is `unknownPart`
 */
export function baseImageFacts(repository: string, tag: string | undefined): BaseImageFacts {
  const family = imageFamily(repository);
  const parts = tag === undefined ? [unknownPart] : tag.toLowerCase().split('-');
  if (!family) {
    const explicit = explicitDistribution(parts, false);
    // Whoever made it may have selected an account.
    if (!explicit && namesWindowsBase(repository, parts))
      return { ...unknownFacts, ...distributionFacts('windows') };
    const facts = distributionFacts(explicit);
    return { ...unknownFacts, ...facts, defaultUser: accountOf(repository, facts.distribution, parts) };
  }
  const variant = family.variants?.find((candidate) => applies(candidate, parts));
  const known = { ...family, ...variant?.facts };
  // `-chiseled` and `-distroless` follow a code name; what has no shell is no longer that distribution.
  const explicit = known.hasShell === false ? undefined : explicitDistribution(parts, true);
  const isOpen = parts.some((part) => part.includes(unknownPart));
  const distribution = explicit ?? (isOpen ? undefined : known.distribution);
  const facts = distributionFacts(distribution);
  return {
    family: family.family,
    distribution,
    packageManagers: [...(known.systemManagers ?? facts.packageManagers), ...(known.managers ?? [])],
    hasShell: known.hasShell ?? facts.hasShell,
    shell: known.hasShell === false ? undefined : (known.shell ?? facts.shell),
    // A variable tag may stand for a variant with another account.
    defaultUser:
      isOpen && family.variants?.some((candidate) => candidate.facts.user)
        ? undefined
        : (known.user ?? accountOf(repository, distribution, parts)),
    availableUser:
      distribution === 'windows'
        ? windowsUser
        : isOpen && family.variants?.some((candidate) => candidate.facts.availableUser)
          ? facts.availableUser
          : (known.availableUser ?? facts.availableUser),
    entrypoint: known.entrypoint,
    workdir:
      isOpen && family.variants?.some((candidate) => candidate.facts.workdir) ? undefined : known.workdir,
  };
}

function accountOf(
  repository: string,
  distribution: Distribution | undefined,
  parts: readonly string[],
): string | undefined {
  return distribution === 'windows' ? windowsAccount(repository, parts) : undefined;
}

/** True when the image runs as root unless told otherwise; undefined when we do not know. */
export function runsAsRoot(repository: string, tag: string | undefined): boolean | undefined {
  const family = imageFamily(repository);
  if (!family) return undefined;
  const parts = tag === undefined ? [unknownPart] : tag.toLowerCase().split('-');
  const variant = family.variants?.find((candidate) => applies(candidate, parts));
  const known = { ...family, ...variant?.facts };
  if (known.userUnknown) return undefined;
  if (known.user !== undefined) return false;
  const isOpen = parts.some((part) => part.includes(unknownPart));
  return isOpen && family.variants?.some((candidate) => candidate.facts.user) ? undefined : true;
}

/**
 * Whether the image's own environment may define a name; undefined where we do not know its environment. `PATH` is
 * always there: BuildKit sets it where the image does not.
 */
export function mayDefine(repository: string, tag: string | undefined, name: string): boolean | undefined {
  const environment = imageFamily(repository)?.environment;
  // Images tagged `onbuild` bring triggers, which may declare anything.
  if (!environment || tag === undefined || tag.includes('onbuild')) return undefined;
  return name === 'PATH' || environment.some((pattern) => matches(pattern, name));
}

/** True when the image's configuration sets nothing but the usual `PATH`. */
export function hasPlainEnvironment(repository: string): boolean {
  return imageFamily(repository)?.environment?.length === 0;
}

/** Stands in a tag for what a variable without a value leaves open. */
export const unknownPart = '\u{e000}';

export const unknownFacts: BaseImageFacts = {
  family: undefined,
  distribution: undefined,
  packageManagers: [],
  hasShell: undefined,
  shell: undefined,
  defaultUser: undefined,
  availableUser: undefined,
  entrypoint: undefined,
  workdir: undefined,
};

/** An image of which nothing is known but that it is for Windows. */
export const someWindowsFacts: BaseImageFacts = { ...unknownFacts, distribution: 'windows' };

/** `FROM scratch`: nothing at all. */
export const scratchFacts: BaseImageFacts = {
  ...unknownFacts,
  family: 'scratch',
  distribution: 'scratch',
  hasShell: false,
  entrypoint: [],
  workdir: '/',
};

/** An official image under the name it is known by: `docker.io/arm32v7/node` is `docker.io/library/node`. */
export function officialName(repository: string): string {
  return repository
    .replace(architectureOrganizations, 'docker.io/library/')
    .replace(libraryMirrors, 'docker.io/library/');
}

function imageFamily(repository: string): ImageFamily | undefined {
  const name = officialName(repository);
  return exact.get(name) ?? prefixes.find(({ prefix }) => name.startsWith(prefix))?.family;
}

/** Official images of one architecture: https://github.com/docker-library/official-images#architectures-other-than-amd64 */
const architectureOrganizations =
  /^docker\.io\/(?:amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x|winamd64)\//;
// `registry.docker.com` is another name of the hub, which the generator of Rails 7.1 writes.
const libraryMirrors =
  /^(?:public\.ecr\.aws\/docker\/library|mirror\.gcr\.io\/library|registry\.docker\.com\/library)\//;

const exact = new Map<string, ImageFamily>();
const prefixes: { prefix: string; family: ImageFamily }[] = [];
for (const family of [...systemImages, ...languageImages, ...applicationImages]) {
  for (const repository of family.repositories) {
    if (repository.endsWith('*')) prefixes.push({ prefix: repository.slice(0, -1), family });
    else if (!exact.has(repository)) exact.set(repository, family);
  }
}

function applies(variant: Variant, parts: readonly string[]): boolean {
  return variant.tag.every((pattern) =>
    parts.some((part) => !part.includes(unknownPart) && matches(pattern, part)),
  );
}

/** `*` at the end, or at both ends. */
function matches(pattern: string, text: string): boolean {
  if (pattern.startsWith('*')) return text.includes(pattern.replaceAll('*', ''));
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

/**
 * The distribution a tag names by a code name or in words. The last one counts: `8-jdk-noble`.
 * @param isOfficial of a repository we know: words that mean something else elsewhere count too
 */
function explicitDistribution(parts: readonly string[], isOfficial: boolean): Distribution | undefined {
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i] ?? '';
    // `ubuntu22.04` and `alpine3.20` carry a version, which a variable may give.
    const word = /^[a-z]+/.exec(part)?.[0] ?? '';
    const distribution = tagWords.get(word) ?? (isOfficial ? officialTagWords.get(word) : undefined);
    if (distribution) return distribution;
    if (/^al20(?:22|23)$|^al2$/.test(part)) return 'amazon';
  }
  return undefined;
}

const tagWords = new Map<string, Distribution>([
  ['alpine', 'alpine'],
  ...['debian', 'trixie', 'bookworm', 'bullseye', 'buster', 'stretch', 'jessie', 'wheezy'].map(
    (word) => [word, 'debian'] as const,
  ),
  ...[
    'ubuntu',
    'resolute',
    'questing',
    'plucky',
    'noble',
    'jammy',
    'focal',
    'bionic',
    'xenial',
    'trusty',
  ].map((word) => [word, 'ubuntu'] as const),
  ...['ubi', 'centos', 'rockylinux', 'almalinux', 'oraclelinux'].map((word) => [word, 'rhel'] as const),
  ['amazonlinux', 'amazon'],
  ['windowsservercore', 'windows'],
  ['nanoserver', 'windows'],
  ['wolfi', 'wolfi'],
]);

const officialTagWords = new Map<string, Distribution>([
  // Some of them are common words.
  ...Object.keys(ubuntu.codeNames ?? {}).map((word) => [word, 'ubuntu'] as const),
  ['sid', 'debian'],
  ['forky', 'debian'],
  ['oracle', 'rhel'],
  ['fedora', 'fedora'],
  ['amazoncorretto', 'amazon'],
  ['busybox', 'busybox'],
]);

interface DistributionFacts {
  readonly packageManagers: readonly string[];
  readonly hasShell: boolean | undefined;
  readonly shell: ShellDialect | undefined;
  readonly availableUser: string | undefined;
}

function distributionFacts(
  distribution: Distribution | undefined,
): DistributionFacts & { distribution?: Distribution } {
  if (!distribution)
    return { packageManagers: [], hasShell: undefined, shell: undefined, availableUser: undefined };
  const [packageManagers, shell, availableUser] = distributions[distribution];
  return { distribution, packageManagers, hasShell: hasShell(distribution), shell, availableUser };
}

function hasShell(distribution: Distribution): boolean {
  return distribution !== 'distroless' && distribution !== 'scratch';
}

/**
 * Package managers, what runs a shell form, and an unprivileged account. Images of Windows often set a SHELL of
 * their own: only its system images, in the table of families, have a known one.
 */
const distributions: Readonly<
  Record<Distribution, readonly [readonly string[], ShellDialect | undefined, string | undefined]>
> = {
  debian: [['apt-get', 'apt'], 'dash', 'nobody'],
  ubuntu: [['apt-get', 'apt'], 'dash', 'nobody'],
  alpine: [['apk'], 'ash', 'nobody'],
  wolfi: [['apk'], 'ash', 'nobody'],
  busybox: [[], 'ash', 'nobody'],
  fedora: [['dnf'], 'bash', 'nobody'],
  rhel: [['dnf', 'yum'], 'bash', 'nobody'],
  amazon: [['dnf', 'yum'], 'bash', 'nobody'],
  suse: [['zypper'], 'bash', 'nobody'],
  arch: [['pacman'], 'bash', 'nobody'],
  windows: [[], undefined, windowsUser],
  distroless: [[], undefined, undefined],
  scratch: [[], undefined, undefined],
};
