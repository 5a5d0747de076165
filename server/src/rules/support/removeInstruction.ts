import { keywordName } from '../../syntax/dockerfile/instructionGrammar.ts';
import type { DockerfileTree, Instruction, Item } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { itemAt, linesAbove } from './insertLine.ts';
import { silencesNext } from './suppressionComments.ts';

/**
 * An instruction of the top level from the start of its first line to the end of its last, line break included; with the
 * comments above that silence a linter for it, and with one of two blank lines that would meet. What else is said of it
 * stays, unless it goes somewhere else (`isMoved`).
 */
export function linesOf(tree: DockerfileTree, instruction: Instruction, isMoved = false): TextRange {
  const { text } = tree;
  const index = itemAt(tree, instruction.range.start);
  const first = firstOwn(tree, index, isMoved);
  let start = startOf(tree, first, instruction);
  const below = tree.items[index + 1];
  const above = tree.items[first - 1];
  if (above?.kind === 'blank' && first > 1 && (below === undefined || below.kind === 'blank')) {
    ({ start } = above.range);
  }
  const end = text.indexOf('\n', instruction.range.end);
  return { start, end: end < 0 ? text.length : end + 1 };
}

/** Takes these lines out. Comments between the lines of the instruction stay, each on its own. */
export function linesWithout(tree: DockerfileTree, instruction: Instruction, isMoved = false): TextEdit[] {
  const { text } = tree;
  const { start, end } = linesOf(tree, instruction, isMoved);
  const edits: TextEdit[] = [];
  let at = start;
  for (const { range } of instruction.comments) {
    const from = text.lastIndexOf('\n', range.start - 1) + 1;
    if (from > at) edits.push({ range: { start: at, end: from }, newText: '' });
    const below = text.indexOf('\n', range.end);
    at = below < 0 ? text.length : below + 1;
  }
  if (end > at) edits.push({ range: { start: at, end }, newText: '' });
  return edits;
}

/** The same where another instruction does its work from now on: what comments say of it goes there. */
export function linesMovedTo(tree: DockerfileTree, instruction: Instruction, heir: Instruction): TextEdit[] {
  const index = itemAt(tree, instruction.range.start);
  const comments = tree.items
    .slice(firstOwn(tree, index, true), index)
    .flatMap((item) => (item.kind === 'comment' && !isForTools(item) ? [item.comment] : []))
    .map(({ range }) => tree.text.slice(range.start, range.end).trimEnd());
  const moved = comments.length > 0 ? linesAbove(tree, heir, comments) : undefined;
  return [...linesWithout(tree, instruction, moved !== undefined), ...(moved ? [moved] : [])];
}

function startOf({ items, text }: DockerfileTree, first: number, instruction: Instruction): number {
  const own = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  const start = Math.min(own, items[first]?.range.start ?? own);
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/**
 * The first of the items that go with the instruction: itself, or a comment. One that an instruction stands right below
 * may speak of both, a banner or the first one of the file speaks of more, and lines of code speak of nothing here; but
 * what silences a linter is for the next instruction alone, and must not be for another.
 */
function firstOwn({ items }: DockerfileTree, index: number, isMoved: boolean): number {
  let top = index;
  while (items[top - 1]?.kind === 'comment') top--;
  const isHead = items.slice(0, top).every(({ kind }) => kind === 'directive' || kind === 'blank');
  const isShared = items[index + 1]?.kind === 'instruction';
  if (isMoved && !isHead && !isShared && items.slice(top, index).every(isProse)) return top;
  let first = index;
  while (first > top && isForTools(items[first - 1])) first--;
  return first;
}

function isProse(item: Item): boolean {
  if (item.kind !== 'comment') return false;
  const { text } = item.comment;
  if (isForTools(item)) return true;
  if (/^(?:hadolint|shipshape)\b/i.test(text) || /([-=#*~_+])\1\1/.test(text)) return false;
  const [word = ''] = text.split(/\s/, 1);
  return word !== word.toUpperCase() || keywordName(word) === undefined;
}

function isForTools(item: Item | undefined): boolean {
  return item?.kind === 'comment' && silencesNext(item.comment.text);
}
