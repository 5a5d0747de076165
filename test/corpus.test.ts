import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { unknownContext } from '../server/src/lint/context.ts';
import { fixAll } from '../server/src/lint/fixAll.ts';
import { insertSuppression } from '../server/src/lint/insertSuppression.ts';
import type { LintConfiguration, Problem } from '../server/src/lint/problem.ts';
import { rules } from '../server/src/rules/index.ts';
import { parseDockerfile } from '../server/src/syntax/dockerfile/parser.ts';
import { applyEdits } from '../server/src/text/edit.ts';
import { LineIndex } from '../server/src/text/lines.ts';
import { buildFacts } from './harness/buildFacts.ts';
import { lint } from './harness/document.ts';

const folder = fileURLToPath(new URL('corpus', import.meta.url));
const snapshot = join(folder, 'problems.txt');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.Dockerfile'))
  .sort();
const configuration: LintConfiguration = { preset: 'all', rules: {} };
const document = { language: 'dockerfile', context: unknownContext, options: {} } as const;

/**
 * Everything every rule says about a few whole files: what a change of one rule, or of the model, does elsewhere shows
 * here. `UPDATE=1 npx vitest run test/corpus.test.ts` writes it anew, for a person to read the diff.
 */
test('problems of whole files', () => {
  const report = names
    .map((name) => [`## ${name}`, ...problemsOf(readFileSync(join(folder, name), 'utf8')), ''].join('\n'))
    .join('\n');
  if (process.env.UPDATE === '1') writeFileSync(snapshot, report);
  expect(report).toBe(readFileSync(snapshot, 'utf8'));
  expect(names.length).toBeGreaterThanOrEqual(10);
});

test.each(names)('fix all on %s ends, withholds nothing, and has nothing left to do', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const input = { language: 'dockerfile', context: unknownContext, configuration } as const;
  const result = fixAll({ ...input, text });
  expect(result.withheld).toEqual([]);
  expect(fixAll({ ...input, text: result.text }).applied).toBe(0);
});

test.each(names)('every problem of %s can be silenced, and the build stays the same', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const before = lint({ ...document, text }, rules, configuration).problems;
  const tree = parseDockerfile(text);
  for (const problem of before) {
    for (const scope of ['next', 'file'] as const) {
      const edit = insertSuppression(tree, problem.range, problem.rule, scope);
      if (!edit) continue;
      const edited = applyEdits(text, [edit]);
      const after = lint({ ...document, text: edited }, rules, configuration).problems;
      const count = (problems: readonly Problem[]) =>
        problems.filter(({ rule }) => rule.id === problem.rule.id).length;
      expect(count(after), edited).toBeLessThan(count(before));
      expect(buildFacts('dockerfile', edited, false), edited).toBe(buildFacts('dockerfile', text, false));
    }
  }
});

function problemsOf(text: string): string[] {
  const result = lint({ ...document, text }, rules, configuration);
  expect(result.log).toEqual([]);
  const index = new LineIndex(text);
  const place = (offset: number) => {
    const { line, character } = index.positionAt(offset);
    return `${line + 1}:${character + 1}`;
  };
  const shown = result.problems.map(({ rule, range, severity, message, fixes }) => {
    const offered = fixes.map(({ id, safety }) => ` [${id}, ${safety}]`).join('');
    return `${place(range.start)}-${place(range.end)} ${severity} ${rule.id} (${rule.preset}): ${message}${offered}`;
  });
  const silenced = result.suppressed.map(({ rule, range }) => `${place(range.start)} silenced ${rule.id}`);
  return [...shown, ...silenced];
}
