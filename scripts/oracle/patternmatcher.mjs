// Upstream's own tests of .dockerignore patterns. Findings: a match, an error, patterns read. Silences: no match.

/** @type {(cases: any[], tools: import('./run.mjs').Tools) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools) {
  const { readIgnoreFile, patternsOf } = await tools.load('server/src/syntax/dockerignore/reader.ts');
  const { compile, matchesOrParentMatches } = await tools.load('server/src/syntax/dockerignore/matcher.ts');
  const { toPattern } = await tools.load('server/src/syntax/dockerignore/pattern.ts');

  const byKind = {
    match({ patterns, text, match, error }) {
      const matcher = compile(patterns);
      const expected = error ? 'error' : match;
      const verdict = matchesOrParentMatches(matcher, text);
      const failed = matcher.refusal !== undefined || verdict.failedAt !== undefined;
      return { expected, actual: failed ? 'error' : verdict.excluded };
    },
    // How upstream matches a pattern; the expression itself is its own business.
    compile({ pattern, matchType }) {
      const { kind } = toPattern(pattern);
      return { expected: matchType, actual: kind === 'expression' ? 'regexp' : kind };
    },
    clean({ patterns, count, exclusions, error }) {
      const matcher = compile(patterns);
      if (error) return { expected: 'error', actual: matcher.refusal ? 'error' : 'accepted' };
      const kept = matcher.patterns.filter(({ kind }) => kind !== 'none').length;
      return {
        expected: { count: count ?? kept, exclusions },
        actual: { count: kept, exclusions: matcher.hasExceptions },
      };
    },
    ignorefile({ content, expected }) {
      return { expected, actual: patternsOf(readIgnoreFile(content)) };
    },
  };

  return cases.map((item) => {
    const judge = byKind[item.kind];
    if (!judge) return { kind: item.kind, expects: 'finding', agrees: false, unserved: 'unknown kind' };
    const { expected, actual } = judge(item);
    const agrees = JSON.stringify(expected) === JSON.stringify(actual);
    return {
      kind: item.kind,
      expects: expected === false ? 'silence' : 'finding',
      agrees,
      case: item,
      expected,
      actual,
    };
  });
}
