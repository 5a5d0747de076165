// Pieces of regular expressions (Oniguruma) that the rules of the Dockerfile grammar share.
// The groups of every piece are non-capturing, so that a rule can count its own.

/** Every instruction BuildKit knows. */
export const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

/** Never matches: the end of a rule that only the `while` of a rule around it, or the file, can end. */
export const NEVER = '(?!)';

/** Blanks within a line, all there are: what follows is none, and long lines must not be tried twice. */
export const BLANKS = String.raw`[^\S\n]++`;
export const BLANKS0 = String.raw`[^\S\n]*+`;

/** What may follow a keyword: a blank, the end of the line, or a continuation. */
export const KEYWORD_END = String.raw`(?=\s|[\\\x60][ \t]*$)`;

/** A line's start; of a document within another one, whose rules may have taken indentation already. */
export const lineStart = (embedded) => (embedded ? String.raw`(?:^|\G)` : '^');

/** The start of an instruction; group 1 is an ONBUILD in front of it, group 2 its keyword. */
export const instructionStart = (names, embedded = false) =>
  `${lineStart(embedded)}${BLANKS0}(?:((?i:ONBUILD))${BLANKS})?((?i:${names.join('|')}))${KEYWORD_END}`;

export const COMMENT_LINE = `${BLANKS0}#`;

export const DIRECTIVE_LINE = String.raw`^${BLANKS0}#${BLANKS0}(?i:syntax|escape|check)${BLANKS0}=${BLANKS0}\S`;

// Heredocs are words of the joined line that begin with `<<`, outside of quotes; blanks may follow the `<<`.
// https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go (heredocsFromLine)
// Parentheses are left out of names, so that the `<<` of shell arithmetic, which BuildKit takes for a heredoc
// without end and refuses, does not take the color from the rest of the file while it is typed.
const UNIT = String.raw`(?>(?:[^\s"'\\]+|\\.|"(?:[^"\\]+|\\.)*+"|'[^']*+')+)`;
const WORD = String.raw`(?!\d*<<-?[ \t]*[^\s<()])${UNIT}`;
const WORDS = `(?>(?:${WORD}${BLANKS})*)`;
const PLAIN_NAME = String.raw`[^\s<"'()\\]`;
const ANY_NAME = String.raw`(?=[^\s<()])${PLAIN_NAME}*+(?:"[^"<\n]*"|'[^'<\n]*')?${PLAIN_NAME}*+`;
const HEREDOC = String.raw`\d*<<-?[ \t]*${ANY_NAME}(?=\s|$)`;
const REST = String.raw`(?>(?:${BLANKS}${WORD})*)${BLANKS0}(?:\\[ \t]*)?$`;

/** The arguments of a line with a heredoc; a line with an open quote has none. */
export const HEREDOC_ARGUMENTS = `${BLANKS0}${WORDS}${HEREDOC}(?:(?:${BLANKS}${WORD})*${BLANKS}${HEREDOC})*${REST}`;
export const SEVERAL_HEREDOCS = `${BLANKS0}${WORDS}${HEREDOC}(?:${BLANKS}${WORD})*${BLANKS}${HEREDOC}`;
export const HEREDOC_LINE = `(?!${COMMENT_LINE})${HEREDOC_ARGUMENTS}`;

const QUOTED_NAME = String.raw`(${PLAIN_NAME}*)(?:"([^"<\n]*)"|'([^'<\n]*)')(${PLAIN_NAME}*)`;
const UNQUOTED_NAME = `(${PLAIN_NAME}+)`;

/** The nth heredoc of a line, seen from behind the keyword: group 1 is the dash, the others make the name. */
export const nthHeredoc = (n, quoted) =>
  String.raw`${BLANKS0}(?:${WORDS}${HEREDOC}${BLANKS}){${n - 1}}${WORDS}\d*<<(-?)[ \t]*${name(quoted)}(?=\s|$)`;

/** The last heredoc of a line that has more than n of them. */
export const lastHeredocAfter = (n, quoted) =>
  String.raw`${BLANKS0}(?:${WORDS}${HEREDOC}${BLANKS}){${n},}${WORDS}\d*<<(-?)[ \t]*${name(quoted)}(?=\s|$)${REST}`;

/**
 * The terminator's line, made of the groups of `nthHeredoc`: tabs may stand before it only if there is a dash.
 * Without one, `(?!\1)` becomes `(?!)`, which never matches; with one it holds, for a tab is no dash.
 */
export const terminator = (quoted) => String.raw`(?:^|\G)(?:(?!\1)\t+)?(${quoted ? '\\2\\3\\4\\5' : '\\2'})$`;

/** Any other line. (`\G` as in `lineStart`; elsewhere it adds nothing.) */
export const notTerminator = (quoted) => String.raw`(?:^|\G)(?!${terminator(quoted)})`;

const name = (quoted) => (quoted ? QUOTED_NAME : UNQUOTED_NAME);

/** A heredoc's token in the arguments: descriptor, operator, delimiter. */
export const HEREDOC_TOKEN = String.raw`(?<!\S)(\d*)(<<-?)[ \t]*(${ANY_NAME})(?=\s|$)`;

/**
 * The part of a command line up to its nth `<<`. Good enough to guess a language, once the line is known to have a
 * heredoc.
 */
export const upToHeredoc = (n) => String.raw`(?:(?:[^<\n]|<(?!<))*+<<){${n}}`;

/** What a line holds up to its last word, without an escape character at its end. */
export const LINE_TEXT = String.raw`(?>(?:${BLANKS0}(?:[^\s\\\x60]+|[\\\x60](?!${BLANKS0}$)))*)`;
