import type { LinterName } from '../knowledge/catalogs/catalog.ts';
import type { ContextView } from '../model/context/contextView.ts';
import type { BuildModel, Step } from '../model/types.ts';
import type { KeywordName } from '../syntax/dockerfile/tree.ts';
import type { IgnoreFile } from '../syntax/dockerignore/reader.ts';
import type { TextRange } from '../text/range.ts';
import type { CategoryName, Severity } from './categories.ts';

/**
 * A rule: plain data about it, and a `check` that reports problems. See CONTRIBUTING.md, "Add a rule".
 * `defineRule` ties the body to the tables: an unknown message id, a missing placeholder, an unknown fix id and a
 * wrong option are compile errors.
 */
export interface Rule {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly language: 'dockerfile' | 'dockerignore';
  readonly category: CategoryName;
  readonly severity: Severity;
  readonly preset: Preset;
  readonly status: 'preview' | 'stable' | 'deprecated';
  readonly since: string;
  readonly aliases: readonly string[];
  readonly equivalents: readonly Equivalent[];
  /** Ids of rules that win where both report overlapping ranges. */
  readonly yieldsTo: readonly string[];
  readonly references: readonly string[];
  readonly options: OptionTable;
  readonly needs: readonly Fact[];
  readonly uses: readonly Fact[];
  readonly files: ((model: BuildModel) => readonly string[]) | undefined;
  /** Undefined: every file. Else only files with an instruction of this kind are shown to `check`. */
  readonly concerns: Concern | undefined;
  /** What `check` says of a step hangs on no other: it may be shown the changed ones of a new version alone. */
  readonly stepwise: boolean;
  readonly messages: Readonly<Record<string, string>>;
  readonly fixes: Readonly<Record<string, FixMeta>>;
  readonly check: (ctx: UntypedContext) => void;
}

/**
 * What an instruction is like without which a rule has nothing to say: cheap to look at, and looked at once for as long
 * as the instruction stays the same. Wide rather than exact: it must match wherever the rule may report.
 */
export interface Concern {
  /** One of these; of an ONBUILD, also that of what it defers. Undefined: any. */
  readonly keywords?: readonly KeywordName[];
  /** Matches the instruction's line, continuations joined, or the body of one of its heredocs. Without the flag `g`. */
  readonly text?: RegExp;
}

export type Preset = 'recommended' | 'strict' | 'off';

export interface Equivalent {
  readonly tool: LinterName;
  readonly code: string;
  readonly match: 'same' | 'broader' | 'narrower' | 'related';
}

/**
 * `context-tree`: the files of the build context. `ignore-file`: the ignore file in force for this Dockerfile.
 * `suppressions`: what the comments of the document silence; a rule that needs it runs behind all others, and only
 * where there are such comments.
 */
export type Fact = 'context-tree' | 'ignore-file' | 'suppressions';

export type FixSafety = 'safe' | 'unsafe' | 'manual';

export interface FixMeta {
  /** What the light bulb shows; placeholders in braces are filled from the fix's `values`. */
  readonly title: string;
  /** The best the fix can be; a reported fix may lower it (`safety`), never raise it. */
  readonly safety: FixSafety;
  readonly availability: 'always' | 'sometimes';
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

export type OptionSpec =
  | { readonly type: 'boolean'; readonly default: boolean; readonly description: string }
  | {
      readonly type: 'integer';
      readonly default: number;
      readonly minimum?: number;
      readonly description: string;
    }
  | {
      readonly type: 'string';
      readonly default: string;
      readonly enum?: readonly string[];
      readonly description: string;
    }
  | { readonly type: 'strings'; readonly default: readonly string[]; readonly description: string };

export type OptionValues<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends { type: 'boolean' }
    ? boolean
    : O[K] extends { type: 'integer' }
      ? number
      : O[K] extends { type: 'strings' }
        ? readonly string[]
        : string;
};

