// What the comparators of linters share: which rules of ours stand for a code, what these find, and how that is
// judged. A rule says itself which codes it stands for (`equivalents`), and how exactly:
//   same      findings and silences must agree
//   broader   ours finds more: expected findings must agree, silences are not judged
//   narrower  ours finds less: expected silences must agree, findings are not judged
//   related   nothing is judged

export const NOTES = [
  'a code is judged by our rules that declare it: "same" in both directions, "broader" rules by findings only, "narrower" rules by silences only, "related" ones not at all',
];

const NO_RULE = 'no rule of ours declares this code';
const RELATED = 'only a related rule';

/**
 * @typedef {object} Found
 * @property {string} rule
 * @property {number} line one-based
 * @property {string} message
 * @property {[number, number]} span the lines of the instruction it stands in, comments right above included
 * @property {boolean} reachable false in a stage that the last stage does not need
 */

/** @param {import('./run.mjs').Tools} tools */
export async function createLinter(tools) {
  const { rules } = await tools.load('server/src/rules/index.ts');
  const { lintDockerfile } = await tools.load('server/src/lint/run.ts');
  const { unknownContext } = await tools.load('server/src/lint/context.ts');
  const { createModel } = await tools.load('server/src/model/model.ts');
  const { parseDockerfile } = await tools.load('server/src/syntax/dockerfile/parser.ts');
  const { readIgnoreFile, patternsOf } = await tools.load('server/src/syntax/dockerignore/reader.ts');
  const { compile, matchesOrParentMatches } = await tools.load('server/src/syntax/dockerignore/matcher.ts');

  const contextOf = (ignoreText) => {
    if (ignoreText === undefined) return unknownContext;
    const file = readIgnoreFile(ignoreText);
    const matcher = compile(patternsOf(file));
    return {
      ...unknownContext,
      ignoreFile: { path: '.dockerignore', text: ignoreText, file },
      isIgnored: (path) => matchesOrParentMatches(matcher, path).excluded,
    };
  };

  return {
    rules: rules.filter(({ language }) => language === 'dockerfile'),
    codesOf: (tool) => codesOf(rules, tool),

    /**
     * What these rules find, each for itself: no other rule takes a finding away from them.
     * @returns {Found[]}
     */
    lint(text, chosen, { ignoreText, options = {} } = {}) {
      const model = createModel(parseDockerfile(text));
      const context = contextOf(ignoreText);
      return chosen.flatMap((rule) => {
        const configuration = {
          preset: 'all',
          rules: { [rule.id]: { severity: 'on', options: options[rule.id] ?? {} } },
        };
        const { problems, log } = lintDockerfile({ text, model, context, configuration, rules: [rule] });
        if (log.length > 0) throw new Error(log.join('\n'));
        return problems.map((problem) => locate(problem, model));
      });
    },
  };
}

/**
 * Judges every case; one at which a rule breaks is a difference, not the end.
 * @param {any[]} cases
 * @param {(item: any) => import('./run.mjs').Outcome | import('./run.mjs').Outcome[]} judge
 * @returns {import('./run.mjs').Outcome[]}
 */
export function judgeAll(cases, judge) {
  return cases.flatMap((item) => {
    try {
      return judge(item);
    } catch (error) {
      const actual = error instanceof Error ? error.message : String(error);
      return {
        kind: 'broken rules',
        expects: 'silence',
        agrees: false,
        case: item,
        expected: 'a verdict',
        actual,
      };
    }
  });
}

/** The rules that declare a code of a tool, by how exactly they do. */
function codesOf(rules, tool) {
  /** @type {Map<string, Record<'same' | 'broader' | 'narrower' | 'related', any[]>>} */
  const codes = new Map();
  for (const rule of rules) {
    for (const equivalent of rule.equivalents) {
      if (equivalent.tool !== tool) continue;
      const of = codes.get(equivalent.code) ?? { same: [], broader: [], narrower: [], related: [] };
      of[equivalent.match].push(rule);
      codes.set(equivalent.code, of);
    }
  }
  return codes;
}

/**
 * Which rules stand for a code and what of them may be judged.
 * @param {Map<string, any>} codes
 * @param {string} code
 * @param {boolean} expected
 * @returns {{ rules: any[], unserved?: undefined, unjudged?: string } | { rules: [], unserved: string }}
 */
export function standIns(codes, code, expected) {
  const of = codes.get(code);
  if (!of) return { rules: [], unserved: NO_RULE };
  // Whoever says more than the code does says this as well; whoever says less is silent where it is.
  if (of.same.length > 0) {
    return { rules: expected ? [...of.same, ...of.broader] : [...of.same, ...of.narrower] };
  }
  const broader = of.broader.length > 0;
  const narrower = of.narrower.length > 0;
  if (!broader && !narrower) return { rules: [], unserved: RELATED };
  if (expected) {
    return broader
      ? { rules: [...of.broader, ...of.narrower] }
      : { rules: of.narrower, unjudged: 'findings of a narrower rule' };
  }
  return narrower ? { rules: of.narrower } : { rules: of.broader, unjudged: 'silences of a broader rule' };
}

