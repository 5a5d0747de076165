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
  readonly distribution?: Distribution | undefined;
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
  readonly environment?: readonly string[] | undefined;
}

export interface Variant {
  /** Parts of a tag between `-`; a trailing `*` stands for any rest. */
  readonly tag: readonly string[];
  readonly facts: Partial<Omit<ImageFamily, 'family' | 'repositories' | 'variants' | 'environment'>>;
}

export type Distribution = NonNullable<BaseImageFacts['distribution']>;

export const library = (...names: string[]): string[] => names.map((name) => `docker.io/library/${name}`);

/** A plain operating system: no entrypoint, root, `/`, nothing but `PATH` in its environment. */
export function system(
  family: string,
  distribution: Distribution,
  repositories: string[],
  extra: Partial<ImageFamily> = {},
): ImageFamily {
  return { family, distribution, repositories, entrypoint: [], workdir: '/', environment: [], ...extra };
}

/** A language image whose configuration adds an environment only. */
export function language(
  family: string,
  environment: readonly string[],
  extra: Partial<ImageFamily>,
): ImageFamily {
  return { family, repositories: library(family), distribution: 'debian', environment, ...extra };
}

/** Servers that start as root and drop to their own account: `docker-entrypoint.sh` of the official images. */
export function server(family: string, account: string, extra: Partial<ImageFamily> = {}): ImageFamily {
  return { family, repositories: library(family), availableUser: account, ...extra };
}

/** Images that select an account of their own, and of which we know little else. */
export function unprivileged(
  family: string,
  user: string,
  repositories: string[],
  extra: Partial<ImageFamily> = {},
): ImageFamily {
  return { family, repositories, user, ...extra };
}
