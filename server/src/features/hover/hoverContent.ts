import type { TextRange } from '../../text/range.ts';

export interface Hover {
  /** What is explained, half-open UTF-16 offsets of the document. */
  readonly range: TextRange;
  readonly markdown: string;
}

/** Both, the first above; about what the first is about. */
export function joinHovers(first: Hover | undefined, second: Hover | undefined): Hover | undefined {
  if (!first || !second) return first ?? second;
  return { range: first.range, markdown: `${first.markdown}\n\n---\n\n${second.markdown}` };
}
