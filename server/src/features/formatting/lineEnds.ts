import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { sortEdits, type TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';

/**
 * What an editor may ask a formatter for besides.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#formattingOptions
 */
export interface LineEnds {
  /** Blanks at the ends of lines go. */
  readonly trimTrailingWhitespace: boolean;
  /** The last line gets its line break. */
  readonly insertFinalNewline: boolean;
  /** Empty lines at the end of the file go. */
  readonly trimFinalNewlines: boolean;
}

/**
 * Edits, ascending and disjoint, that do what is asked at the ends of lines, and `placed`, which touch blanks at the
 * beginning of lines alone. Heredoc bodies stay as they are.
 */
export function lineEndEdits(tree: DockerfileTree, ends: LineEnds, placed: readonly TextEdit[]): TextEdit[] {
  const bodies = heredocBodies(tree);
  const trailing = ends.trimTrailingWhitespace ? trailingBlanks(tree.text, bodies) : [];
  const edits = sortEdits([...placed, ...trailing]);
  // The end of the file is text of a heredoc that nothing ends.
  if (bodies.at(-1)?.end === Number.POSITIVE_INFINITY) return edits;
  const final = finalEdit(tree.text, ends);
  return final ? [...edits.filter(({ range }) => range.end <= final.range.start), final] : edits;
}

function heredocBodies({ instructions }: DockerfileTree): readonly TextRange[] {
  return instructions
    .flatMap((instruction) => (instruction.trigger ?? instruction).heredocs)
    .map(({ contentRange, terminatorRange }) => ({
      start: contentRange.start,
      end: terminatorRange?.end ?? Number.POSITIVE_INFINITY,
    }));
}

function trailingBlanks(text: string, bodies: readonly TextRange[]): TextEdit[] {
  const edits: TextEdit[] = [];
  let next = 0;
  for (const { index, 0: blanks } of text.matchAll(/(?<=\S)[ \t]+(?=\r?\n|$)/g)) {
    while ((bodies[next]?.end ?? index) < index) next++;
    if (index < (bodies[next]?.start ?? Number.POSITIVE_INFINITY))
      edits.push({ range: { start: index, end: index + blanks.length }, newText: '' });
  }
  return edits;
}

function finalEdit(text: string, { insertFinalNewline, trimFinalNewlines }: LineEnds): TextEdit | undefined {
  const end = text.length;
  let written = end;
  while (written > 0 && /[ \t\r\n]/.test(text.charAt(written - 1))) written--;
  if (written === 0) return undefined;
  const firstBreak = text.indexOf('\n', written);
  if (firstBreak >= 0) {
    const start = firstBreak + 1;
    return trimFinalNewlines && start < end ? { range: { start, end }, newText: '' } : undefined;
  }
  // A lone CR ends a line as well, in an editor.
  return insertFinalNewline && !text.endsWith('\r')
    ? { range: { start: end, end }, newText: lineBreakOf(text) }
    : undefined;
}
