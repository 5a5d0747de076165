import type { PositionMap } from '../../text/positionMap.ts';
import type { TextRange } from '../../text/range.ts';

/**
 * A parsed Dockerfile. Lossless: the `range`s of `items` are ascending, adjacent and cover the whole text.
 * All ranges are half-open UTF-16 offsets into `text`. Nothing here is ever changed from outside; but a tree that is
 * handed to the parser again gives its instructions to the next one, which moves them: it is used up then.
 */
export interface DockerfileTree {
  readonly text: string;
  /** The escape token in force: the `escape` directive's, else a backslash. */
  readonly escape: Escape;
  readonly items: readonly Item[];
  /** Directives that BuildKit honors or refuses (`syntax`, `escape`, `check`), in order. */
  readonly directives: readonly Directive[];
  /** Every comment line, those inside continued instructions included, in order. */
  readonly comments: readonly Comment[];
  /** Every instruction on the top level, in order. ONBUILD triggers hang on their ONBUILD instruction. */
  readonly instructions: readonly Instruction[];
  /** What BuildKit's parser refuses: the build stops at the first one; we report all and go on. In order. */
  readonly errors: readonly SyntaxIssue[];
  /** What BuildKit's parser warns of (`empty-continuation-line`). In order. */
  readonly warnings: readonly SyntaxIssue[];
}

export type Escape = '\\' | '`';

/** A piece of the file on the top level: whole lines, with their indentation and line break. */
export type Item =
  | { readonly kind: 'blank'; readonly range: TextRange }
  | { readonly kind: 'comment'; readonly range: TextRange; readonly comment: Comment }
  | { readonly kind: 'directive'; readonly range: TextRange; readonly directive: Directive }
  | { readonly kind: 'instruction'; readonly range: TextRange; readonly instruction: Instruction };

/** A comment line. `range` starts at `#` and ends before the line break. */
export interface Comment {
  readonly range: TextRange;
  /** Without `#` and surrounding blanks. */
  readonly text: string;
  /** The instruction the comment stands inside of (between its continuation lines), if any. */
  readonly inside: Instruction | undefined;
}

/** `# name=value` among the first lines. `range` starts at `#` and ends before the line break. */
export interface Directive {
  /** Lower case. */
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly valueRange: TextRange;
}

/**
 * A text assembled from pieces of the document: a logical line with its continuations joined as BuildKit does
 * (comment lines, blank lines, escape tokens and line breaks dropped), or a part of one.
 */
export interface LogicalText {
  readonly text: string;
  /** Maps offsets of `text` to offsets of the document. */
  readonly map: PositionMap;
  /** From its first to its last character in the document, seams included; empty at its place when `text` is. */
  readonly range: TextRange;
}

/** A token of an instruction's arguments. */
export interface Word extends LogicalText {
  /** Offset of the word in the instruction's `line.text`. */
  readonly offset: number;
}

/** `FROM`, `RUN`, … as BuildKit knows them. */
export type KeywordName =
  | 'ADD'
  | 'ARG'
  | 'CMD'
  | 'COPY'
  | 'ENTRYPOINT'
  | 'ENV'
  | 'EXPOSE'
  | 'FROM'
  | 'HEALTHCHECK'
  | 'LABEL'
  | 'MAINTAINER'
  | 'ONBUILD'
  | 'RUN'
  | 'SHELL'
  | 'STOPSIGNAL'
  | 'USER'
  | 'VOLUME'
  | 'WORKDIR';

export interface Instruction {
  /** Upper case; undefined for a word BuildKit does not know. */
  readonly name: KeywordName | undefined;
  /** The keyword as written. A keyword can be split by a continuation: `text` is joined. */
  readonly keyword: Word;
  /**
   * From the keyword's first character to the end of the last line that belongs to the instruction, heredoc
   * bodies and terminators included, without the last line break. For a trigger: from its own keyword on.
   */
  readonly range: TextRange;
  /** As `range`, but without heredoc bodies: the end of the logical line. */
  readonly head: TextRange;
  /** Zero-based lines as BuildKit counts them (split at `\n` only), both inclusive, heredoc bodies included. */
  readonly startLine: number;
  readonly endLine: number;
  /** The whole logical line, from the keyword on. For a trigger: the part of the ONBUILD line from its keyword on. */
  readonly line: LogicalText;
  /** What follows the keyword and its blanks, flags included, trimmed as BuildKit trims. */
  readonly body: LogicalText;
  /** Flags before the arguments, in order. */
  readonly flags: readonly Flag[];
  /** What follows the flags: what BuildKit hands to the instruction's own grammar. */
  readonly args: LogicalText;
  /**
   * BuildKit's argument words, as its parser splits them for this keyword: whitespace-separated words (FROM, COPY,
   * ADD, EXPOSE, VOLUME, ARG), one word (USER, WORKDIR, STOPSIGNAL, MAINTAINER, shell form), the strings of a
   * JSON array (decoded; `json` is set), the type of HEALTHCHECK (`CMD`, `NONE`) and then its command. Empty for
   * ENV and LABEL (see `pairs`) and ONBUILD (see `trigger`). Quotes and variables are untouched but in JSON strings.
   */
  readonly words: readonly Word[];
  /** Names and values of ENV, LABEL and ARG, in order. */
  readonly pairs: readonly Pair[];
  /** The valid JSON array in exec form, if the arguments are one (HEALTHCHECK: those after CMD). */
  readonly json: JsonArray | undefined;
  /**
   * Arguments that begin with `[` but are no valid JSON array of strings, in an instruction that could take one:
   * BuildKit falls back to words or shell form. `range` is the whole text, `at` where it stops being valid.
   */
  readonly brokenJson: BrokenJson | undefined;
  /** The command line in shell form (RUN, CMD, ENTRYPOINT, HEALTHCHECK CMD; a broken JSON form counts). */
  readonly shell: LogicalText | undefined;
  /** In order of their `<<`. Bodies follow each other in the same order. */
  readonly heredocs: readonly Heredoc[];
  /** The instruction an ONBUILD defers. */
  readonly trigger: Instruction | undefined;
  /** True for the trigger of an ONBUILD. */
  readonly isTrigger: boolean;
  /** Comment lines between its continuation lines. */
  readonly comments: readonly Comment[];
  /** Places of continuations: from the escape token to the first character of the next line that counts. */
  readonly continuations: readonly TextRange[];
  /** Blank lines between its continuation lines, without their line breaks. */
  readonly emptyLines: readonly TextRange[];
  /**
   * What a function of the module level makes of this instruction and nothing else, computed once for as long as its
   * text stays the same, however the lines around it change. Offsets in what is kept must be ranges that the tree gave
   * (or `text/anchor.ts` made of such), since these move with the instruction.
   */
  once<T>(compute: (instruction: Instruction) => T): T;
}

