import { architectureOf, isUsual } from './architectures.ts';
import { officialName } from './baseImages.ts';
import { alpine, centos, debian, openjdk, type Product, products, ubuntu } from './lifecycles.ts';
import { endedWindows } from './windowsImages.ts';

export interface EndedRelease {
  readonly product: string;
  readonly release: string;
  /** `2024-06`; undefined where it was long ago. */
  readonly ended: string | undefined;
  /** What to move to, in words that end a sentence. */
  readonly successor: string;
  /** The tag of the same image on the nearest release that is supported for a while; undefined where none is sure. */
  readonly tag: string | undefined;
  /** Another image beside it, where this one has ended altogether: `eclipse-temurin:17-jre`. */
  readonly image: string | undefined;
}

/** Undefined of a release that is supported, or of which we do not know. */
export function endedRelease(repository: string, tag: string): EndedRelease | undefined {
  const name = officialName(repository);
  const windows = endedWindows(name, tag);
  if (windows) {
    const successor = 'ltsc2022 or ltsc2025';
    const product = 'Windows Server';
    // A container of another release runs only where its host fits.
    return { product, ...windows, successor, tag: undefined, image: undefined };
  }
  if (vendorNamesSystem.test(name)) return endedSystem(tag);
  const product = name === buildpackDeps && namesUbuntu(tag) ? ubuntu : byRepository.get(name);
  const found = product && (endedProduct(product, tag) ?? endedSuffix(product, tag));
  return found && sureOn(found, repository);
}

/** Their tags say what they are built on: `12.4.1-devel-ubuntu18.04`, `rocm5.4_ubuntu20.04_py3.8`. */
const vendorNamesSystem = /^(?:docker\.io\/(?:nvidia|rocm)|nvcr\.io\/nvidia)\//;

/** No tag to move to: not each version of what is on it is there for a later system. */
function endedSystem(tag: string): EndedRelease | undefined {
  const [, system, version] = /(?:^|[-_])(ubuntu|centos)(\d+(?:\.\d+)?)(?=[-_]|$)/.exec(tag) ?? [];
  if (version === undefined) return undefined;
  const found = endedProduct(system === 'ubuntu' ? ubuntu : centos, version);
  return found && { ...found, tag: undefined };
}

/** It is published on both systems: by their code names, Ubuntu also by its number. */
const buildpackDeps = 'docker.io/library/buildpack-deps';

function namesUbuntu(tag: string): boolean {
  const [first = ''] = tag.split('-');
  return first in (ubuntu.codeNames ?? {}) || /^\d\d\.(?:04|10)$/.test(first);
}

/** No tag or image that may not be there for the architecture. */
function sureOn(found: EndedRelease, repository: string): EndedRelease {
  const architecture = architectureOf(repository);
  if (!isUsual(architecture)) return { ...found, tag: undefined, image: undefined };
  // Temurin 21 is not built for it: https://hub.docker.com/_/eclipse-temurin
  return architecture === 'arm32v7' ? { ...found, image: undefined } : found;
}

function endedProduct(product: Product, tag: string): EndedRelease | undefined {
  if (product === openjdk) return endedOpenjdk(tag);
  const first = (tag.split('-')[0] ?? '').replace(/^centos(?=\d)/, '');
  const codeRelease = product.codeNames?.[first];
  const version = codeRelease ?? (tag === 'latest' && product === centos ? '8' : first);
  if (!/^\d+(?:\.\d+)*$/.test(version)) return undefined;
  const numbers = version.split('.').slice(0, product.numbers);
  const release = numbers.join('.');
  const isShort = numbers.length < product.numbers;
  const limit = isShort
    ? product.firstSupported.split('.').slice(0, numbers.length)
    : product.firstSupported.split('.');
  const hasEnded = compare(numbers, limit) < 0 || product.alsoEnded?.includes(release);
  if (!hasEnded) return undefined;
  return {
    product: product.name,
    release: codeRelease === undefined ? release : `${release} (${first})`,
    ended: product.ended[release],
    successor: product.successor,
    tag: nearestTag(product, tag, first, release),
    image: undefined,
  };
}

