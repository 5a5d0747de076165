import type {
  fixAllKind,
  fixInstructionKind,
  fixRuleKind,
  rewriteKind,
} from '../../../../shared/src/identifiers.ts';
import type { Problem } from '../../lint/problem.ts';
import type { FixEdit } from '../../rules/rule.ts';

/** An entry of the light bulb. Plain data; offsets are of the document version it was asked for. */
export interface Action {
  readonly title: string;
  readonly kind: ActionKind;
  /** The problems it mends or silences. */
  readonly problems: readonly Problem[];
  /** What Auto Fix takes. Only ever a safe fix. */
  readonly isPreferred: boolean;
  readonly effect: Effect;
  /**
   * Show a preview and let the user confirm: what to look at. For files that were not there or are to go, and fixes of all
   * kinds.
   */
  readonly confirm?: string | undefined;
}

/** The longer kinds are for commands that look for one kind of action. */
export type ActionKind =
  | 'quickfix'
  | typeof rewriteKind
  | typeof fixRuleKind
  | typeof fixInstructionKind
  | typeof fixAllKind;

export type Effect =
  | { readonly kind: 'edits'; readonly edits: readonly FixEdit[] }
  /** Too costly to compute before it is chosen: every fix of a file, or of one rule. */
  | { readonly kind: 'fix-all'; readonly rule: string | undefined }
  /** The first fix of every problem of the instruction at the offset, one after the other. */
  | { readonly kind: 'fix-instruction'; readonly offset: number }
  /** In the project's configuration file. */
  | { readonly kind: 'switch-off'; readonly rule: string }
  | { readonly kind: 'open-page'; readonly rule: string };
