import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';

/**
 * Takes an argument out of a command, with the blanks and the line break in front of it, or behind it where a comment
 * stands in front. Undefined for the program itself, and where comments stand on both sides.
 */
export function wordRemoval(command: ShellCommand, word: ShellWord, text: string): TextEdit | undefined {
  const index = command.words.indexOf(word);
  const above = command.words[index - 1];
  const below = command.words[index + 1];
  if (index < 1 || !above) return undefined;
  if (!text.slice(above.range.end, word.range.start).includes('#')) {
    return { range: { start: above.range.end, end: word.range.end }, newText: '' };
  }
  if (!below || text.slice(word.range.end, below.range.start).includes('#')) return undefined;
  return { range: { start: word.range.start, end: below.range.start }, newText: '' };
}
