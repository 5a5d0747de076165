// The good and bad examples of BuildKit's documentation: one check and one verdict each.
import { createLinter, judgeAll, judgeOne, NOTES } from './lint.mjs';

/** @type {(cases: any[], tools: import('./run.mjs').Tools, notes: string[]) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools, notes) {
  const linter = await createLinter(tools);
  const codes = linter.codesOf('buildkit');
  notes.push(...NOTES);
  return judgeAll(cases, (item) => {
    const { rule: code, dockerfile: text, expected, dockerignore: ignoreText } = item;
    return judgeOne({ linter, codes, code, text, expected, item, ignoreText });
  });
}
