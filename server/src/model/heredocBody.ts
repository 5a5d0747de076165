import { identityText } from '../syntax/dockerfile/logicalLines.ts';
import type { Heredoc, LogicalText } from '../syntax/dockerfile/tree.ts';
import { anchorOf } from '../text/anchor.ts';
import { PositionMap } from '../text/positionMap.ts';

/**
 * The body of a heredoc as a text with its place in the document: whole lines, without the leading tabs where
 * `<<-` strips them.
 */
export function heredocBody(heredoc: Heredoc, document: string): LogicalText {
  const { start, end } = heredoc.contentRange;
  const anchor = anchorOf(heredoc.contentRange);
  if (!heredoc.chomp) return identityText(document, start, end, anchor);
  const derived: number[] = [];
  const source: number[] = [];
  let text = '';
  for (let at = start; at < end; ) {
    const lineEnd = document.indexOf('\n', at);
    const next = lineEnd < 0 || lineEnd >= end ? end : lineEnd + 1;
    let first = at;
    while (first < next && document[first] === '\t') first++;
    // A line of nothing but tabs at the end of the file has no text of its own.
    if (first < next) {
      derived.push(text.length);
      source.push(first);
      text += document.slice(first, next);
    }
    at = next;
  }
  if (derived.length === 0)
    return { text, map: PositionMap.identity(start, 0, anchor), range: anchor.range(start, start) };
  const map = PositionMap.of(derived, source, text.length, anchor);
  return { text, map, range: map.toSourceRange(0, text.length) };
}
