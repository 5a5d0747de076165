export type Severity = 'error' | 'warning' | 'information' | 'hint';

export type CategoryName =
  | 'syntax'
  | 'correctness'
  | 'security'
  | 'reproducibility'
  | 'efficiency'
  | 'deprecation'
  | 'runtime'
  | 'style'
  | 'context';

export interface Category {
  readonly name: CategoryName;
  /** One line for the docs index. */
  readonly summary: string;
  readonly severities: readonly Severity[];
}

export const categories: Readonly<Record<CategoryName, Category>> = {
  syntax: category('syntax', 'The build would fail.', ['error']),
  correctness: category('correctness', 'Builds, but does not do what it says.', ['error', 'warning']),
  security: category('security', 'Secrets, root, unverified downloads.', ['error', 'warning', 'information']),
  reproducibility: category('reproducibility', 'Inputs that are not pinned.', ['warning', 'information']),
  efficiency: category('efficiency', 'Image size and cache use.', ['warning', 'information']),
  deprecation: category('deprecation', 'Forms that will disappear.', ['warning', 'information']),
  runtime: category('runtime', 'Signals, PID 1, health.', ['warning', 'information']),
  style: category('style', 'Casing, order, layout.', ['information', 'hint']),
  context: category('context', '`.dockerignore` and what is sent to the builder.', [
    'warning',
    'information',
  ]),
};

function category(name: CategoryName, summary: string, severities: readonly Severity[]): Category {
  return { name, summary, severities };
}
