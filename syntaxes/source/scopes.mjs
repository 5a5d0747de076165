// Scopes that more than one file of the grammar uses.

/** Keywords keep the scope of VS Code's own grammar: themes have colors for it. */
export const KEYWORD = 'keyword.other.special-method.dockerfile';

/** Captures of `instructionStart`. */
export const KEYWORD_CAPTURES = { 1: { name: KEYWORD }, 2: { name: KEYWORD } };

/** Where BuildKit joins continuation lines. The injections that color continuations look for it. */
export const ARGUMENTS = 'meta.arguments.dockerfile';

/** From a continuation's escape character to where the next line goes on. */
export const CONTINUATION = 'meta.continuation.dockerfile';

/** The document after `# escape=` with a backtick. */
export const BACKTICK = 'meta.escape-backtick.dockerfile';

/** The line of a heredoc's `<<`. */
export const HEREDOC_HEAD = 'meta.heredoc.head.dockerfile';

export const HEREDOC_DELIMITER = 'keyword.control.heredoc-token.dockerfile';
