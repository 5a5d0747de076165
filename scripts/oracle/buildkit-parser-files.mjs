// The test files of BuildKit's parser: the dump of the tree, or a failure. Findings: failures. Silences: dumps.
import { dump, nodesOf } from './ast.mjs';

/** @type {(cases: any[], tools: import('./run.mjs').Tools) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools) {
  const { parseDockerfile } = await tools.load('server/src/syntax/dockerfile/parser.ts');
  const { quote } = await tools.load('server/src/text/goStrings.ts');
  return cases.map((item) => {
    const tree = parseDockerfile(item.dockerfile);
    const expected = item.error ? 'refused' : item.ast_dump;
    const actual = tree.errors.length > 0 ? 'refused' : dump(nodesOf(tree), quote);
    return {
      kind: item.error ? 'refused' : 'dump',
      expects: item.error ? 'finding' : 'silence',
      agrees: actual === expected,
      case: item,
      expected,
      actual: tree.errors.length > 0 ? tree.errors : actual,
    };
  });
}