/** What a rule hands to `report`, without types tied to its tables. */
export interface Report {
  readonly at: TextRange;
  readonly message: string;
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  /** Other places that explain the problem. */
  readonly related?: readonly Related[] | undefined;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[] | undefined;
  /**
   * No build gets past this: an error, whatever the severity of the rule, unless the configuration sets one for it.
   */
  readonly stops?: boolean | undefined;
  /**
   * Text that means something else than its author thinks because of this problem. What other rules say of it is left
   * out, but for what weighs more, and none of their fixes writes there.
   */
  readonly misread?: TextRange | undefined;
  /** The best first. */
  readonly fixes?: readonly Fix[] | undefined;
}

/** A place of this document, or a line of another file, from zero: `path` is relative to the context root, `/`-separated. */
export type Related =
  | { readonly range: TextRange; readonly message: string }
  | { readonly path: string; readonly line?: number | undefined; readonly message: string };

export interface Fix {
  readonly fix: string;
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  /** Lowers the declared safety of this one fix. */
  readonly safety?: FixSafety | undefined;
  readonly edits: readonly FixEdit[];
  /** What stays true of the build; required for a safe fix, and checked before it is offered. See lint/proof. */
  readonly claim?: Claim | undefined;
}

/** An edit of this document, token-sized; or lines to add to another file. */
export type FixEdit =
  | {
      readonly range: TextRange;
      readonly newText: string;
      /** A range within `newText` that only the user can fill in (manual fixes). */
      readonly placeholder?: TextRange | undefined;
      /** Nothing is left of the document: where the client can ask the user first, the file is deleted instead. */
      readonly leavesNothing?: boolean | undefined;
    }
  | LinesForFile;

export interface LinesForFile {
  /**
   * Relative to the context root, `/`-separated, for example `.dockerignore`; or, word for word, a path by which the
   * facts name a file that they have found elsewhere: `ignoreFile.path`, `contextAbove.ignoreFile`.
   */
  readonly path: string;
  /** Lines to add at the end, without line breaks; those the file already holds are left out. */
  readonly appendLines: readonly string[];
  /**
   * They are patterns of an ignore file, where the last line that matches wins. `last`: they get the last word, so that
   * one that is there is left out only where nothing behind it has a say. `first`: they stand in front of all others.
   */
  readonly word?: 'last' | 'first' | undefined;
  /** Create the file when it is missing; without it the edit is dropped then. */
  readonly create: boolean;
}

/**
 * What a fix promises about N(document), the build's normal form (lint/proof): apply the claim to N(before) and get
 * N(after). Instructions are told by an offset within them in the document before the fix.
 */
export type Claim =
  | { readonly kind: 'same' }
  | { readonly kind: 'add-becomes-copy'; readonly instruction: number }
  | { readonly kind: 'author-becomes-label'; readonly instruction: number }
  /** A word is added to a command, right behind the word that starts at `after`. */
  | {
      readonly kind: 'word-added';
      readonly instruction: number;
      readonly after: number;
      readonly word: string;
    }
  /** Commands are appended to the top-level list of the RUN: with `&&`, or with `;` where it begins with `set -e`. */
  | {
      readonly kind: 'commands-appended';
      readonly instruction: number;
      readonly commands: string;
      readonly separator?: '&&' | ';';
    }
  /** The RUNs at these offsets become one, their lists joined with `&&`. */
  | { readonly kind: 'steps-concatenated'; readonly instructions: readonly number[] }
  /** The shell form becomes the exec form of the same words. */
  | { readonly kind: 'argv-is-words'; readonly instruction: number }
  /** The stage of this FROM, which had no name, gets one; whoever meant it or an image before still does. */
  | { readonly kind: 'stage-named'; readonly instruction: number; readonly name: string }
  /**
   * A dead twin is dropped, because a later one of the same stage (LABEL key, CMD, ENTRYPOINT, HEALTHCHECK,
   * MAINTAINER, STOPSIGNAL) wins, or because another line of the same ignore file says it all. The offset is that of the instruction, of the pair, of the directive,
   * or of the line's pattern.
   */
  | { readonly kind: 'dead-dropped'; readonly instruction: number };

