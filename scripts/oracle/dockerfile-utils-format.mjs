// The formatter of the same peer. We have none yet.

/** @type {(cases: any[]) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases) {
  return cases.map(({ op, edits }) => ({
    kind: op,
    expects: edits.length > 0 ? 'finding' : 'silence',
    agrees: false,
    unserved: 'formatting',
  }));
}
