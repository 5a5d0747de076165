import type { TextRange } from '../../text/range.ts';

/**
 * The parser behind the adapter gives no place to operators and drops comments. Both stand in the gaps between
 * nodes, where nothing else but blanks, keywords and line continuations can be. Offsets are those of `text`.
 */

/** Where `token` stands in text[from, to), blanks, continuations and comments before it skipped. */
export function findOperator(text: string, from: number, to: number, token: string): TextRange | undefined {
  const at = skipBlanksAndComments(text, from, to, true);
  return at + token.length <= to && text.startsWith(token, at)
    ? { start: at, end: at + token.length }
    : undefined;
}

/** What ends a statement that does not go to the background: `;` or the first line break of the gap. */
export function findTerminator(text: string, from: number, to: number): TextRange | undefined {
  const at = skipBlanksAndComments(text, from, to, false);
  if (at >= to) return undefined;
  const c = text[at];
  if (c === ';' || c === '\n') return { start: at, end: at + 1 };
  return undefined;
}

/**
 * Comments of a script, given the spans its words fill (sorted by start, not overlapping): a `#` in a gap that
 * begins a word begins a comment, which goes to the line break or to the next span (`` `# why` `` ends with its
 * backtick). https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_03
 */
export function findComments(text: string, solids: readonly TextRange[], to: number): TextRange[] {
  const comments: TextRange[] = [];
  let at = 0;
  let hash = text.indexOf('#');
  for (let i = 0; i <= solids.length && hash >= 0; i++) {
    const solid = solids[i];
    const gapEnd = Math.min(to, solid?.start ?? to);
    while (at < gapEnd) {
      // Searched anew only when passed, so that the whole scan is linear.
      if (hash < at) hash = text.indexOf('#', at);
      if (hash < 0 || hash >= gapEnd) break;
      if (hash > 0 && !beginsWord(text.charCodeAt(hash - 1))) {
        at = hash + 1;
        continue;
      }
      const lineEnd = text.indexOf('\n', hash);
      const end = lineEnd < 0 ? gapEnd : Math.min(lineEnd, gapEnd);
      comments.push({ start: hash, end });
      at = end;
    }
    if (!solid) break;
    at = Math.max(at, solid.end);
  }
  return comments;
}

/** After a blank, a line break, an operator character or an opening backtick. */
function beginsWord(code: number): boolean {
  return (
    code <= 32 || code === 59 || code === 38 || code === 124 || code === 40 || code === 41 || code === 96
  );
}

function skipBlanksAndComments(text: string, from: number, to: number, overLines: boolean): number {
  let at = from;
  while (at < to) {
    const c = text[at];
    if (c === ' ' || c === '\t' || c === '\r' || (overLines && c === '\n')) at++;
    else if (c === '\\' && text[at + 1] === '\n') at += 2;
    else if (c === '\\' && text[at + 1] === '\r' && text[at + 2] === '\n') at += 3;
    else if (c === '#') {
      const lineEnd = text.indexOf('\n', at);
      at = lineEnd < 0 ? to : lineEnd;
    } else break;
  }
  return Math.min(at, to);
}
