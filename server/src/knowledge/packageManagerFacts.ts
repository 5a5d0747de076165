/**
 * What is true of a package manager's command line, whatever its version. Sources: each program's own manual
 * (`reference`). Facts only: reading a command by them is the model's business.
 */
export interface PackageManager {
  readonly id: string;
  /** Names it is called by, lower case, without path and Windows extension. */
  readonly programs: readonly string[];
  /** Whether it fills the image's operating system or a project's dependencies. */
  readonly scope: 'system' | 'language';
  /** `clusters`: `-yq` is `-y -q`. `words`: a single dash may begin a long option (`-mod`). */
  readonly options: 'clusters' | 'words';
  /** Options that take the next word as their value. A short one may also carry it (`-tfoo`). */
  readonly valueOptions: readonly string[];
  /** Names of one option. The first is the usual one. */
  readonly aliases: readonly (readonly string[])[];
  /** Configuration given on the command line that amounts to an option: apt's `-o APT::Get::Assume-Yes=true`. */
  readonly settings: readonly PackageManagerSetting[];
  /**
   * Verbs by what they do; a verb of several words is written with blanks, `*` stands for any word. The longest that
   * fits the operands wins.
   */
  readonly verbs: Readonly<Partial<Record<PackageAction, readonly string[]>>>;
  /** What a call without any verb does: bare `yarn` installs. */
  readonly bare: PackageAction | undefined;
  /** What a call does whose first operand is no verb: `cpanm Foo` installs Foo. */
  readonly implicit: PackageAction | undefined;
  readonly operands: OperandSyntax;
  /** Any of these keeps an install from asking; empty when it never asks. */
  readonly assumeYes: readonly string[];
  /** Where downloads are kept: what a cache mount can hold and a clean-up removes. Absolute, or below the home. */
  readonly caches: readonly string[];
  /** Where the package index is kept, if apart from the cache. */
  readonly indexes: readonly string[];
  readonly reference: string;
}

export interface PackageManagerSetting {
  readonly option: string;
  /** Lower case. */
  readonly key: string;
  /** The option it amounts to when it is switched on, and when it is switched off. */
  readonly on: string | undefined;
  readonly off: string | undefined;
}

export type PackageAction =
  | 'install'
  | 'update'
  | 'upgrade'
  | 'clean'
  | 'remove'
  | 'download'
  | 'run'
  | 'other';

/** How a package's word is written, after its manager: `foo=1.2`, `foo==1.2`, `foo@1.2`, … */
export type OperandSyntax =
  | 'debian'
  | 'alpine'
  | 'rpm'
  | 'zypper'
  | 'pacman'
  | 'python'
  | 'npm'
  | 'gem'
  | 'composer'
  | 'conda'
  | 'at'
  | 'plain';

/** Fills in what a manager does not have. */
export function packageManagerFacts(
  facts: Pick<PackageManager, 'id' | 'operands' | 'verbs' | 'reference'> & Partial<PackageManager>,
): PackageManager {
  return {
    programs: [facts.id],
    scope: 'language',
    options: 'clusters',
    valueOptions: [],
    aliases: [],
    settings: [],
    bare: undefined,
    implicit: undefined,
    assumeYes: [],
    caches: [],
    indexes: [],
    ...facts,
  };
}
