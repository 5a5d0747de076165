import type { TextRange } from '../../text/range.ts';

export interface Hover {
  /** What is explained, half-open UTF-16 offsets of the document. */
  readonly range: TextRange;
  readonly markdown: string;
}
