// The unit tests of BuildKit's parser, instructions and shell packages. Findings: values and refusals; silences:
// cases that say there is nothing (no heredoc, no directive, no warning).
import { nodesOf } from './ast.mjs';

/** @type {(cases: any[], tools: import('./run.mjs').Tools) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools) {
  const modules = {
    ...(await tools.load('server/src/syntax/dockerfile/parser.ts')),
    ...(await tools.load('server/src/syntax/dockerfile/instructionErrors.ts')),
    ...(await tools.load('server/src/syntax/dockerfile/directives.ts')),
    ...(await tools.load('server/src/syntax/dockerfile/heredocs.ts')),
    ...(await tools.load('server/src/syntax/dockerfile/expand.ts')),
    ...(await tools.load('server/src/syntax/dockerfile/words.ts')),
    ...(await tools.load('server/src/syntax/dockerfile/logicalLines.ts')),
  };
  const judges = judgesOf(modules, cases.find(({ kind }) => kind === 'env_var_test_env') ?? {});
  return cases.flatMap((item) => {
    if (item.kind === 'env_var_test_env') return [];
    const judge = judges[item.kind];
    const judged = judge ? judge(item) : { unserved: 'unknown kind' };
    const { unserved, expected, actual } = judged;
    if (unserved) return { kind: item.kind, expects: 'finding', agrees: false, unserved };
    const agrees = judged.agrees ?? JSON.stringify(expected) === JSON.stringify(actual);
    const nothing = expected === null || (Array.isArray(expected) && expected.length === 0);
    return {
      kind: item.kind,
      expects: nothing ? 'silence' : 'finding',
      agrees,
      case: item,
      expected,
      actual,
    };
  });
}

function judgesOf(modules, environment) {
  const { parseDockerfile, instructionErrors, syntaxImage, heredocTokens, parseHeredoc, expand } = modules;

  /** Every refusal of a text, in BuildKit's order. */
  const refusals = (text) => {
    const tree = parseDockerfile(text);
    return [...tree.errors, ...instructionErrors(tree)].map(({ message }) => message);
  };
  const lookupIn = (values) => (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
  const first = (text) => parseDockerfile(text).instructions[0];
  const namesOf = (line) => heredocTokens(line).map(({ mark }) => mark?.name ?? 'refused');

  return {
    instruction_errors({ dockerfile, expectedError }) {
      const actual = refusals(dockerfile);
      return { expected: expectedError, actual, agrees: actual[0]?.includes(expectedError) ?? false };
    },

    TestCopyHeredoc({ dockerfile, sourcesAndDest }) {
      const { words, heredocs } = first(dockerfile);
      const bodies = new Map(heredocs.map((heredoc) => [heredoc.range.start, heredoc]));
      const isBody = ({ range }) => bodies.has(range.start);
      const sources = words.slice(0, -1);
      const contents = sources.filter(isBody).map(({ range }) => {
        const { name, content, expand: expands } = bodies.get(range.start);
        return { Path: name, Data: content, Expand: expands };
      });
      return {
        expected: pick(sourcesAndDest),
        actual: pick({
          DestPath: words[words.length - 1]?.text,
          SourcePaths: sources.filter((word) => !isBody(word)).map(({ text }) => text),
          SourceContents: contents,
        }),
      };
    },

    TestRunHeredoc({ dockerfile, command, files, shell }) {
      const { words, heredocs, json } = first(dockerfile);
      return {
        expected: { command, files: files ?? [], shell: Boolean(shell) },
        actual: {
          command: words.map(({ text }) => text),
          files: heredocs.map(({ name, content }) => ({ Name: name, Data: content })),
          shell: json === undefined,
        },
      };
    },

    word_expansion({ input, envs, expected, expectedErr, matches, unmatched }) {
      const result = expand(input, lookupIn(envs));
      const names = { matches: [...result.matched].sort(), unmatched: [...result.unmatched].sort() };
      if (expectedErr)
        return { expected: 'error', actual: result.error === undefined ? result.value : 'error' };
      return {
        expected: { value: expected, matches: matches ?? [], unmatched: unmatched ?? [] },
        actual: { value: result.error === undefined ? result.value : 'error', ...names },
      };
    },

    env_var_test({ platform, input, expected }) {
      if (platform === 'windows') return { unserved: 'names in any case, on a Windows host only' };
      const { kind: _kind, lineNumber: _lineNumber, ...values } = environment;
      const { value, error } = expand(input, lookupIn(values));
      return { expected, actual: error === undefined ? value : 'error' };
    },

    words_test({ input, envs, expected }) {
      const values = Object.fromEntries(
        envs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      );
      const { words, error } = expand(input, lookupIn(values));
      return { expected, actual: error === undefined ? words.map(({ text }) => text) : ['error'] };
    },

    heredocs_from_line({ line, heredocNames }) {
      return { expected: heredocNames ?? [], actual: namesOf(line) };
    },
    heredoc_validHeredocs({ case: word }) {
      const { mark, error } = parseHeredoc(word);
      return { expected: 'heredoc', actual: error ?? (mark ? 'heredoc' : null) };
    },
    heredoc_invalidHeredocs({ case: word }) {
      const { mark, error } = parseHeredoc(word);
      return { expected: 'error', actual: error === undefined ? (mark ?? null) : 'error' };
    },
    heredoc_notHeredocs({ case: word }) {
      const { mark, error } = parseHeredoc(word);
      return { expected: null, actual: error ?? mark ?? null };
    },

    heredoc_document({ dockerfile, heredocs_by_child_from_index_1: children }) {
      const bodies = nodesOf(parseDockerfile(dockerfile))
        .slice(1)
        .map(({ heredocs }) => heredocs.map(inUpstreamsNames));
      return {
        expected: children.map((child) => (child ?? []).map(pick)),
        actual: bodies.map((child) => child.map(pick)),
      };
    },

    json_valid({ json, expected }) {
      return { expected, actual: first(`CMD ${json}`).json?.items.map(({ value }) => value) ?? null };
    },
    json_invalid({ case: json }) {
      return { expected: null, actual: first(`CMD ${json}`).json?.items.map(({ value }) => value) ?? null };
    },

    parse_words({ input, expect }) {
      const line = modules.identityText(input, 0, input.length);
      const { words } = modules.splitQuoted(line, 0, input.length, '\\');
      return { expected: expect, actual: words.map(({ text }) => text) };
    },

    directives({ text, syntax, cmdline, check, line }) {
      if (/^(?:\/\/|\{)/.test(text))
        return { unserved: 'other comment styles than #, which only a frontend needs' };
      const name = check === undefined ? 'syntax' : 'check';
      const directive = parseDockerfile(text).directives.find((candidate) => candidate.name === name);
      const value = syntax ?? check ?? null;
      if (value === null || !directive) return { expected: value, actual: directive?.value ?? null };
      const place = text.slice(0, directive.range.start).split('\n').length;
      return {
        expected: { value, cmdline, line },
        actual: {
          value: name === 'syntax' ? syntaxImage(directive) : directive.value,
          cmdline: cmdline === undefined ? undefined : directive.value,
          line: line === undefined ? undefined : place,
        },
      };
    },

    empty_continuation({ dockerfile, warnings }) {
      const actual = parseDockerfile(dockerfile).warnings.map(({ message }) => message);
      const agrees =
        actual.length === warnings.length &&
        actual.every((message, index) => message.includes(warnings[index]));
      return { expected: warnings, actual, agrees };
    },
  };
}

/** A node's heredoc as Go's structure prints it. */
function inUpstreamsNames({ name, content, expand, chomp, fileDescriptor }) {
  return { Name: name, Content: content, Expand: expand, Chomp: chomp, FileDescriptor: fileDescriptor };
}

/** Without what is empty, and in one order. */
function pick(record) {
  const kept = Object.entries(record).filter(([, value]) => !isZero(value));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isZero(value) {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    value === '' ||
    value.length === 0
  );
}
