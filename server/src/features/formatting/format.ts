import { createModel } from '../../model/model.ts';
import type { BuildModel } from '../../model/types.ts';
import { parseDockerfile } from '../../syntax/dockerfile/parser.ts';
import type { TextEdit } from '../../text/edit.ts';
import { LineIndex } from '../../text/lines.ts';
import { type Layout, layoutEdits } from './layout.ts';
import { type LineEnds, lineEndEdits } from './lineEnds.ts';

/** What an editor asks for: the places of lines, and what stands at their ends. */
export interface FormatOptions extends Layout, LineEnds {}

/** Edits that format a whole Dockerfile: ascending and disjoint. What is built of it stays the same. */
export function formatDockerfile(model: BuildModel, options: FormatOptions): TextEdit[] {
  const shown = asShown(model);
  const placed = layoutEdits(shown, options);
  return lineEndEdits(shown.tree, options, placed);
}

/** Lines as an editor counts them, both inclusive. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** Those of some edits that are in some lines of a text, whole. */
export function editsWithin(
  edits: readonly TextEdit[],
  { first, last }: LineSpan,
  text: string,
): readonly TextEdit[] {
  const lines = new LineIndex(text);
  return edits.filter(({ range }) => lines.lineAt(range.start) >= first && lines.lineAt(range.end) <= last);
}

/**
 * An editor breaks lines at a lone CR, BuildKit does not. A file that has no other line ends is one line to it, of which
 * nothing can be built: it is formatted as it is shown.
 */
export function asShown(model: BuildModel): BuildModel {
  const { text } = model.tree;
  if (!text.includes('\r') || text.includes('\n')) return model;
  return createModel(parseDockerfile(text.replaceAll('\r', '\n')));
}
