// The instructions, each with its own arguments.
import { continuedHeredocs, heredocInstruction } from './heredocs.mjs';
import { SHELLS } from './languages.mjs';
import {
  BLANKS,
  BLANKS0,
  HEREDOC_LINE,
  instructionStart,
  KEYWORD_END,
  KEYWORDS,
  lineStart,
  NEVER,
} from './regex.mjs';
import { ARGUMENTS, KEYWORD, KEYWORD_CAPTURES } from './scopes.mjs';

/**
 * All instructions of a variant (see words.mjs), once per shell that runs its commands: `instructions-bs-sh`. The set
 * of the variant's usual shell has also the SHELL instructions that change it.
 */
export function instructionRules(v) {
  const kit = toolkit(v);
  const usual = v === 'bt' ? 'ps' : 'sh';
  const rules = {
    [`instructions-${v}`]: { patterns: withoutCommands(kit) },
    [`unknown-${v}`]: unknown(kit),
  };
  for (const shell of Object.keys(SHELLS)) {
    const changes = shell === usual ? Object.keys(SHELLS).filter((other) => other !== shell) : [];
    rules[`instructions-${v}-${shell}`] = {
      patterns: [...changes.map((other) => shellChange(kit, other)), ...withCommands(kit, shell)],
    };
  }
  return rules;
}

/** What the rules of a variant are built with. */
function toolkit(v) {
  const embedded = v === 'em';
  const include = (...names) => names.map((name) => ({ include: `#${name}-${v}` }));
  const joined = embedded ? [{ include: '#continuation-em' }, { include: '#comment-em' }] : [];
  const start = lineStart(embedded);
  const keyword = `(?i:${KEYWORDS.join('|')})${KEYWORD_END}`;

  /** Whether a line belongs to the instruction above; see dockerfile.mjs. */
  const lines = (heredocs) => {
    const noHeredoc = heredocs ? `(?!${HEREDOC_LINE})` : '';
    if (embedded) return `${start}(?!${BLANKS0}${keyword})${noHeredoc}`;
    return String.raw`\G${noHeredoc}`;
  };
  const instruction = (names, slug, patterns, heredocs = false) => ({
    name: `meta.instruction.${slug}.dockerfile`,
    contentName: ARGUMENTS,
    begin: `${instructionStart(names, embedded)}${BLANKS0}`,
    beginCaptures: KEYWORD_CAPTURES,
    while: lines(heredocs),
    patterns: [...joined, ...patterns],
  });
  const afterFlags = (patterns) => ({
    begin: String.raw`(?=\S)(?!\\\s*$)`,
    end: NEVER,
    patterns: [...joined, ...patterns],
  });
  const command = (shell) => [
    ...include('json'),
    { include: embedded ? `#shell-${shell}-em` : `#shell-${shell}` },
  ];
  return { v, embedded, start, include, joined, lines, instruction, afterFlags, command };
}

/** The instructions that run a command. */
function withCommands({ embedded, include, joined, instruction, command }, shell) {
  return [
    ...(embedded ? [{ include: '#directive-em' }, { include: '#comment-em' }] : [{ include: '#comment' }]),
    heredocInstruction(['RUN'], 'run', `run-${shell}`, embedded),
    heredocInstruction(['COPY', 'ADD'], 'copy', 'copy', embedded),
    ...(embedded ? [] : continuedHeredocs(`run-${shell}`)),
    instruction(['RUN'], 'run', [...include('flag'), ...command(shell)], true),
    instruction(['CMD', 'ENTRYPOINT'], 'command', command(shell)),
    instruction(['HEALTHCHECK'], 'healthcheck', [
      ...include('flag'),
      { name: 'constant.language.none.dockerfile', match: String.raw`(?<=\s|^)(?i:NONE)(?=\s)` },
      {
        begin: String.raw`(?<=\s|^)((?i:CMD))${KEYWORD_END}${BLANKS0}`,
        beginCaptures: { 1: { name: KEYWORD } },
        end: NEVER,
        patterns: [...joined, ...command(shell)],
      },
      ...include('words'),
    ]),
    ...include('instructions'),
    // The trigger is on a continuation line; on the same line ONBUILD is a prefix of the other rules.
    instruction(
      ['ONBUILD'],
      'onbuild',
      [
        {
          begin: String.raw`(?<=\s|^)((?i:RUN|CMD|ENTRYPOINT))${BLANKS}`,
          beginCaptures: { 1: { name: KEYWORD } },
          end: NEVER,
          patterns: [...joined, ...include('flag'), ...command(shell)],
        },
        {
          match: String.raw`(?<=\s|^)((?i:${KEYWORDS.join('|')}))(?=\s)`,
          captures: { 1: { name: KEYWORD } },
        },
        ...include('words'),
      ],
      true,
    ),
    ...include('unknown'),
  ];
}

