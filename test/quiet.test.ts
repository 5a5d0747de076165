import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { unknownContext } from '../server/src/lint/context.ts';
import { rules } from '../server/src/rules/index.ts';
import { lint } from './harness/document.ts';

const folder = fileURLToPath(new URL('quiet', import.meta.url));
const names = readdirSync(folder).sort();

/** Files as the documentation of each ecosystem teaches them: a problem here is a false alarm, or a new piece of advice. */
test.each(names)('nothing is wrong with %s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const document = { language: 'dockerfile', context: unknownContext, options: {}, text } as const;
  const { problems, log } = lint(document, rules, { preset: 'recommended', rules: {} });
  expect(log).toEqual([]);
  expect(problems.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
});

test('ten ecosystems', () => {
  expect(names.length).toBeGreaterThanOrEqual(10);
});
