// Trivy's own tests and examples: one check and one verdict each.
import { createLinter, judgeAll, judgeOne, NOTES } from './lint.mjs';

/** @type {(cases: any[], tools: import('./run.mjs').Tools, notes: string[]) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools, notes) {
  const linter = await createLinter(tools);
  const codes = linter.codesOf('trivy');
  notes.push(...NOTES, '"approximate": true marks a text that was rebuilt from a parsed form');
  return judgeAll(cases, (item) => {
    const { rule: code, dockerfile: text, expected } = item;
    return judgeOne({ linter, codes, code, text, expected, item });
  });
}
