import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../server/src/rules/rule.ts';
import { checkCase } from './harness/checkCase.ts';
import { checkCorruptions } from './harness/checkCorruptions.ts';
import { checkSpec, updateSpec } from './harness/checkSpec.ts';
import { readSpec, type Spec } from './harness/spec.ts';

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
  describe(basename(module, '.ts'), async () => {
    // A rule that does not load, or a spec that cannot be read, must not take the others with it.
    const loaded = await load(module, path).catch((error: unknown) => ({ error }));
    if ('error' in loaded) {
      test('a rule is two files that can be read', () => {
        throw loaded.error;
      });
      return;
    }
    const { rule, spec } = loaded;
    test('the spec is complete', () => checkSpec(rule, spec));
    for (const specCase of spec.cases) {
      test(specCase.name, () => checkCase(rule, spec, specCase));
    }
    test('corrupted fixes are not proved', () => checkCorruptions(rule, spec));
  });
}

async function load(module: string, path: string): Promise<{ readonly rule: Rule; readonly spec: Spec }> {
  const [rule] = Object.values((await import(pathToFileURL(module).href)) as Record<string, Rule>);
  if (!rule) throw new Error(`${module} exports no rule`);
  const source = readFileSync(path, 'utf8');
  if (process.env.UPDATE === '1' && process.env.SPEC) {
    writeFileSync(path, updateSpec(rule, readSpec(source), source));
  }
  return { rule, spec: readSpec(readFileSync(path, 'utf8')) };
}

test('there are rules', () => {
  expect(specs.length).toBeGreaterThan(0);
});
