import type { Severity } from '../rules/categories.ts';
import type { Claim, FixEdit, FixSafety, Related, Rule } from '../rules/rule.ts';
import type { TextRange } from '../text/range.ts';

/** A finding of a rule in one version of a document, ready to be shown. Plain data. */
export interface Problem {
  readonly rule: Rule;
  readonly messageId: string;
  /** Placeholders filled. */
  readonly message: string;
  readonly range: TextRange;
  /** From the first to the last place of the document that it speaks of, its fixes included. */
  readonly extent: TextRange;
  /** After configuration. */
  readonly severity: Severity;
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  readonly related: readonly Related[];
  /** Text that is not read as it is meant because of it: see `Report.misread`. */
  readonly misread?: TextRange | undefined;
  /** The best first. */
  readonly fixes: readonly ProblemFix[];
  /** Stable across versions while the problem stays the same: rule, message, normalized text at the range, ordinal. */
  readonly fingerprint: string;
}

/** A problem in the making: its fingerprint is given when all are found, and its fixes may be dropped for a while. */
export type Draft = { -readonly [K in keyof Problem]: Problem[K] };

export interface ProblemFix {
  readonly id: string;
  /** Placeholders filled. */
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly FixEdit[];
  readonly claim: Claim | undefined;
}

/** What decides which rules run and how loud they are. Built from settings and configuration files. */
export interface LintConfiguration {
  readonly preset: 'recommended' | 'strict' | 'all';
  /** By rule id: off, a severity, or with options. Absent: what the preset says. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Comments of hadolint's spelling silence nothing (`disable-ignore-pragma` of `.hadolint.yaml`). */
  readonly ignoresHadolintComments?: boolean;
  /** Nothing is said about the file at all: a configuration file excludes it. */
  readonly isExcluded?: boolean;
}

export type RuleSetting =
  | 'off'
  | 'on'
  | Severity
  | { readonly severity?: 'off' | 'on' | Severity; readonly options?: Readonly<Record<string, unknown>> };

export const defaultConfiguration: LintConfiguration = { preset: 'recommended', rules: {} };
