import type { TextRange } from '../../text/range.ts';
import type { LogicalText } from '../dockerfile/tree.ts';

/**
 * A shell program inside a Dockerfile (the shell form of RUN, CMD, …, or a heredoc body), as rules see it.
 * Ranges are half-open UTF-16 offsets into the document, continuations included; `source` holds the joined text
 * the shell gets. Nothing here exposes the underlying parser.
 */
export interface ShellScript {
  readonly dialect: ShellDialect;
  readonly source: LogicalText;
  readonly body: readonly ShellList[];
  /** Every simple command, in source order, nested ones included (conditions, loops, subshells, substitutions). */
  readonly commands: readonly ShellCommand[];
  readonly comments: readonly ShellComment[];
  /** Every `$name` and `${name…}` in the script outside single quotes and quoted heredocs, in source order. */
  readonly variables: readonly ShellVariable[];
  /** Every `$(…)` and `` `…` ``, nested ones included, in source order. Empty for dialects that are only tokenized. */
  readonly substitutions: readonly ShellSubstitution[];
  /** What Bash has and POSIX has not, in source order. Empty for dialects that are only tokenized. */
  readonly extensions: readonly ShellExtension[];
  /** What the shell would refuse. Empty for dialects that are only tokenized. */
  readonly errors: readonly ShellError[];
}

/** `bash` is assumed only when the SHELL instruction or shebang says so; `posix` is any Bourne-like shell. */
export type ShellDialect =
  | 'posix'
  | 'dash'
  | 'ash'
  | 'bash'
  | 'powershell'
  | 'cmd'
  /** Another interpreter (`python3`, `node`, …): not analyzed, `commands` is empty. */
  | 'other'
  | 'unknown';

/** A chain on one level: `a && b || c | d ; e &`. `items` in order. */
export interface ShellList {
  /** For a script or a body with several statements: all of them, joined by `;`, `&` or `newline`. */
  readonly items: readonly ShellListItem[];
  readonly range: TextRange;
}

export interface ShellListItem {
  /** What stands before the item: how it is joined to the one before. Undefined for the first. */
  readonly operator: ShellOperator | undefined;
  /** The operator's place; for a newline the line break. Undefined for the first. */
  readonly operatorRange: TextRange | undefined;
  readonly node: ShellNode;
  /** `!` and `time` before the node included. */
  readonly range: TextRange;
  /** `&` after it; true of every item of a chain that goes to the background (`a && b &`). */
  readonly background: boolean;
  /** `!` before it. */
  readonly negated: boolean;
}

export type ShellOperator = '&&' | '||' | '|' | '|&' | ';' | '&' | 'newline';

export type ShellNode = ShellCommand | ShellCompound;

/** `if`, `for`, `while`, `until`, `case`, `select`, `(…)`, `{…}`, `[[…]]`, `((…))`, a function definition. */
export interface ShellCompound {
  readonly kind: 'compound';
  readonly type: ShellCompoundType;
  readonly range: TextRange;
  /**
   * The words of its own head, in source order: name and list of `for` and `select`, subject and patterns of `case`,
   * operands of `[[…]]`, the text between `((` and `))`, the name of a function.
   */
  readonly words: readonly ShellWord[];
  /** In source order: an `if` gives condition, then-branch, the same for each `elif`, else-branch. */
  readonly bodies: readonly ShellList[];
  readonly redirects: readonly ShellRedirect[];
}

export type ShellCompoundType =
  | 'if'
  | 'for'
  | 'while'
  | 'until'
  | 'case'
  | 'select'
  | 'subshell'
  | 'group'
  | 'test'
  | 'arithmetic'
  | 'function'
  | 'coproc';

export interface ShellCommand {
  readonly kind: 'command';
  readonly range: TextRange;
  /** `A=b` before the command, or alone. */
  readonly assignments: readonly ShellAssignment[];
  /** The command name and its arguments. Empty for pure assignments and redirections. */
  readonly words: readonly ShellWord[];
  /** The static value of the first word, path and extension kept: `apt-get`, `/usr/bin/curl`. */
  readonly name: string | undefined;
  readonly redirects: readonly ShellRedirect[];
  /** Where it stands: 'list' is the script's own top level chain, the rest is the innermost construct around it. */
  readonly context: ShellContext;
  /**
   * True when a failure before it, or a condition, decides whether it runs while the script goes on: after `||`,
   * inside `if`, `case`, a loop or function body, after `[ … ] &&` whose failure is forgiven. Not after a plain `&&`.
   */
  readonly conditional: boolean;
  /** True when it, or a compound around it, is a part of a pipeline of two or more. */
  readonly inPipeline: boolean;
}

export type ShellContext =
  | 'list'
  /** Between `if` or `elif` and `then`: its failure is an answer. */
  | 'condition'
  /** Behind `then` or `else`. */
  | 'branch'
  | 'loop'
  | 'case'
  | 'subshell'
  | 'group'
  | 'function'
  | 'substitution';

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | undefined;
  readonly range: TextRange;
}

