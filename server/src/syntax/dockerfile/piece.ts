import type { Anchor } from '../../text/anchor.ts';
import type { Item, SyntaxIssue } from './tree.ts';

/** A top-level item with everything that the parser found in it; it moves with its anchor. */
export interface Piece {
  readonly item: Item;
  readonly anchor: Anchor;
  /** Lines as BuildKit counts them. */
  readonly lineCount: number;
  readonly errors: readonly SyntaxIssue[];
  readonly warnings: readonly SyntaxIssue[];
  /** Where it ends depends on what follows: a heredoc in it has no terminator. */
  readonly isOpenEnded: boolean;
}
