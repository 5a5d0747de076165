/** A linter whose rules are accounted for here. */
export type LinterName =
  | 'hadolint'
  | 'buildkit'
  | 'rcjsuen'
  | 'sonar'
  | 'trivy'
  | 'tally'
  | 'checkov'
  | 'kics'
  | 'semgrep'
  | 'dockadvisor'
  | 'parfum'
  | 'dockerfilelint'
  | 'dockle'
  | 'dockerignore-audit';

/** The rules of another linter, so that none of them is forgotten. Codes are facts; the words are ours. */
export interface Catalog {
  readonly tool: LinterName;
  readonly rules: readonly CatalogEntry[];
}

/** A rule of another linter that no rule of ours names as an equivalent is either planned or left out on purpose. */
export interface CatalogEntry {
  readonly code: string;
  readonly meaning: string;
  /** The id our rule has, or will have. */
  readonly planned?: string;
  /** Why there is no rule of ours. */
  readonly left?: string;
}
