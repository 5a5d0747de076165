import { baseImageFacts, officialName, unknownPart } from '../../knowledge/baseImages.ts';
import type { BaseImageFacts, Stage } from '../../model/types.ts';

export interface OfficialBase {
  readonly facts: BaseImageFacts;
  /** Whether its distribution is the same whatever the variables in its tag are given. */
  readonly isExact: boolean;
}

/**
 * What is known of the image at the bottom of a stage, if it is scratch or an official one: others change what they are
 * built on, and say so nowhere. Undefined where a variable decides which image it is.
 */
export function officialBase({ base }: Stage): OfficialBase | undefined {
  const { root } = base;
  const { reference, facts, text, kind } = root;
  if (kind === 'scratch') return root.hasVariables ? undefined : { facts, isExact: true };
  if (kind !== 'image' || !reference || !isOfficial(reference.name, facts.family)) return undefined;
  if (/onbuild/.test(reference.tag ?? '')) return undefined;
  if (!root.hasVariables) return { facts, isExact: true };
  const [repository = '', tag = ''] = text.split(/:(?=[^/]*$)/);
  if (repository.includes('$')) return undefined;
  const open = tag.replaceAll(/\$(?:\{[^}]*\}|\w+)/g, unknownPart);
  const certain = baseImageFacts(reference.name, open);
  if (certain.distribution !== undefined) return { facts: certain, isExact: true };
  return { facts, isExact: oneSystem.has(facts.family ?? '') };
}

function isOfficial(name: string, family = ''): boolean {
  return (
    officialName(name).startsWith('docker.io/library/') || oneSystem.has(family) || /^distroless/.test(family)
  );
}

/** Families of which every tag is of the same distribution. */
const oneSystem: ReadonlySet<string> = new Set([
  ...['alpine', 'debian', 'ubuntu', 'buildpack-deps', 'fedora', 'rockylinux', 'almalinux', 'centos'],
  ...['oraclelinux', 'amazonlinux', 'archlinux', 'opensuse', 'busybox', 'ubi', 'ubi-minimal'],
]);
