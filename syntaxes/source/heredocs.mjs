// Heredocs. The rules nest, the last heredoc of a line outermost, so that the body of the first is on top:
//
//   end (consumes the terminator) > body lines (`while` it is no terminator) > language > … > the line's own text
//
// A body is held by a `while`, so whatever the language within leaves open ends at the terminator. The line that
// carries the `<<` is colored through captures, which cannot reach into the next line.
import { byCommand, byFile, LANGUAGES, PLAIN, SHELLS } from './languages.mjs';
import {
  BLANKS0,
  HEREDOC_ARGUMENTS,
  HEREDOC_TOKEN,
  instructionStart,
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

const KINDS = [
  { name: 'run-sh', levels: LEVELS, choices: runChoices('sh'), head: commandHead('sh') },
  { name: 'run-ps', levels: 1, choices: runChoices('ps'), head: commandHead('ps') },
  { name: 'run-cmd', levels: 1, choices: runChoices('cmd'), head: commandHead('cmd') },
  { name: 'copy', levels: LEVELS, choices: copyChoices(), head: [{ include: '#flag-bs' }, { include: '#copy-head' }] },
];

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
  };
  for (const kind of KINDS) addKind(repository, kind);
  return repository;
}

/** RUN, COPY and ADD with a heredoc on the line of the keyword, and its bodies. */
export function heredocInstruction(names, slug, kind) {
  return {
    name: `meta.instruction.${slug}.dockerfile`,
    begin: `${instructionStart(names)}(?=${HEREDOC_ARGUMENTS})`,
    beginCaptures: KEYWORD_CAPTURES,
    end: String.raw`(?=\n)`,
    patterns: [{ include: `#heredocs-${kind}` }],
  };
}

/**
 * A continuation line with a heredoc. The rule of its instruction has ended before this line, so whether it was
 * RUN or COPY can only be told from the line itself: COPY has nothing but a destination after the heredoc.
 */
export function continuedHeredocs(anchor, kind) {
  const rule = (test, include) => ({
    begin: `${anchor}(?=${test})${BLANKS0}`,
    end: String.raw`(?=\n)`,
    patterns: [{ include }],
  });
  const unindented = String.raw`(?=\S)${SEVERAL_HEREDOCS}`;
  const copy = String.raw`${BLANKS0}(?:--\S+[ \t]+)*\d*<<-?[ \t]*\S+[ \t]+["']?[^\s"'|&;<>]*[/.$][^\s"'|&;<>]*["']?[ \t]*$`;
  return [
    rule(unindented, `#heredocs-unindented-${kind}`),
    rule(`(?=${HEREDOC_ARGUMENTS})${copy}`, '#heredocs-copy'),
    rule(HEREDOC_ARGUMENTS, `#heredocs-${kind}`),
  ];
}

function addKind(repository, { name, levels, choices, head }) {
  const dispatch = [{ include: `#heredocs-last-${name}` }];
  for (let level = levels; level >= 1; level--) dispatch.push({ include: `#heredoc-${name}-${level}` });
  repository[`heredocs-${name}`] = { patterns: dispatch };
  repository[`heredocs-last-${name}`] = lastHeredoc(levels, name);
  repository[`heredocs-unindented-${name}`] = lastHeredoc(1, name);
  repository[`heredoc-head-${name}`] = { patterns: head };
  // The captured part of the line ends before a trailing escape character: what a continuation brings is for here.
  repository[`heredoc-head-more-${name}`] = {
    contentName: ARGUMENTS,
    begin: String.raw`(?!^)\G(?=[\\\x60])`,
    end: String.raw`(?=\n)`,
    patterns: [
      {
        match: String.raw`(?<=\s|^)[^\s].*?(?=[\\\x60]?[ \t]*$)`,
        captures: { 0: { name: HEREDOC_HEAD, patterns: head } },
      },
    ],
  };
  for (let level = 1; level <= levels; level++) {
    repository[`heredoc-${name}-${level}`] = heredoc(
      (quoted) => nthHeredoc(level, quoted),
      [{ include: `#language-${name}-${level}` }],
    );
    repository[`language-${name}-${level}`] = {
      patterns: choices.map(({ test, body }) => {
        const begin = String.raw`\G` + (test ? `(?=${test(level)})` : '');
        if (level === 1) return bodyAfterHead(begin, name, body);
        // The body comes first in the list: at the start of a line `\G` would match too.
        return { begin, end: NEVER, patterns: [...body, { include: `#heredoc-${name}-${level - 1}` }] };
      }),
    };
  }
}

function lastHeredoc(after, kind) {
  return heredoc(
    (quoted) => lastHeredocAfter(after, quoted),
    [bodyAfterHead(String.raw`\G`, kind, [{ include: '#shebangs' }, plainBody()])],
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
function bodyAfterHead(begin, kind, body) {
  return {
    begin: String.raw`${begin}(.*?)(?=[\\\x60]?[ \t]*$)`,
    beginCaptures: { 1: { name: HEREDOC_HEAD, patterns: [{ include: `#heredoc-head-${kind}` }] } },
    end: NEVER,
    patterns: [{ include: `#heredoc-head-more-${kind}` }, ...body],
  };
}

function commandHead(shell) {
  return [{ include: '#flag-bs' }, { include: `#shell-${shell}` }];
}

function runChoices(shell) {
  return [
    ...LANGUAGES.filter(({ commands }) => commands).map((language) => ({
      test: (level) => byCommand(language, level),
      body: [languageBody(language)],
    })),
    ...LANGUAGES.filter(({ files }) => files).map((language) => ({
      test: (level) => byFile(language, level, 'redirect'),
      body: [languageBody(language)],
    })),
    {
      // Nothing but the heredoc: BuildKit runs the body in the shell, or as a program if it begins with `#!`.
      test: () => String.raw`(?:[^\S\n]+--\S+)*[^\S\n]+\d*<<-?[ \t]*[^\s]+[ \t]*[\\\x60]?[ \t]*$`,
      body: [{ include: '#shebangs' }, languageBody(SHELLS[shell])],
    },
    { test: undefined, body: [{ include: '#shebangs' }, plainBody()] },
  ];
}

function copyChoices() {
  return [
    ...LANGUAGES.filter(({ files }) => files).map((language) => ({
      test: (level) => byFile(language, level, 'destination'),
      body: [languageBody(language)],
    })),
    { test: undefined, body: [{ include: '#shebangs' }, plainBody()] },
  ];
}

function languageBody({ id, scope }) {
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

function shebang({ id, scope, shebang: programs }) {
  return {
    contentName: `meta.embedded.block.${id}.dockerfile`,
    begin: String.raw`^(?=\t*#!.*[/ ](?:${programs})(?:\s|$))`,
    end: NEVER,
    patterns: [{ include: scope }],
  };
}
