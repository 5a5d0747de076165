import type { TextEdit } from './edit.ts';
import { minimalEdit } from './minimalEdit.ts';

/**
 * Edits that turn one text into another and leave alone every word (a run of characters that are not blank) of a
 * longest common sequence. Sorted and disjoint, empty when the texts are equal. Quadratic in the number of words: of
 * long texts, only the common start and end are left alone.
 */
export function wordEdits(before: string, after: string): readonly TextEdit[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  const pairs = old.length * now.length > 250_000 ? [] : commonWords(old, now);
  const edits: TextEdit[] = [];
  let from = 0;
  let to = 0;
  const close = (end: number, newEnd: number) => {
    const edit = minimalEdit(before.slice(from, end), after.slice(to, newEnd));
    if (!edit) return;
    const { start, end: last } = edit.range;
    edits.push({ range: { start: from + start, end: from + last }, newText: edit.newText });
  };
  for (const [a, b] of pairs) {
    close(a.start, b.start);
    from = a.start + a.text.length;
    to = b.start + b.text.length;
  }
  close(before.length, after.length);
  return edits;
}

interface PlacedWord {
  readonly text: string;
  readonly start: number;
}

function wordsOf(text: string): readonly PlacedWord[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], start: match.index }));
}

function commonWords(
  old: readonly PlacedWord[],
  now: readonly PlacedWord[],
): readonly (readonly [PlacedWord, PlacedWord])[] {
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        old[i]?.text === now[j]?.text ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [PlacedWord, PlacedWord])[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length && j < now.length) {
    const a = old[i] as PlacedWord;
    const b = now[j] as PlacedWord;
    if (a.text === b.text) {
      pairs.push([a, b]);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
