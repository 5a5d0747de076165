// What the specs say that a fix makes of a document, as the suite in the editor applies it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTypeScript, root } from '../../scripts/load.mjs';

/**
 * One case of each fix of a rule, from the pages of the rules: the first that an untitled document with every rule on
 * shows. What needs a build context or options has tests of its own.
 * @returns {Promise<import('./suite/everyFix.ts').FixCase[]>}
 */
export async function readFixCases() {
  const [{ readSpec }, { rules }, { analyze }] = await Promise.all(
    ['test/harness/spec.ts', 'server/src/rules/index.ts', 'server/src/analysis.ts'].map(loadTypeScript),
  );
  const cases = [];
  for (const { id, category, fixes } of rules) {
    const page = readFileSync(join(root, 'server/src/rules', category, `${id}.md`), 'utf8');
    const wanted = new Set(Object.keys(fixes));
    for (const specCase of readSpec(page).cases) {
      const { text, language, files, options, fixed } = specCase;
      if (files.size > 0 || Object.keys(options).length > 0 || /[\r\0]/.test(text)) continue;
      const document = { uri: 'untitled:Untitled-1', language, version: 1, text };
      const { problems } = analyze(document).lint({ preset: 'all', rules: {} });
      for (const { fix, occurrence, file, text: expected } of fixed) {
        if (file !== undefined || !wanted.has(fix)) continue;
        const offering = problems.filter(
          ({ rule, fixes: offered }) => rule.id === id && offered.some((one) => one.id === fix),
        );
        // Another rule may speak in its place.
        const problem = offering[occurrence - 1];
        const found = problem?.fixes.find((one) => one.id === fix);
        if (!found) continue;
        wanted.delete(fix);
        cases.push({ rule: id, fix, language, text, range: problem.range, title: found.title, expected });
      }
    }
  }
  return cases;
}
