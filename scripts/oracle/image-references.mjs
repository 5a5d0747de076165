// distribution/reference on arguments of FROM. Findings: a reference refused. Silences: one accepted, part by part.

/** @type {(cases: any[], tools: import('./run.mjs').Tools) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools) {
  const { parseImageReference } = await tools.load('server/src/syntax/imageReference.ts');
  return cases.map((item) => {
    const parsed = parseImageReference(item.in);
    const expected = item.err
      ? { err: item.err }
      : { domain: item.domain ?? '', path: item.path, tag: item.tag, digest: item.digest };
    const { domain, path, tag, digest } = parsed.ok ? parsed.reference : {};
    const actual = parsed.ok ? { domain, path, tag, digest } : { err: parsed.error.message };
    return {
      kind: item.err ? 'refused' : 'accepted',
      expects: item.err ? 'finding' : 'silence',
      agrees: JSON.stringify(expected) === JSON.stringify(actual),
      case: item,
      expected,
      actual,
    };
  });
}
