// Where we differ from a recorded answer on purpose. An excuse is a named predicate over the outcome (its case, what
// was expected, what we say), never over a case's id, with a reason another reader would accept.

/**
 * @typedef {object} Excuse
 * @property {string} name
 * @property {string} file the file of cases it is for
 * @property {string} reason
 * @property {(outcome: import('./run.mjs').Outcome) => boolean} applies
 */

/** @type {Excuse[]} */
export const excuses = [
  {
    name: 'a pattern for subfolders, and a file of the root',
    file: 'buildkit-docs.jsonl',
    reason:
      'BuildKit cleans the path first, so that `./tmp/a` is no longer below a folder that `*/tmp/*` could match; the page is older than that',
    applies: ({ kind, expects, case: { dockerfile, dockerignore } }) =>
      kind === 'CopyIgnoredFile' &&
      expects === 'finding' &&
      /^\*\/tmp\/\*$/m.test(dockerignore ?? '') &&
      /^COPY \.\/tmp\//m.test(dockerfile),
  },
  {
    name: 'a global ARG, which a rule of its own knows',
    file: 'hadolint.jsonl',
    reason:
      'an ARG above the first FROM is empty in a stage: our rule on scopes tells it, also outside of shells, and is not to fall silent where somebody ignores what ShellCheck says of unset variables',
    applies: ({ kind, expects, case: { dockerfile } }) => {
      const name = /\$\{?(\w+)/.exec(dockerfile.replace(/^(?:ARG|ENV) .*$/gm, ''))?.[1];
      return (
        kind === 'SC*' &&
        expects === 'finding' &&
        name !== undefined &&
        new RegExp(`^ARG ${name}\\b[\\s\\S]*^FROM `, 'm').test(dockerfile) &&
        !/[^"]\$/.test(dockerfile.replace(/^(?:ARG|ENV) .*$/gm, ''))
      );
    },
  },
  {
    name: 'lone CR',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit ends a line at LF only, so that a CR without LF is an ordinary character; the peer breaks lines at it',
    applies: ({ case: { dockerfile } }) => /\r(?!\n)/.test(dockerfile),
  },
  {
    name: 'warning on a trigger that is refused',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit refuses this keyword behind ONBUILD: we report that error and nothing else about the instruction',
    applies: ({ expects, expected, refusals }) =>
      expects === 'finding' &&
      expected.severity === 'warning' &&
      refusals.some((message) => message.endsWith("isn't allowed as an ONBUILD trigger")),
  },
  {
    name: 'two dashes end the flags',
    file: 'dockerfile-utils.jsonl',
    reason: 'BuildKit takes a lone -- for the end of the flags; the peer takes it for a flag without a name',
    applies: ({ expects, expected, case: { dockerfile } }) =>
      expects === 'finding' && expected.message === 'Unknown flag: ' && /\s--\s/.test(dockerfile),
  },
  {
    name: 'no argument before unknown flag',
    file: 'dockerfile-utils.jsonl',
    reason: 'BuildKit refuses a HEALTHCHECK without arguments before it looks at the flags, and stops there',
    applies: ({ expects, expected, refusals }) =>
      expects === 'finding' &&
      expected.code === 'UNKNOWN_HEALTHCHECK_FLAG' &&
      refusals.includes('HEALTHCHECK requires at least one argument'),
  },
  {
    name: 'unknown flag of RUN',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit refuses a flag of RUN that it does not know; the peer does not look at the flags of RUN',
    applies: ({ expects, actual, refusals, case: { dockerfile } }) =>
      expects === 'silence' &&
      actual.every(({ rule }) => rule === 'unknown-flag') &&
      refusals.every((message) => message.startsWith('unknown flag: ')) &&
      /^RUN\s+--/im.test(dockerfile),
  },
  {
    name: 'protocol with further slashes',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit takes all that follows the first slash of a port for its protocol; the peer stops at the second slash',
    applies: ({ expects, actual, case: { dockerfile } }) =>
      expects === 'silence' &&
      actual.every(({ rule }) => rule === 'invalid-expose-protocol') &&
      /\d\/(?:tcp|udp|sctp)\//i.test(dockerfile),
  },
  {
    name: 'port that a variable gives',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit expands the variable and refuses what is no port; the peer does not expand `${name:+x}`',
    applies: ({ expects, actual, case: { dockerfile } }) =>
      expects === 'silence' &&
      actual.every(({ rule }) => rule === 'invalid-port') &&
      /^EXPOSE\s.*\$\{\w+:?[+-]/im.test(dockerfile),
  },
  {
    name: 'a duration of zero',
    file: 'dockerfile-utils.jsonl',
    reason: 'BuildKit takes a duration of zero for none given; the peer refuses it',
    applies: ({ expects, expected, case: { dockerfile } }) =>
      expects === 'finding' && expected.code === 'FLAG_LESS_THAN_1MS' && /=-?0[a-z]*\s/.test(dockerfile),
  },
  {
    name: 'signal of a variable',
    file: 'dockerfile-utils.jsonl',
    reason:
      'what a variable gives is known when the file is built; that it is not defined is told of by itself',
    applies: ({ expects, expected, case: { dockerfile } }) =>
      expects === 'finding' &&
      expected.code === 'INVALID_SIGNAL' &&
      /^STOPSIGNAL\s+\$[\w{]/im.test(dockerfile),
  },
  {
    name: 'text behind the array of SHELL',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit refuses SHELL when anything follows the JSON array; the peer looks no further than the bracket',
    applies: ({ expects, refusals, case: { dockerfile } }) =>
      expects === 'silence' &&
      refusals.every((message) => message === 'SHELL requires the arguments to be in JSON form') &&
      /^SHELL\s*\[[^\]]*\]\s*\S/im.test(dockerfile),
  },
  {
    name: 'text that BuildKit refuses to expand',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit refuses a quote or a brace that does not close, and a modifier it does not know, when it expands the text; the peer does not expand',
    applies: ({ expects, actual, refusals }) =>
      expects === 'silence' &&
      actual.every(({ rule }) =>
        /^(?:build-error|unterminated-quote|unsupported-variable-modifier)$/.test(rule),
      ) &&
      refusals.length > 0 &&
      refusals.every((message) => message.startsWith('failed to process ')),
  },
  {
    name: 'text that BuildKit does not expand',
    file: 'dockerfile-utils.jsonl',
    reason:
      'BuildKit expands neither MAINTAINER nor SHELL nor CMD nor the name of an ARG, so that it takes any text there; the peer looks for mistakes in all of them',
    applies: ({ expects, expected, refusals, case: { dockerfile } }) =>
      expects === 'finding' &&
      /^(?:UNSUPPORTED_MODIFIER|SYNTAX_MISSING_(?:SINGLE|DOUBLE)_QUOTE)$/.test(expected.code) &&
      refusals.length === 0 &&
      /^(?:MAINTAINER|SHELL|ONBUILD CMD|ARG ["'])/im.test(dockerfile),
  },
  {
    name: 'the first of the twins',
    file: 'dockerfile-utils.jsonl',
    reason:
      'of stages with the same name the peer marks all; BuildKit and we mark the later ones and point to the first',
    applies: ({ expects, expected, actual }) =>
      expects === 'finding' &&
      expected.code === 'DUPLICATE_BUILD_STAGE_NAME' &&
      actual.some(({ rule }) => rule === 'duplicate-stage-name'),
  },
  {
    name: "the peer's own comment",
    file: 'dockerfile-utils.jsonl',
    reason:
      'the comment that switches the peer off is its own; we do not hide what stops the build because of it',
    applies: ({ expects, case: { dockerfile } }) =>
      expects === 'silence' && /^#\s*dockerfile-utils:\s*ignore\s*$/im.test(dockerfile),
  },
  {
    name: 'stage that the build does not reach',
    file: 'buildkit.jsonl',
    reason: 'BuildKit checks only the stages that the target needs; a linter looks at every stage',
    applies: ({ expects, actual }) => expects === 'silence' && actual.every(({ reachable }) => !reachable),
  },
];
