import type { LogicalText } from '../../../server/src/syntax/dockerfile/tree.ts';
import { PositionMap } from '../../../server/src/text/positionMap.ts';
import type { TextRange } from '../../../server/src/text/range.ts';

/** The text as it stands, from `start` of the document on. */
export function plainText(text: string, start = 0): LogicalText {
  const map = PositionMap.identity(start, text.length);
  return { text, map, range: { start, end: start + text.length } };
}

/** A document whose continuations (`\` and a line break) are joined: the simple case of what the parser does. */
export function joinedText(document: string): LogicalText {
  const derived: number[] = [];
  const source: number[] = [];
  let text = '';
  let at = 0;
  for (const line of document.split('\\\n')) {
    derived.push(text.length);
    source.push(at);
    text += line;
    at += line.length + 2;
  }
  return {
    text,
    map: PositionMap.of(derived, source, text.length),
    range: { start: 0, end: document.length },
  };
}

export function at(document: string, range: TextRange): string {
  return document.slice(range.start, range.end);
}

/** The pieces of the document, put together. */
export function pieces(document: string, segments: readonly TextRange[]): string {
  return segments.map((segment) => at(document, segment)).join('');
}