/** The instructions that run none. */
function withoutCommands({ include, instruction, afterFlags }) {
  return [
    instruction(['FROM'], 'from', [...include('flag'), afterFlags(include('image'))]),
    instruction(
      ['COPY', 'ADD'],
      'copy',
      [...include('flag'), ...include('json-words'), afterFlags(include('words'))],
      true,
    ),
    instruction(['ENV'], 'env', include('legacy-pair', 'pairs')),
    instruction(['ARG'], 'arg', include('pairs')),
    instruction(['LABEL'], 'label', include('legacy-label', 'labels')),
    instruction(['EXPOSE'], 'expose', [
      {
        match: String.raw`(?<=\s|^)(\d+)(?:(-)(\d+))?(?:(/)([A-Za-z]+))?(?=\s)`,
        captures: {
          1: { name: 'constant.numeric.port.dockerfile' },
          2: { name: 'punctuation.separator.range.dockerfile' },
          3: { name: 'constant.numeric.port.dockerfile' },
          4: { name: 'punctuation.separator.protocol.dockerfile' },
          5: { name: 'constant.language.protocol.dockerfile' },
        },
      },
      ...include('words'),
    ]),
    instruction(['STOPSIGNAL'], 'stopsignal', [
      { name: 'constant.language.signal.dockerfile', match: String.raw`(?<=\s|^)[A-Za-z][\w+-]*(?=\s)` },
      { name: 'constant.numeric.signal.dockerfile', match: String.raw`(?<=\s|^)\d+(?=\s)` },
      ...include('words'),
    ]),
    instruction(['SHELL'], 'shell', include('json', 'words')),
    instruction(['VOLUME'], 'volume', include('json-words', 'words')),
    instruction(['USER', 'WORKDIR'], 'path', include('words')),
    {
      ...instruction(['MAINTAINER'], 'maintainer', include('words')),
      contentName: `${ARGUMENTS} string.unquoted.dockerfile`,
    },
  ];
}

/** A keyword BuildKit does not know; a frontend of the user's own may. */
function unknown({ v, start, include, instruction }) {
  const escapeToken = v === 'bt' ? '\\x60' : '\\\\';
  return {
    patterns: [
      // Nothing but a continuation: the instruction begins on the next line.
      {
        name: 'constant.character.escape.line-continuation.dockerfile',
        match: `${start}${BLANKS0}${escapeToken}[ \\t]*$`,
      },
      {
        ...instruction(['x'], 'unknown', include('words')),
        begin: `${start}${BLANKS0}(?=[^\\s#])`,
        beginCaptures: {},
      },
    ],
  };
}

/** From `SHELL ["powershell", …]` to the next SHELL or FROM. */
function shellChange({ v, embedded, start, include, joined, lines }, shell) {
  const next = `${BLANKS0}(?i:FROM|SHELL)${KEYWORD_END}`;
  return {
    name: 'meta.shell.dockerfile',
    begin: String.raw`${start}${BLANKS0}((?i:SHELL))(?=${BLANKS}\[\s*"(?:[^"]*[\\/])?(?i:${SHELLS[shell].programs})(?:\.exe)?")`,
    beginCaptures: { 1: { name: KEYWORD } },
    ...(embedded ? { while: `${start}(?!${next})` } : { end: `^(?=${next})` }),
    patterns: [
      {
        name: 'meta.instruction.shell.dockerfile',
        contentName: ARGUMENTS,
        begin: String.raw`(?!^)\G${BLANKS}`,
        while: lines(false),
        patterns: [...joined, ...include('json', 'words')],
      },
      { include: `#instructions-${v}-${shell}` },
    ],
  };
}
