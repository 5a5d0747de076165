import type { BaseImageFacts } from '../model/types.ts';
import type { ImageReference } from '../syntax/imageReference.ts';

/** Programs that a health check is usually made of, and downloads. */
export type ProbeTool = 'curl' | 'wget';

const neither: readonly ProbeTool[] = ['curl', 'wget'];

/**
 * Which of these programs a base image is known to lack; undefined where we do not know. Sources: the images' own
 * Dockerfiles, linked from https://hub.docker.com/u/library. BusyBox brings a wget to everything on Alpine.
 * @param tag of the image; undefined where a digest stands alone or a variable decides
 */
export function missingTools(
  facts: BaseImageFacts,
  tag: string | undefined,
): readonly ProbeTool[] | undefined {
  const { family, distribution } = facts;
  if (family === undefined) return undefined;
  if (facts.hasShell === false) return neither;
  if (distribution === 'alpine') return bare.has(family) || family === 'alpine' ? ['curl'] : undefined;
  if (family === 'debian' || family === 'ubuntu') return neither;
  if (distribution !== 'debian' && distribution !== 'ubuntu') return undefined;
  const isSlim = tag?.split('-').includes('slim') ?? false;
  return isSlim && bare.has(family) ? neither : undefined;
}

/** Families whose alpine and slim variants add nothing of the kind to the system. */
const bare: ReadonlySet<string> = new Set(['golang', 'node', 'openjdk', 'perl', 'python', 'ruby', 'rust']);

/**
 * Which of these programs a base image surely has. Sources as above: what is built on `buildpack-deps` has both, and what
 * lives on dnf or yum has curl.
 */
export function broughtTools(
  { family = '', distribution }: BaseImageFacts,
  reference: ImageReference | undefined,
): readonly ProbeTool[] {
  if (distribution === 'alpine') return ['wget'];
  // The tag may have said slim.
  if (!reference || (reference.tag === undefined && reference.digest !== undefined)) return neitherOne;
  if (family === 'php' || withCurl.has(family)) return ['curl'];
  const isFull = distribution === 'debian' && !reference.tag?.split('-').includes('slim');
  return isFull && onBuildpack.has(family) ? ['curl', 'wget'] : neitherOne;
}

const neitherOne: readonly ProbeTool[] = [];
const withCurl: ReadonlySet<string> = new Set(['amazonlinux', 'centos', 'fedora', 'ubi']);
const onBuildpack: ReadonlySet<string> = new Set([
  ...['buildpack-deps', 'gcc', 'golang', 'node', 'perl', 'python', 'ruby', 'rust'],
]);
