import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';

/** Something that stands in a row with others of its kind. */
interface Ranged {
  readonly range: TextRange;
}

/**
 * Takes one of several words or pairs out of a row, with the blanks, and the continuation, that part it from its
 * neighbor: from the end of the one before; up to the one after where it is the first, or where a comment stands in
 * front of it. Undefined where it is the only one, and where a comment would go with it.
 */
export function withoutOne(row: readonly Ranged[], one: Ranged, tree: DockerfileTree): TextEdit | undefined {
  const index = row.indexOf(one);
  const before = row[index - 1];
  const after = row[index + 1];
  if (index < 0) return undefined;
  const holdsComment = ({ start, end }: TextRange) =>
    tree.text.slice(start, end).includes('#') &&
    tree.comments.some(({ range }) => start <= range.start && range.start < end);
  const upper = before && { start: before.range.end, end: one.range.end };
  if (upper && !holdsComment(upper)) return { range: upper, newText: '' };
  const lower = after && { start: one.range.start, end: after.range.start };
  return lower && !holdsComment(lower) ? { range: lower, newText: '' } : undefined;
}

/** Takes a letter out of a cluster of short options (`-fsSLk`), or the word where it is the only one. */
export function withoutLetter(
  words: readonly ShellWord[],
  word: ShellWord,
  letter: string,
  tree: DockerfileTree,
): TextEdit | undefined {
  if (word.text === `-${letter}`) return withoutOne(words, word, tree);
  const at = word.text.indexOf(letter, 1);
  if (at < 0 || word.quoted || word.segments.length !== 1) return undefined;
  const start = word.range.start + at;
  return { range: { start, end: start + 1 }, newText: '' };
}

/** The lines of an instruction of the top level; comments between them stay, each on its line. */
export function linesWithout({ text }: DockerfileTree, instruction: Instruction): TextEdit[] {
  const start = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  const lineBreak = text.indexOf('\n', instruction.range.end);
  const end = lineBreak < 0 ? text.length : lineBreak + 1;
  const edits: TextEdit[] = [];
  let at = start === 0 && text.startsWith('\uFEFF') ? 1 : start;
  for (const { range } of instruction.comments) {
    const from = text.lastIndexOf('\n', range.start - 1) + 1;
    if (from > at) edits.push({ range: { start: at, end: from }, newText: '' });
    const below = text.indexOf('\n', range.end);
    at = below < 0 ? text.length : below + 1;
  }
  if (end > at) edits.push({ range: { start: at, end }, newText: '' });
  return edits;
}
