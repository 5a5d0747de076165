import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
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
