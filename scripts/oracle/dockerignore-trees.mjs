// Real ignore files with paths of their own trees. Findings: a path kept out, or a file refused. Silences: the rest.

/** @type {(cases: any[], tools: import('./run.mjs').Tools, notes: string[]) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools, notes) {
  const { readIgnoreFile, patternsOf } = await tools.load('server/src/syntax/dockerignore/reader.ts');
  const { compile, matchesOrParentMatches } = await tools.load('server/src/syntax/dockerignore/matcher.ts');
  const outcomes = [];
  let paths = 0;
  let milliseconds = 0;
  for (const { id, text, error, paths: given, excluded } of cases) {
    const started = performance.now();
    const file = readIgnoreFile(text);
    const matcher = compile(patternsOf(file));
    const verdicts = (given ?? []).map((path) => matchesOrParentMatches(matcher, path));
    milliseconds += performance.now() - started;
    paths += verdicts.length;
    const failed =
      file.errors.some(({ always }) => always) || verdicts.some(({ failedAt }) => failedAt !== undefined);
    if (error || failed) {
      const agrees = Boolean(error) && failed;
      outcomes.push({
        kind: 'refused',
        expects: error ? 'finding' : 'silence',
        agrees,
        case: { id, text },
        expected: error,
        actual: file.errors,
      });
      continue;
    }
    for (const [index, path] of given.entries()) {
      const verdict = verdicts[index];
      outcomes.push({
        kind: 'excluded',
        expects: excluded[index] ? 'finding' : 'silence',
        agrees: verdict.excluded === excluded[index],
        case: { id, text, path },
        expected: excluded[index],
        actual: verdict,
      });
    }
  }
  if (paths > 0)
    notes.push(`${((milliseconds * 1000) / paths).toFixed(1)} microseconds a path, reading included`);
  return outcomes;
}
