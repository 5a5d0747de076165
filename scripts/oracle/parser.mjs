// BuildKit's own parser on every file of the corpus, part by part. Findings: parts the file has; silences: parts it
// does not have and we must not see.
import { nodesOf } from './ast.mjs';

/** @type {(cases: any[], tools: import('./run.mjs').Tools) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools) {
  const { parseDockerfile } = await tools.load('server/src/syntax/dockerfile/parser.ts');
  const corpus = tools.corpus();
  const outcomes = [];
  for (const item of cases) {
    const text = corpus.get(item.id);
    if (text === undefined) {
      outcomes.push({
        kind: 'text',
        expects: 'finding',
        agrees: false,
        unserved: 'text missing in the corpus',
      });
      continue;
    }
    const tree = parseDockerfile(text);
    const theirs = partsOf(item.error, item.escape, item.instructions ?? [], item.warnings ?? []);
    const error = tree.errors.length > 0 ? tree.errors[0].message : null;
    const warnings = tree.warnings.map(({ message }) => message);
    const ours = partsOf(error, tree.escape, nodesOf(tree).map(plain), warnings);
    for (const [kind, expected] of Object.entries(theirs)) {
      const actual = ours[kind];
      outcomes.push({
        kind,
        expects: isEmpty(expected) ? 'silence' : 'finding',
        agrees: JSON.stringify(expected) === JSON.stringify(actual),
        case: item.id,
        ...firstDifference(expected, actual),
      });
    }
  }
  return outcomes;
}

/** Leaves out what is empty or false, and what the recorded form does not have. */
function plain({ keyword, startLine, endLine, flags, words, json, heredocs, trigger }) {
  return {
    keyword,
    startLine,
    endLine,
    ...(flags.length > 0 ? { flags } : {}),
    ...(words.length > 0 ? { words } : {}),
    ...(json ? { json } : {}),
    ...(heredocs.length > 0 ? { heredocs } : {}),
    ...(trigger ? { trigger: [plain(trigger)] } : {}),
  };
}

function partsOf(error, escapeToken, instructions, warnings) {
  const of = (part) => instructions.map((node) => [node.startLine, part(node)]).filter(([, value]) => value);
  return {
    error: error ?? null,
    escape: escapeToken ?? null,
    instructions: instructions.map(({ keyword, startLine, endLine }) => [keyword, startLine, endLine]),
    flags: of(({ flags }) => flags),
    words: of(({ words }) => words),
    json: of(({ json }) => json),
    heredocs: of(({ heredocs }) =>
      heredocs?.map(({ name, expand, chomp, content }) => [name, Boolean(expand), Boolean(chomp), content]),
    ),
    trigger: of(({ trigger }) =>
      trigger?.map(({ keyword, flags, words, json }) => [keyword, flags, words, json]),
    ),
    warnings,
  };
}

function isEmpty(part) {
  return part === null || (Array.isArray(part) && part.length === 0);
}

/** Only what differs first: the lists of a long file would bury it. */
function firstDifference(expected, actual) {
  if (!Array.isArray(expected) || !Array.isArray(actual)) return { expected, actual };
  const length = Math.max(expected.length, actual.length);
  for (let index = 0; index < length; index++) {
    if (JSON.stringify(expected[index]) !== JSON.stringify(actual[index])) {
      return { expected: expected[index] ?? null, actual: actual[index] ?? null };
    }
  }
  return { expected: [], actual: [] };
}