/**
 * For test suites with one code and one verdict per case.
 * @param {{ linter: any, codes: Map<string, any>, code: string, text: string, expected: boolean, item: any, options?: any, ignoreText?: string }} job
 * @returns {import('./run.mjs').Outcome}
 */
export function judgeOne({ linter, codes, code, text, expected, item, options, ignoreText }) {
  const expects = expected ? 'finding' : 'silence';
  const { rules, unserved, unjudged } = standIns(codes, code, expected);
  if (unserved) return { kind: code, expects, agrees: false, unserved };
  if (unjudged) return { kind: code, expects, agrees: false, unjudged };
  const found = linter.lint(text, rules, { options, ignoreText });
  return {
    kind: code,
    expects,
    agrees: expected === found.length > 0,
    case: item,
    expected: expected ? code : 'nothing',
    actual: found.length > 0 ? found : `nothing (${rules.map(({ id }) => id).join(', ')})`,
  };
}

/**
 * For test suites that list all findings of a file: every expected finding must be ours too, on the same instruction;
 * and whatever a rule of ours finds must be an expected finding of one of the codes it declares.
 * @param {{ linter: any, codes: Map<string, any>, text: string, expected: { code: string, line: number | null, refuses?: boolean, wanted?: any }[], item: any, isSilent?: (code: string) => boolean, ignoreText?: string }} job
 *   `isSilent`: false for a code that the suite switched off, so that its absence says nothing
 * @returns {import('./run.mjs').Outcome[]}
 */
export function judgeFile({ linter, codes, text, expected, item, isSilent = () => true, ignoreText }) {
  const outcomes = [];
  const found = new Map();
  const findingsOf = (rule) => {
    if (!found.has(rule)) found.set(rule, linter.lint(text, [rule], { ignoreText }));
    return found.get(rule);
  };
  for (const { code, line, wanted } of expected) {
    const { rules, unserved, unjudged } = standIns(codes, code, true);
    if (unserved) outcomes.push({ kind: code, expects: 'finding', agrees: false, unserved });
    else if (unjudged) outcomes.push({ kind: code, expects: 'finding', agrees: false, unjudged });
    else {
      const ours = rules.flatMap(findingsOf);
      const agrees = ours.some((finding) => isAt(finding, line));
      outcomes.push({
        kind: code,
        expects: 'finding',
        agrees,
        case: item,
        expected: wanted ?? { code, line },
        actual: ours,
      });
    }
  }
  const blamed = new Set();
  for (const [code, of] of [...codes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const judged = [...of.same, ...of.narrower];
    if (judged.length === 0 || !isSilent(code) || expected.some((finding) => finding.code === code)) continue;
    const extra = judged.flatMap((rule) =>
      blamed.has(rule)
        ? []
        : findingsOf(rule).filter((finding) => !isExplained(rule, finding, codes, expected)),
    );
    for (const rule of judged) if (extra.some((finding) => finding.rule === rule.id)) blamed.add(rule);
    outcomes.push({
      kind: code,
      expects: 'silence',
      agrees: extra.length === 0,
      case: item,
      expected: expected.map(({ code: other, line }) => ({ code: other, line })),
      actual: extra,
    });
  }
  return outcomes;
}

/**
 * A rule may stand for several codes of a tool: any of them explains its finding. What stops the build stops it under
 * any name: a refusal is explained by any other refusal of the same instruction.
 */
function isExplained(rule, finding, codes, expected) {
  return expected.some(({ code, line, refuses }) => {
    const of = codes.get(code);
    const declared = of && Object.values(of).some((rules) => rules.includes(rule));
    return (declared || (refuses && rule.category === 'syntax')) && isAt(finding, line);
  });
}

function isAt({ line, span }, expectedLine) {
  return (
    expectedLine === null || line === expectedLine || (span[0] <= expectedLine && expectedLine <= span[1])
  );
}

/** @returns {Found} */
function locate({ rule, range, message }, model) {
  const { tree } = model;
  const line = lineOf(tree.text, range.start);
  // A finding on a comment belongs to the instruction below it.
  const instruction = tree.instructions.find(({ endLine }) => endLine + 1 >= line);
  const lines = tree.text.split('\n');
  let first = instruction ? instruction.startLine : line - 1;
  while (first > 0 && (lines[first - 1] ?? '').trimStart().startsWith('#')) first--;
  const span = instruction && first < line ? [first + 1, instruction.endLine + 1] : [line, line];
  const stage = instruction && model.stageOf(instruction);
  return { rule: rule.id, line, message, span, reachable: stage ? stage.reachable : true };
}

function lineOf(text, offset) {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
