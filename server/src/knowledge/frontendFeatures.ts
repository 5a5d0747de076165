import type { KeywordName } from '../syntax/dockerfile/tree.ts';
import { flagDocs } from './flagDocs.ts';

/** Something that docker/dockerfile reads only from a version on. https://docs.docker.com/reference/dockerfile/ */
export interface FrontendFeature {
  /** As one would write it: `COPY --link`. */
  readonly name: string;
  /** The first version, `1.4`; `1.14-labs` where only the labs channel has it. */
  readonly since: string;
  /** The first version of the labs channel, where that was earlier. */
  readonly labsSince?: string;
}

export const heredocFeature: FrontendFeature = { name: 'A heredoc', since: '1.4', labsSince: '1.3' };

/** `<< EOF`. https://github.com/moby/buildkit/pull/5817 */
export const spacedHeredocFeature: FrontendFeature = { name: 'A blank behind <<', since: '1.16' };

/** `--chmod=u=rwX,go=rX` */
export const symbolicModeFeature: FrontendFeature = { name: 'A mode in letters', since: '1.14' };

export const gitSourceFeature: FrontendFeature = {
  name: 'ADD of a Git repository',
  since: '1.6',
  labsSince: '1.1',
};

/** `--mount=type=secret,env=NAME` */
export const secretVariableFeature: FrontendFeature = { name: 'A secret as a variable', since: '1.10' };

/** `${name#pattern}`, `${name/pattern/text}` */
export const substitutionFeature: FrontendFeature = { name: 'This modifier', since: '1.7' };

/** The flag of an instruction; undefined when every version has it. */
export function flagFeature(keyword: KeywordName, flag: string): FrontendFeature | undefined {
  const since =
    keyword === 'HEALTHCHECK' && flag === 'start-interval' ? '1.6' : flagDocs[keyword]?.[flag]?.since;
  if (since === undefined) return undefined;
  const labsSince = LABS[flag];
  return { name: `${keyword} --${flag}`, since, ...(labsSince === undefined ? {} : { labsSince }) };
}

/** Where the labs channel had a flag first. */
const LABS: Readonly<Record<string, string>> = {
  checksum: '1.5',
  exclude: '1.7',
  network: '1.1',
  parents: '1.7',
  security: '1.1',
};

/**
 * Whether a tag of docker/dockerfile surely lacks a feature. Tags that move (`1`, `latest`, `labs`, `master`) and those
 * of other builds do not.
 */
export function lacksFeature(tag: string, feature: FrontendFeature): boolean {
  const found = versionOf(tag);
  if (!found) return false;
  const isLabs = /-labs$/.test(tag);
  if (/-labs$/.test(feature.since) && !isLabs) return true;
  const needed = versionOf(isLabs ? (feature.labsSince ?? feature.since) : feature.since);
  return needed !== undefined && isBefore(found, needed);
}

/** The oldest tag that has all of them, not older than the one there is. */
export function tagWith(tag: string, features: readonly FrontendFeature[]): string | undefined {
  const isLabs = /-labs$/.test(tag) || features.some(({ since }) => /-labs$/.test(since));
  const needed = features.flatMap(
    ({ since, labsSince }) => versionOf(isLabs ? (labsSince ?? since) : since) ?? [],
  );
  const own = versionOf(tag);
  const [newest] = [...needed, ...(own ? [own] : [])].sort((a, b) => (isBefore(a, b) ? 1 : -1));
  return newest && `${newest.major}.${newest.minor}${isLabs ? '-labs' : ''}`;
}

interface Version {
  readonly major: number;
  readonly minor: number;
}

function versionOf(tag: string): Version | undefined {
  const found = /^(\d+)\.(\d+)(?:\.\d+)?(?:-labs)?$/.exec(tag);
  return found ? { major: Number(found[1]), minor: Number(found[2]) } : undefined;
}

function isBefore(a: Version, b: Version): boolean {
  return a.major < b.major || (a.major === b.major && a.minor < b.minor);
}
