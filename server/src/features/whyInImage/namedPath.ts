import type { ContextView } from '../../model/context/contextView.ts';
import { matchSource, pathsOf } from '../../model/context/sourcePattern.ts';
import { takesOf } from '../../model/context/takes.ts';
import type { BuildModel } from '../../model/types.ts';
import type { IgnoreFile } from '../../syntax/dockerignore/reader.ts';
import { touches } from '../../text/range.ts';

/**
 * The path of the build context that a source of COPY, ADD or a bind mount names at an offset; of a pattern, the first
 * that it finds. Empty for the root.
 */
export function pathNamedIn(
  model: BuildModel,
  offset: number,
  view: ContextView | undefined,
): string | undefined {
  for (const { sources } of takesOf(model)) {
    const pattern = sources.find(({ range }) => touches(range, offset))?.pattern;
    if (!pattern) continue;
    if (!pattern.glob) return pattern.path;
    return view && pathsOf(matchSource(view, pattern))[0];
  }
  return undefined;
}

/** The path that the pattern of a line at an offset stands for; undefined where it stands for more than one. */
export function pathIgnoredAt(file: IgnoreFile, offset: number): string | undefined {
  const line = file.patterns.find(({ written }) => touches(written, offset));
  return line?.pattern.kind === 'exact' && !/^\.{0,2}$/.test(line.glob) ? line.glob : undefined;
}
