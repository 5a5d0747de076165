import { lineStart } from '../text/lines.ts';
import type { TextRange } from '../text/range.ts';

/** Where a cursor stands in a configuration file, told by lines and indentation: half-written YAML does not parse. */
export interface Place {
  /** Keys above, from the outermost on; items of a list add none. */
  readonly path: readonly string[];
  /** A key or an item of a list is written here, or the value of `key`. */
  readonly key: string | undefined;
  /** The word at the cursor, to be replaced. */
  readonly word: TextRange;
  /** Keys that stand beside it already. */
  readonly siblings: readonly string[];
}

const line = /^(\s*)((?:-\s+)*)(?:([\w-]+)\s*:(?:\s+|$))?/;

/** Undefined inside comments, and in the flow style of JSON. */
export function placeAt(text: string, offset: number): Place | undefined {
  const start = lineStart(text, offset);
  const before = text.slice(start, offset);
  if (/(?:^|\s)#|[[\]{}]/.test(before)) return undefined;
  const match = line.exec(before);
  const [head = '', indent = '', dashes = '', key] = match ?? [];
  const wordStart = start + head.length;
  const wordEnd = offset + (/^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  // A value of one word, or nothing yet.
  if (/\S\s/.test(text.slice(wordStart, offset))) return undefined;
  const column = indent.length + dashes.length;
  const lines = text.split('\n');
  const row = text.slice(0, start).split('\n').length - 1;
  return {
    path: pathAbove(lines, row, column, dashes !== '' ? indent.length : undefined),
    key,
    word: { start: wordStart, end: key === undefined ? wordEnd : Math.max(offset, wordEnd) },
    siblings: siblingsOf(lines, row, column),
  };
}

/** The line's key and its columns; undefined for what has none. */
function keyOf(text: string): { key: string; column: number; dash: number | undefined } | undefined {
  if (/^\s*(?:#|$)/.test(text)) return undefined;
  const match = line.exec(text);
  const [, indent = '', dashes = '', key] = match ?? [];
  if (key === undefined) return undefined;
  return { key, column: indent.length + dashes.length, dash: dashes === '' ? undefined : indent.length };
}

function pathAbove(
  lines: readonly string[],
  row: number,
  column: number,
  ownDash: number | undefined,
): string[] {
  const path: string[] = [];
  let limit = column;
  // An item of a list may stand right below its key, without indentation.
  let isItem = ownDash !== undefined;
  if (ownDash !== undefined) limit = ownDash;
  for (let i = row - 1; i >= 0 && (limit > 0 || isItem); i--) {
    const found = keyOf(lines[i] ?? '');
    if (!found) continue;
    const { key, column: at, dash } = found;
    if (dash === undefined ? at < limit || (isItem && at === limit) : at < limit) {
      path.unshift(key);
      limit = dash ?? at;
      isItem = dash !== undefined;
    } else if (dash !== undefined && dash < limit) {
      // The first key of the item this line belongs to.
      limit = dash;
      isItem = true;
    }
  }
  return path;
}

function siblingsOf(lines: readonly string[], row: number, column: number): string[] {
  const siblings: string[] = [];
  for (const step of [-1, 1]) {
    for (let i = row + step; i >= 0 && i < lines.length; i += step) {
      const text = lines[i] ?? '';
      if (/^\s*(?:#|$)/.test(text)) continue;
      const found = keyOf(text);
      const at = found?.column ?? text.search(/\S/);
      if (at < column) break;
      if (step === 1 && found?.dash !== undefined && found.dash < column) break;
      if (found && at === column) siblings.push(found.key);
      if (step === -1 && found?.dash !== undefined && at === column) break;
    }
  }
  return siblings;
}
