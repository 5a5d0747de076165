import { findNode, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { takenFiles } from '../../model/context/takenPaths.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextSource } from './sourceAt.ts';

/** Paths of the build context. */
export type SourceTargets =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  /** The tree does not tell; only the path itself can be looked at. */
  | { readonly kind: 'unknown'; readonly path: string | undefined };

/** More than anybody goes through in a list. */
export const mostTargets = 100;

/**
 * The one path that a source without wildcards names, clean, as it is written: with `--parents` the whole of it. Undefined
 * for a pattern, and where a variable leaves it open.
 */
export function pathOfSource({ take, source }: ContextSource, model: BuildModel): string | undefined {
  if (source.pattern?.glob) return undefined;
  if (!source.kept) return source.pattern?.path;
  const path = model.expand(source.text, take.instruction).value;
  if (path === undefined || /[*?[\\]/.test(path)) return undefined;
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

/** The files that a source names, kept out or not where it names one itself, else what is taken of them. */
export function targetsOf(
  found: ContextSource,
  model: BuildModel,
  view: ContextView | undefined,
): SourceTargets {
  const path = pathOfSource(found, model);
  if (!view) return { kind: 'unknown', path };
  const node = path === undefined ? undefined : findNode(view.tree, path);
  // A file may have come since the tree was read, or be where nobody has looked.
  if (typeof node === 'string') return { kind: 'unknown', path };
  if (typeof node === 'object' && node.kind !== 'folder') return { kind: 'files', paths: [pathOf(node)] };
  const taken = takenFiles({ ...found.take, sources: [found.source] }, view, mostTargets);
  if (taken.files.length === 0 && taken.isPartial) return { kind: 'unknown', path };
  return { kind: 'files', paths: taken.files.map((file) => file.path) };
}