/** What is known of the build context; every answer may be `undefined`: not known (yet). */
export interface ContextFacts {
  /** The ignore file in force (relative path and text), `undefined` when not known, `null` when there is none. */
  readonly ignoreFile:
    | { readonly path: string; readonly text: string; readonly file: IgnoreFile }
    | null
    | undefined;
  /**
   * Whether the files of the context are known, but for those below links and folders that are kept out whole: then
   * `exists` answers `undefined` for these alone.
   */
  readonly hasTree: boolean;
  /**
   * What the context holds, and what of it is sent, as far as it has been read (`view.tree.state`): of an ignore file
   * that is being typed, still by the text before. Undefined: nothing yet, or there is nobody to ask.
   */
  readonly view: ContextView | undefined;
  /**
   * Whether the folder is the context beyond doubt: the user says so, or all the files that build the Dockerfile do. Not
   * where these are workflows alone, which may put files there first that nobody else sees.
   */
  readonly isCertain: boolean;
  /**
   * Of a `.dockerignore`: why no build reads it, as far as the workspace tells. Absent: one may, or it is not known.
   */
  readonly contextAbove?: ContextAbove | undefined;
  /** Names that builds of the Dockerfile are given as further contexts, as far as files of the workspace say. */
  readonly namedContexts: readonly string[];
  /** True when a file or directory of that path is in the context folder, ignored or not. */
  exists(path: string): boolean | undefined;
  /** Whether the ignore file keeps the path out of the context. */
  isIgnored(path: string): boolean | undefined;
  /** The text of a file the rule named in `files`. */
  read(path: string): string | undefined;
}

/** A folder above that is the context of a Dockerfile, which takes this folder along. */
export interface ContextAbove {
  /** Relative to the folder of the ignore file: `../Dockerfile`. */
  readonly dockerfile: string;
  /** Relative to the folder of the ignore file: the one that BuildKit reads, which need not exist. `../.dockerignore`. */
  readonly ignoreFile: string;
  /** As far as Dockerfiles tell, no build by another ignore file takes the folder along. */
  readonly isOnly: boolean;
  /** The folder of the ignore file in that context: `services/api`. */
  readonly folder: string;
  /** What the Dockerfile copies of it. */
  readonly source: string;
}

/** A comment, or a `check` directive, that is meant to silence rules. */
export interface SuppressionComment {
  /** Whose spelling it is. */
  readonly tool: 'shipshape' | 'hadolint' | 'buildkit' | 'shellcheck';
  /** From `#` to before the line break. */
  readonly range: TextRange;
  readonly isDirective: boolean;
  readonly codes: readonly SuppressionCode[];
  /** Where hadolint stops to understand it, so that it silences nothing. */
  readonly unreadFrom: number | undefined;
}

export interface SuppressionCode {
  readonly code: string;
  readonly range: TextRange;
  /** Whether the tool has a rule of that name. */
  readonly isKnown: boolean;
  /** Of an unknown name: the one that was probably meant. */
  readonly suggestion: string | undefined;
  /** Every rule it means has run, and found nothing that this silences. Never said of what other tools find too. */
  readonly isUnused: boolean;
}

export interface DockerfileContext<O> {
  /**
   * What stands at a place that the rule has found, or next to it, is in `model.tree.text`: asked for there, and not
   * before, since a rule that has looked at the text runs again when a comment changes. To search all of it there is
   * `model.wholeText`.
   */
  readonly model: BuildModel;
  /** Those of the model with one of the keywords that concern the rule (a trigger by its own); all where it names none. */
  readonly steps: readonly Step[];
  readonly context: ContextFacts;
  /** In document order. Empty for a rule that does not need `suppressions`. */
  readonly suppressions: readonly SuppressionComment[];
  readonly options: O;
  readonly report: (report: Report) => void;
}

