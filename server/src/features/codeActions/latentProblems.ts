import type { Problem } from '../../lint/problem.ts';
import { supersede } from '../../lint/supersede.ts';
import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { IgnoreFile } from '../../syntax/dockerignore/reader.ts';
import { cover, intersects, type TextRange } from '../../text/range.ts';

/**
 * What rules that are off by default would say of the instructions at a range: a health check that is missing, a base
 * image without digest. Debatable as problems, useful as offers. Nothing where an enabled rule has the last word.
 */
export function latentAt(
  latent: readonly Problem[],
  problems: readonly Problem[],
  syntax: DockerfileTree | IgnoreFile,
  at: TextRange,
): Problem[] {
  const instructions: readonly Instruction[] = 'instructions' in syntax ? syntax.instructions : [];
  const place = instructions
    .map(({ range }) => range)
    .filter((range) => intersects(range, at))
    .reduce(cover, at);
  const here = new Set(latent.filter(({ range }) => intersects(place, range)));
  return here.size === 0 ? [] : supersede([...problems, ...here]).filter((problem) => here.has(problem));
}
