import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ContextFacts, FixEdit } from '../rule.ts';

/** Those of the paths that lie in the build context, as far as that is known, and that no ignore file holds back. */
export function notHeldBack(paths: readonly string[], context: ContextFacts): readonly string[] {
  return paths.filter((path) => context.exists(path) === true && context.isIgnored(path) === false);
}

/** Whether a COPY leaves out some of its files by itself. */
export function excludesFiles({ flags }: Instruction): boolean {
  return flags.some(({ name }) => name === 'exclude');
}

/** Adds paths to the ignore file in force; where there is none, to a new one. */
export function holdBackEdit(paths: readonly string[], { ignoreFile }: ContextFacts): FixEdit {
  return { path: ignoreFile?.path ?? '.dockerignore', appendLines: paths, create: true };
}
