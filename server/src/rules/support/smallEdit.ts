import { minimalEdit } from '../../text/minimalEdit.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';

/** Replaces a piece of a document, and touches no more of it than differs. `text`: the whole document. */
export function smallEdit(text: string, range: TextRange, newText: string): FixEdit {
  const edit = minimalEdit(text.slice(range.start, range.end), newText);
  if (!edit) return { range: { start: range.start, end: range.start }, newText: '' };
  const start = range.start + edit.range.start;
  return { range: { start, end: range.start + edit.range.end }, newText: edit.newText };
}
