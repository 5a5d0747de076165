import type { BaseImageFacts } from '../model/types.ts';

/** Programs that a health check is usually made of. */
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
