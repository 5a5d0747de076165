import type { PatternLine } from '../../syntax/dockerignore/reader.ts';
import type { ContextView, LineEffect } from './contextView.ts';

/**
 * What a line does in a view, which may be of an earlier text: the line is told by what it says, among equal ones by
 * their order. Undefined for a line that the view does not know.
 */
export function effectOf(
  view: ContextView,
  lines: readonly PatternLine[],
  line: PatternLine,
): LineEffect | undefined {
  const index = viewIndexOf(view, lines, line);
  return index === undefined ? undefined : view.lines[index];
}

/** The index of a line among the patterns of a view. */
export function viewIndexOf(
  { patterns }: ContextView,
  lines: readonly PatternLine[],
  line: PatternLine,
): number | undefined {
  const { read } = line;
  const place = lines.indexOf(line);
  if (patterns.length === lines.length && patterns[place] === read) return place;
  const ordinal = lines.slice(0, place).filter((other) => other.read === read).length;
  const same = patterns.flatMap((pattern, index) => (pattern === read ? [index] : []));
  return same[ordinal];
}

/** The line that a pattern of a view is; undefined when it is not there any more. */
export function lineAt(
  { patterns }: ContextView,
  lines: readonly PatternLine[],
  index: number,
): PatternLine | undefined {
  const read = patterns[index];
  if (lines.length === patterns.length && lines[index]?.read === read) return lines[index];
  const ordinal = patterns.slice(0, index).filter((other) => other === read).length;
  return lines.filter((line) => line.read === read)[ordinal];
}