export interface BrokenJson {
  readonly range: TextRange;
  /** The offset where it stops being valid. */
  readonly at: number;
  readonly reason: JsonProblem;
}

export type JsonProblem =
  | 'single-quotes'
  | 'unterminated-string'
  | 'unterminated-array'
  | 'missing-comma'
  | 'trailing-comma'
  | 'not-a-string'
  | 'bad-escape'
  | 'text-after-array'
  | 'other';

export interface Flag {
  /** Without the dashes: `from`. */
  readonly name: string;
  /**
   * After BuildKit's unquoting; undefined when there is no `=`. BuildKit takes each byte of a character beyond
   * ASCII for a character of its own, and so it stands here: use `rawValue` for what the author wrote.
   */
  readonly value: string | undefined;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  /** Quotes included; undefined when there is no `=`. */
  readonly valueRange: TextRange | undefined;
  /** The value as written, quotes included. */
  readonly rawValue: LogicalText | undefined;
  /** `value` with its places: what BuildKit expands, from which quotes and escape tokens are gone already. */
  readonly content: LogicalText | undefined;
}

export interface Pair {
  readonly name: Word;
  /** Undefined for an ARG without default. Quotes and variables untouched. */
  readonly value: Word | undefined;
  /** From the name to the end of the value. */
  readonly range: TextRange;
  /** `legacy`: `ENV name value with blanks`, no `=`. */
  readonly form: 'equals' | 'legacy' | 'bare';
}

export interface JsonArray {
  /** Brackets included. */
  readonly range: TextRange;
  readonly items: readonly JsonItem[];
}

export interface JsonItem {
  /** Decoded. */
  readonly value: string;
  /** Quotes included. */
  readonly range: TextRange;
}

export interface Heredoc {
  /** The terminator, unquoted: `EOF`. */
  readonly name: string;
  /** The token `3<<-"EOF"`, file descriptor included. */
  readonly range: TextRange;
  readonly fileDescriptor: number;
  /** False when the delimiter is quoted: variables in the body are not expanded. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are stripped from body and terminator. */
  readonly chomp: boolean;
  /** The body in the document: whole lines, without the terminator's line. */
  readonly contentRange: TextRange;
  /** The body as BuildKit hands it on: tabs stripped when `chomp`. */
  readonly content: string;
  /** The terminator without indentation and line break; undefined when the file ends first. */
  readonly terminatorRange: TextRange | undefined;
}

/** Something BuildKit refuses or warns of. `message` is BuildKit's own wording. */
export interface SyntaxIssue {
  readonly code: SyntaxIssueCode;
  readonly message: string;
  readonly range: TextRange;
  readonly instruction: Instruction | undefined;
  /** Facts for our own wording and for fixes: the bad token, the nearest valid one, … */
  readonly values: Readonly<Record<string, string>>;
}

export type SyntaxIssueCode =
  // Parser (frontend/dockerfile/parser)
  | 'empty-file'
  | 'invalid-escape-directive'
  | 'duplicate-directive'
  | 'invalid-check-option'
  | 'unterminated-heredoc'
  | 'invalid-heredoc'
  | 'invalid-pair'
  | 'empty-continuation-line'
  | 'line-too-long'
  | 'json-not-strings'
  // Instructions (frontend/dockerfile/instructions), see instructionErrors.ts
  | 'unknown-instruction'
  | 'no-stage'
  | 'missing-argument'
  | 'extra-argument'
  | 'unknown-flag'
  | 'duplicate-flag'
  | 'flag-value-missing'
  | 'invalid-flag-value'
  | 'invalid-trigger'
  | 'invalid-from'
  | 'shell-not-json'
  | 'invalid-healthcheck'
  | 'invalid-name'
  | 'invalid-mount'
  | 'mount-of-buildah'
  | 'invalid-value'
  | 'source-elsewhere'
  // Expansion (frontend/dockerfile/shell), see expansionErrors.ts
  | 'unterminated-quote'
  | 'invalid-substitution';
