import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../server/src/rules/rule.ts';
import { checkCase } from './harness/checkCase.ts';
import { checkSpec, updateSpec } from './harness/checkSpec.ts';
import { readSpec } from './harness/spec.ts';

const folder = fileURLToPath(new URL('../server/src/rules', import.meta.url));

/**
 * Every rule of the folder with its spec, told by the file: a stale registry does not matter here. `SPEC=rule-id`
 * runs one. `UPDATE=1 SPEC=rule-id` (or `SPEC=all`) rewrites its markers and `fixed` blocks to what the rule says now,
 * for a person to read the diff.
 */
const specs = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'support')
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
  .filter((file) => file.endsWith('.ts'))
  .filter((file) => [undefined, 'all', basename(file, '.ts')].includes(process.env.SPEC))
  .map((file) => ({ module: file, spec: file.replace(/\.ts$/, '.md') }));

for (const { module, spec: path } of specs) {
  const loaded: Record<string, unknown> = await import(pathToFileURL(module).href);
  const [rule] = Object.values(loaded) as Rule[];
  describe(rule?.id ?? module, () => {
    if (!rule || !existsSync(path)) {
      test('a rule is two files', () => expect.fail(`${path} is missing`));
      return;
    }
    const source = readFileSync(path, 'utf8');
    if (process.env.UPDATE === '1' && process.env.SPEC)
      writeFileSync(path, updateSpec(rule, readSpec(source), source));
    const spec = readSpec(readFileSync(path, 'utf8'));
    test('the spec is complete', () => checkSpec(rule, spec));
    for (const specCase of spec.cases) {
      test(specCase.name, () => checkCase(rule, spec, specCase));
    }
  });
}

test('there are rules', () => {
  expect(specs.length).toBeGreaterThan(0);
});
