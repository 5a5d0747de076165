// Heredocs. The rules nest, the last heredoc of a line outermost, so that the body of the first is on top:
//
//   end (consumes the terminator) > body lines (`while` it is no terminator) > language > … > the line's own text
//
// A body is held by a `while`, so whatever the language within leaves open ends at the terminator. The line that
// carries the `<<` is colored through captures, which cannot reach into the next line.
import { byCommand, byDestination, byRedirection, LANGUAGES, PLAIN, SHELLS } from './languages.mjs';
import {
  BLANKS,
  BLANKS0,
  COMMENT_LINE,
  HEREDOC_ARGUMENTS,
  HEREDOC_TOKEN,
  instructionStart,
  LINE_TEXT,
  lastHeredocAfter,
  NEVER,
  notTerminator,
  nthHeredoc,
  SEVERAL_HEREDOCS,
  terminator,
} from './regex.mjs';
import { ARGUMENTS, HEREDOC_DELIMITER, HEREDOC_HEAD, KEYWORD_CAPTURES } from './scopes.mjs';

/** Heredocs of one line that get a language each. When there are more, all bodies are plain text. */
const LEVELS = 3;

/** All rules of heredocs, by name. */
export function heredocRepository() {
  const repository = {
    'heredoc-token': {
      match: HEREDOC_TOKEN,
      captures: {
        1: { name: 'constant.numeric.file-descriptor.dockerfile' },
        2: { name: 'keyword.operator.heredoc.dockerfile' },
        3: { name: HEREDOC_DELIMITER },
      },
    },
    shebangs: { patterns: LANGUAGES.filter((language) => language.shebang).map(shebang) },
    'heredoc-body-plain': plainBody(),
    'heredocs-continued': { patterns: continuedAsCopy() },
  };
  for (const { id, scope } of LANGUAGES) repository[`heredoc-body-${id}`] = languageBody(id, scope);
  addHeads(repository, 'run', [{ include: '#flag-bs' }, { include: '#shell-sh' }]);
  addHeads(repository, 'copy', [{ include: '#flag-bs' }, { include: '#copy-head' }]);
  for (const shell of Object.keys(SHELLS)) {
    addDispatch(repository, `run-${shell}`, 'run');
    addOnly(repository, `run-${shell}`, [
      { include: '#languages-run-1' },
      // Nothing but the heredoc: BuildKit runs the body in the shell, or as a program if it begins with `#!`.
      bodyAfterHead(ONLY_HEREDOC, 'run', ['shebangs', `heredoc-body-${SHELLS[shell].id}`]),
      bodyAfterHead(String.raw`\G`, 'run', ['shebangs', 'heredoc-body-plain']),
    ]);
  }
  addDispatch(repository, 'copy', 'copy');
  addOnly(repository, 'copy', [
    { include: '#languages-copy-1' },
    bodyAfterHead(String.raw`\G`, 'copy', ['shebangs', 'heredoc-body-plain']),
  ]);
  addLanguages(repository, 'run', [
    ...LANGUAGES.filter(({ commands }) => commands).map((language) => [byCommand, language]),
    ...LANGUAGES.filter(({ files }) => files).map((language) => [byRedirection, language]),
  ]);
  addLanguages(
    repository,
    'copy',
    LANGUAGES.filter(({ files }) => files).map((language) => [byDestination, language]),
  );
  return repository;
}

const ONLY_HEREDOC = String.raw`\G(?=${BLANKS0}(?:--\S+${BLANKS})*\d*<<-?[ \t]*[^\s]+[ \t]*[\\\x60]?[ \t]*$)`;

/** RUN, COPY and ADD with a heredoc on the line of the keyword, and its bodies. */
export function heredocInstruction(names, slug, kind, embedded) {
  return {
    name: `meta.instruction.${slug}.dockerfile`,
    begin: `${instructionStart(names, embedded)}(?=${HEREDOC_ARGUMENTS})`,
    beginCaptures: KEYWORD_CAPTURES,
    end: String.raw`(?=\n)`,
    patterns: [{ include: `#heredocs-${kind}` }],
  };
}

/**
 * A continuation line with a heredoc. The rule of its instruction has ended before this line, so whether it was
 * RUN or COPY can only be told from the line itself: COPY has nothing but a destination after the heredoc.
 */
export function continuedHeredocs(kind) {
  return [{ include: '#heredocs-continued' }, continued(HEREDOC_ARGUMENTS, `#heredocs-${kind}`)];
}

function continuedAsCopy() {
  // Without indentation, the line's start cannot be told from that of a body: only the last terminator counts.
  const unindented = String.raw`(?=\S)${SEVERAL_HEREDOCS}`;
  const copy = String.raw`${BLANKS0}(?:--\S+[ \t]+)*\d*<<-?[ \t]*\S+[ \t]+["']?[^\s"'|&;<>]*[/.$][^\s"'|&;<>]*["']?[ \t]*$`;
  return [
    continued(unindented, '#heredocs-unindented-run'),
    continued(`(?=${HEREDOC_ARGUMENTS})${copy}`, '#heredocs-copy'),
  ];
}

