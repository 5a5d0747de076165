import { matchPattern } from '../../syntax/dockerignore/pattern.ts';
import type { PatternLine } from '../../syntax/dockerignore/reader.ts';
import type { ContextFacts } from '../rule.ts';

/**
 * The line of the ignore file that would hold back a path if it counted at any depth, as git would have it: a name
 * without a slash, which BuildKit looks for in the root of the context alone.
 * https://docs.docker.com/build/concepts/context/#syntax
 */
export function deeperTwin(path: string, { ignoreFile }: ContextFacts): PatternLine | undefined {
  const cut = path.lastIndexOf('/');
  if (cut < 0 || !ignoreFile) return undefined;
  const segments = path.split('/');
  return ignoreFile.file.patterns.find(({ glob, negated, error, pattern }) => {
    if (negated || error || glob === '' || glob.includes('/') || /^\*+$/.test(glob)) return false;
    return segments.slice(1).some((segment) => matchPattern(pattern, segment));
  });
}