/** The release in the place of the old one: `18-alpine` becomes `22-alpine`. Longer versions get shorter. */
function nearestTag(product: Product, tag: string, first: string, release: string): string | undefined {
  const { nearest, keeps, withinMajor, codeNames } = product;
  if (nearest === undefined) return undefined;
  if (withinMajor && nearest.split('.')[0] !== release.split('.')[0]) return undefined;
  const codeName =
    first in (codeNames ?? {})
      ? Object.entries(codeNames ?? {}).find(([, each]) => each === nearest)?.[0]
      : nearest;
  return codeName === undefined ? undefined : tagOfVersion(tag, first, codeName, keeps);
}

/**
 * The tag with another version in the place of the one it begins with, and the same variant: an old release of the
 * system gives way to one that there is for it. Undefined where the variant is none of those that it `keeps`.
 */
export function tagOfVersion(
  tag: string,
  written: string,
  version: string,
  keeps: RegExp | undefined,
): string | undefined {
  const suffix = tag
    .slice(written.length)
    .replace(/-(?:wheezy|jessie|stretch|buster|bullseye)(?=-|$)/, '-bookworm')
    .replace(/-alpine3\.\d+$/, '-alpine');
  return suffix === '' || keeps?.test(suffix) ? version + suffix : undefined;
}

/** The variants of an image for a release that gets updates for a while. Undefined for others, and for their first patches. */
export function supportedVariants(repository: string, numbers: readonly number[]): RegExp | undefined {
  const product = byRepository.get(officialName(repository));
  if (!product || numbers.length > product.numbers) return undefined;
  const hasEnded = compare(numbers.map(String), product.firstSupported.split('.')) < 0;
  return hasEnded ? undefined : product.keeps;
}

/** A language that is supported, on a system that is not: `3.12-buster`, `22-alpine3.15`. */
function endedSuffix(product: Product, tag: string): EndedRelease | undefined {
  if (product === debian || product === ubuntu || product === alpine) return undefined;
  const parts = tag.split('-');
  const at = parts.findIndex((part, index) => index > 0 && suffixes.has(part.replace(/\d.*$/, '')));
  const part = parts[at];
  if (part === undefined) return undefined;
  const isAlpine = part.startsWith('alpine');
  const system = isAlpine ? alpine : part in (debian.codeNames ?? {}) ? debian : ubuntu;
  const ended = endedProduct(system, isAlpine ? part.slice('alpine'.length) : part);
  if (!ended) return undefined;
  const moved = isAlpine ? 'alpine' : system === debian ? 'bookworm' : undefined;
  const isKnown = product.keeps?.test(`-${moved}`) === true;
  return {
    ...ended,
    tag: moved && isKnown ? parts.map((each, index) => (index === at ? moved : each)).join('-') : undefined,
  };
}

/** The image itself has ended: https://hub.docker.com/_/openjdk says so, and names its successors. */
function endedOpenjdk(tag: string): EndedRelease | undefined {
  const version = tag === 'latest' ? '18' : /^(\d+)/.exec(tag)?.[1];
  // Of the next releases early access builds are still pushed, also under names without `-ea`.
  if (version === undefined || Number(version) >= Number(openjdk.firstSupported)) return undefined;
  const match = /^(8|11|17|21)(?:-(jdk|jre))?(?:-slim)?$/.exec(tag);
  return {
    product: openjdk.name,
    release: tag,
    ended: openjdk.ended[version] ?? '2022-07',
    successor: openjdk.successor,
    tag: undefined,
    image: match ? `eclipse-temurin:${match[1]}-${match[2] ?? 'jdk'}` : undefined,
  };
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = Number(a[i] ?? 0) - Number(b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const byRepository = new Map(
  products.flatMap((product) => product.repositories.map((repository) => [repository, product] as const)),
);

/** Words that name a system behind the version of something else. */
const suffixes = new Set([
  'alpine',
  ...Object.keys(debian.codeNames ?? {}),
  ...Object.keys(ubuntu.codeNames ?? {}),
]);