/** `\G` at the start of a line holds only where a continuation ended the line before; on the first line, always. */
function continued(test, include) {
  return {
    begin: String.raw`(?!\A)\G(?!${COMMENT_LINE})(?=${test})${BLANKS0}`,
    end: String.raw`(?=\n)`,
    patterns: [{ include }],
  };
}

/** How the line of a heredoc is colored. */
function addHeads(repository, kind, patterns) {
  repository[`heredoc-head-${kind}`] = { patterns };
  // The captured part of the line ends before a trailing escape character: what a continuation brings is for here.
  repository[`heredoc-head-more-${kind}`] = {
    contentName: ARGUMENTS,
    begin: String.raw`(?!^)\G${BLANKS0}(?=[\\\x60])`,
    end: String.raw`(?=\n)`,
    patterns: [
      {
        match: String.raw`(?=[^\s\\\x60]|[\\\x60](?!${BLANKS0}$))${LINE_TEXT}`,
        captures: { 0: { name: HEREDOC_HEAD, patterns } },
      },
    ],
  };
}

/** By the number of heredocs in a line. */
function addDispatch(repository, name, kind) {
  const levels = [];
  for (let level = LEVELS; level > 1; level--) levels.push({ include: `#heredoc-${kind}-${level}` });
  repository[`heredocs-${name}`] = {
    patterns: [{ include: `#heredocs-last-${kind}` }, ...levels, { include: `#heredoc-${name}-1` }],
  };
  repository[`heredocs-last-${kind}`] ??= lastHeredoc(LEVELS, kind);
  repository[`heredocs-unindented-${kind}`] ??= lastHeredoc(1, kind);
}

/** The only heredoc of a line. */
function addOnly(repository, name, patterns) {
  repository[`heredoc-${name}-1`] = heredoc((quoted) => nthHeredoc(1, quoted), patterns);
}

/** The heredocs of a line that has several, and what tells their languages. */
function addLanguages(repository, kind, tests) {
  for (let level = 1; level <= LEVELS; level++) {
    const begin = ([test, language]) => `\\G(?=${test(language, level)})`;
    // The first heredoc of a line is on top of the others, so it is the one that takes the line. In a rule of the
    // others the body comes before it: at the start of a line `\G` would match too.
    const rule = (start, bodies) =>
      level === 1
        ? bodyAfterHead(start, kind, bodies)
        : {
            begin: start,
            end: NEVER,
            patterns: [
              ...bodies.map((body) => ({ include: `#${body}` })),
              {
                include:
                  level === 2
                    ? `#heredoc-${kind === 'run' ? 'run-sh' : kind}-1`
                    : `#heredoc-${kind}-${level - 1}`,
              },
            ],
          };
    repository[`languages-${kind}-${level}`] = {
      patterns: tests.map((test) => rule(begin(test), [`heredoc-body-${test[1].id}`])),
    };
    if (level === 1) continue;
    repository[`heredoc-${kind}-${level}`] = heredoc(
      (quoted) => nthHeredoc(level, quoted),
      [{ include: `#languages-${kind}-${level}` }, rule(String.raw`\G`, ['shebangs', 'heredoc-body-plain'])],
    );
  }
}

function lastHeredoc(after, kind) {
  return heredoc(
    (quoted) => lastHeredocAfter(after, quoted),
    [bodyAfterHead(String.raw`\G`, kind, ['shebangs', 'heredoc-body-plain'])],
  );
}

/** One heredoc, quoted or not: its terminator around its lines. */
function heredoc(find, patterns) {
  return {
    patterns: [true, false].map((quoted) => ({
      begin: String.raw`\G(?=${find(quoted)})`,
      end: terminator(quoted),
      endCaptures: { 1: { name: HEREDOC_DELIMITER } },
      patterns: [
        {
          contentName: quoted ? 'meta.heredoc.literal.dockerfile' : 'meta.heredoc.expanded.dockerfile',
          begin: String.raw`\G(?=${find(quoted)})`,
          while: notTerminator(quoted),
          patterns,
        },
      ],
    })),
  };
}

/** Takes the rest of the line with the `<<`; what follows are the body's lines. */
function bodyAfterHead(begin, kind, bodies) {
  return {
    begin: `${begin}(${LINE_TEXT})`,
    beginCaptures: { 1: { name: HEREDOC_HEAD, patterns: [{ include: `#heredoc-head-${kind}` }] } },
    end: NEVER,
    patterns: [{ include: `#heredoc-head-more-${kind}` }, ...bodies.map((body) => ({ include: `#${body}` }))],
  };
}

function languageBody(id, scope) {
  return {
    contentName: `meta.embedded.block.${id}.dockerfile`,
    begin: '^',
    end: NEVER,
    patterns: [{ include: scope }],
  };
}

function plainBody() {
  return { contentName: PLAIN, begin: '^', end: NEVER };
}

/** A body that names its own program. */
function shebang({ id, scope, shebang: programs }) {
  return {
    contentName: `meta.embedded.block.${id}.dockerfile`,
    begin: String.raw`^(?=\t*(#!)(.*[/ ](?:${programs})(?:\s.*)?)$)`,
    end: NEVER,
    patterns: [
      {
        name: 'comment.line.shebang.dockerfile',
        match: String.raw`\G\t*(#!).*`,
        captures: { 1: { name: 'punctuation.definition.comment.dockerfile' } },
      },
      { include: scope },
    ],
  };
}