export interface ShellWord {
  /** As written (joined). */
  readonly text: string;
  /**
   * After quote removal, when it stands for one known word; undefined with `$…`, a substitution or a brace list.
   * Globs and a tilde are kept as written: see `globs`.
   */
  readonly value: string | undefined;
  readonly range: TextRange;
  /** The pieces of the document that put together are `text`: more than one where it spans a continuation. */
  readonly segments: readonly TextRange[];
  /** Holds `$…`, a backtick or a process substitution outside single quotes. */
  readonly expands: boolean;
  /** Holds an unquoted glob, brace or tilde. */
  readonly globs: boolean;
  /** Holds quotes or a backslash escape. */
  readonly quoted: boolean;
  /** Variables it names: `$x`, `${x…}` (in double quotes too, not in single quotes, not inside `$(…)`). */
  readonly variables: readonly ShellVariable[];
  /**
   * What it is put together from, in order and without gaps; empty where it holds nothing special, and for dialects that
   * are only tokenized. Not what stands inside an expansion, nor the name of an assignment (`export A=$b`).
   */
  readonly parts: readonly ShellPart[];
}

/** A piece of a word; `placeIn` in parts.ts tells where it stands in the document. */
export interface ShellPart {
  readonly kind: ShellPartKind;
  /** Half-open, in the `text` of the word. */
  readonly start: number;
  readonly end: number;
  /** Of a variable: its name, digit or sign (`x`, `1`, `@`, `?`). */
  readonly name: string | undefined;
  /** Of double quotes, a glob and braces: what stands inside. */
  readonly parts: readonly ShellPart[];
  /** Of a substitution: the commands in it, where they could be read. */
  readonly list: ShellList | undefined;
}

export type ShellPartKind =
  /** Letters, escaped ones too, in double quotes or without. */
  | 'text'
  /** `'…'` */
  | 'single'
  /** `"…"` */
  | 'double'
  /** `$'…'` */
  | 'ansi'
  /** `$x`, `${x…}` */
  | 'variable'
  /** `$(…)`, backquotes */
  | 'substitution'
  /** `$((…))` */
  | 'arithmetic'
  /** `<(…)`, `>(…)` */
  | 'process'
  /** `*`, `?`, `[…]` */
  | 'glob'
  /** `{a,b}`, `{1..3}` */
  | 'braces';

export interface ShellVariable {
  readonly name: string;
  /** `$name` or `${name…}` whole. */
  readonly range: TextRange;
}

export interface ShellSubstitution {
  /** From `$(` or the backquote to what ends it. */
  readonly range: TextRange;
  readonly isBackquoted: boolean;
  /** Between double quotes, or in the body of a heredoc: the output stays in one piece. */
  readonly inQuotes: boolean;
  /**
   * The program in it. Undefined for one between backquotes with backslashes in it, whose commands are not among those
   * of the script either.
   */
  readonly body: ShellList | undefined;
}

export interface ShellRedirect {
  readonly operator: string;
  readonly fileDescriptor: number | undefined;
  readonly target: ShellWord | undefined;
  readonly range: TextRange;
}

export interface ShellComment {
  /** Without `#` and surrounding blanks. */
  readonly text: string;
  /** From `#` to before the line break, or to the end of the joined line: what follows on it is comment too. */
  readonly range: TextRange;
}

/** A construct of Bash. Whether the shell of the script has it too is for others to say. */
export interface ShellExtension {
  readonly kind: ShellExtensionKind;
  /** The word that begins a compound, the operator of a pipe; else the whole of it. */
  readonly range: TextRange;
}

export type ShellExtensionKind =
  /** `[[ … ]]` */
  | 'test'
  /** `(( … ))` */
  | 'arithmetic'
  /** `for (( … ))` */
  | 'arithmetic-for'
  /** `function f` */
  | 'function'
  /** `a=(b c)` */
  | 'array'
  /** `a+=b` before a command, or alone. */
  | 'append'
  /** `<<<` */
  | 'here-string'
  /** `|&` */
  | 'pipe-both'
  /** `>& file` */
  | 'redirect-both'
  /** `&>> file` */
  | 'append-both'
  /** `<(…)`, `>(…)` */
  | 'process-substitution'
  /** `${a,,}`, `${a^}` */
  | 'case'
  /** `${a/b/c}` */
  | 'replace'
  /** `${a:1:2}` */
  | 'slice'
  /** `${!a}` */
  | 'indirect'
  /** `${a[0]}` */
  | 'index'
  /** `${a@Q}` */
  | 'transform'
  /** `$'…'` */
  | 'ansi-quote'
  /** `{a,b}`, `{1..3}` */
  | 'brace';

export interface ShellError {
  readonly kind: ShellErrorKind;
  /** What begins, or stands where it cannot: see `ShellErrorKind`. Else empty. */
  readonly word: string;
  /** What would end or go on with it, where one word would. Else empty. */
  readonly missing: string;
  /** In the words of the parser. */
  readonly message: string;
  /** The word, where its place is known; of what is missing at the end, that end. */
  readonly range: TextRange;
}

/**
 * `unclosed`: `word` begins what nothing ends; `missing` would. `incomplete`: the word `missing` is not where a compound
 * needs it. `nothing`: no command follows `word`. `no-target`: no word follows the redirection. `unexpected`: `word` cannot
 * stand there. `other`: what only Bash refuses, or nobody has looked at.
 */
export type ShellErrorKind = 'unclosed' | 'incomplete' | 'nothing' | 'no-target' | 'unexpected' | 'other';