export interface IgnoreContext<O> {
  readonly text: string;
  readonly file: IgnoreFile;
  readonly context: ContextFacts;
  readonly suppressions: readonly SuppressionComment[];
  readonly options: O;
  readonly report: (report: Report) => void;
}

export type UntypedContext = {
  readonly text: string;
  readonly model: BuildModel | undefined;
  readonly steps: readonly Step[];
  readonly file: IgnoreFile | undefined;
  readonly context: ContextFacts;
  readonly suppressions: readonly SuppressionComment[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly report: (report: Report) => void;
};

type Placeholders<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? P | Placeholders<Rest>
  : never;

type Values<S extends string> = [Placeholders<S>] extends [never]
  ? { readonly values?: undefined }
  : { readonly values: Readonly<Record<Placeholders<S>, string | number>> };

type TypedFix<F extends Readonly<Record<string, FixMeta>>> = {
  [K in keyof F & string]: Omit<Fix, 'fix' | 'values'> & { readonly fix: K } & Values<F[K]['title']>;
}[keyof F & string];

export type TypedReport<
  M extends Readonly<Record<string, string>>,
  F extends Readonly<Record<string, FixMeta>>,
> = {
  [K in keyof M & string]: Omit<Report, 'message' | 'values' | 'fixes'> & {
    readonly message: K;
    readonly fixes?: readonly TypedFix<F>[] | undefined;
  } & Values<M[K]>;
}[keyof M & string];

interface RuleSpec<
  L extends 'dockerfile' | 'dockerignore',
  M extends Readonly<Record<string, string>>,
  F extends Readonly<Record<string, FixMeta>>,
  O extends OptionTable,
> {
  readonly id: string;
  /** One line, without a period: what is wrong. */
  readonly summary: string;
  /** One to three sentences: why it matters. */
  readonly why: string;
  readonly language: L;
  readonly category: CategoryName;
  readonly severity: Severity;
  readonly preset: Preset;
  readonly status?: Rule['status'];
  readonly since: string;
  readonly aliases?: readonly string[];
  readonly equivalents?: readonly Equivalent[];
  readonly yieldsTo?: readonly string[];
  readonly references: readonly string[];
  readonly options?: O;
  readonly needs?: readonly Fact[];
  readonly uses?: readonly Fact[];
  readonly files?: (model: BuildModel) => readonly string[];
  readonly concerns?: L extends 'dockerfile' ? Concern : undefined;
  readonly stepwise?: L extends 'dockerfile' ? boolean : undefined;
  readonly messages: M;
  readonly fixes?: F;
  readonly check: (
    ctx: Omit<
      L extends 'dockerfile' ? DockerfileContext<OptionValues<O>> : IgnoreContext<OptionValues<O>>,
      'report'
    > & { readonly report: (report: TypedReport<M, F>) => void },
  ) => void;
}

/** Gives a rule its defaults and forgets the types of its tables. */
export function defineRule<
  const L extends 'dockerfile' | 'dockerignore',
  const M extends Readonly<Record<string, string>>,
  const F extends Readonly<Record<string, FixMeta>> = Record<never, never>,
  const O extends OptionTable = Record<never, never>,
>(spec: RuleSpec<L, M, F, O>): Rule {
  return {
    status: 'stable',
    aliases: [],
    equivalents: [],
    yieldsTo: [],
    needs: [],
    uses: [],
    ...spec,
    stepwise: spec.stepwise ?? false,
    options: spec.options ?? {},
    files: spec.files,
    concerns: spec.concerns,
    fixes: spec.fixes ?? {},
    // The engine hands a context of the rule's language with options of the rule's table: the one place where the
    // types are forgotten.
    check: spec.check as unknown as (ctx: UntypedContext) => void,
  };
}
