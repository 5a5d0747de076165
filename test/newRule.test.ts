import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Rule } from '../server/src/rules/rule.ts';
import { checkCase } from './harness/checkCase.ts';
import { checkSpec } from './harness/checkSpec.ts';
import { readSpec } from './harness/spec.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'shipshape-rule-'));
const rules = join(scratch, 'server/src/rules');

afterAll(() => rmSync(scratch, { recursive: true }));

function scaffold(...args: string[]) {
  return spawnSync(process.execPath, [join(root, 'scripts/new-rule.mjs'), '--root', scratch, ...args], {
    encoding: 'utf8',
  });
}

test('a scaffolded rule compiles, and its spec passes', async () => {
  mkdirSync(join(scratch, 'server/src'), { recursive: true });
  for (const folder of ['text', 'syntax', 'model', 'knowledge']) {
    symlinkSync(join(root, 'server/src', folder), join(scratch, 'server/src', folder), 'junction');
  }
  mkdirSync(rules);
  for (const file of ['rule.ts', 'categories.ts'])
    cpSync(join(root, 'server/src/rules', file), join(rules, file));

  const done = scaffold('runtime', 'kill-signal');
  expect(done.stderr).toBe('');
  expect(done.stdout).toContain('server/src/rules/runtime/kill-signal.ts');

  const project = {
    extends: join(root, 'tsconfig/server-core.json'),
    compilerOptions: {
      noEmit: true,
      composite: false,
      emitDeclarationOnly: false,
      rootDir: '/',
      preserveSymlinks: true,
    },
    files: ['server/src/rules/runtime/kill-signal.ts'],
    include: [],
    references: [],
  };
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(project));
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', scratch], {
    encoding: 'utf8',
  });
  expect(tsc.stdout).not.toContain('kill-signal.ts');
  expect(tsc.stdout).not.toContain('rules/rule.ts');

  const path = join(rules, 'runtime/kill-signal.ts');
  const loaded = (await import(pathToFileURL(path).href)) as { readonly killSignal: Rule };
  const spec = readSpec(readFileSync(path.replace(/ts$/, 'md'), 'utf8'));
  checkSpec(loaded.killSignal, spec);
  expect(spec.cases.length).toBe(3);
  for (const specCase of spec.cases) checkCase(loaded.killSignal, spec, specCase);
});

test('it refuses what would not work', () => {
  expect(scaffold('runtime', 'kill-signal').stderr).toContain(
    'There is a rule "kill-signal" already, in runtime.',
  );
  expect(scaffold('nonsense', 'kill-signal').stderr).toContain('Unknown category "nonsense"');
  expect(scaffold('runtime', 'KillSignal').stderr).toContain('kebab-case');
  expect(scaffold('runtime').stderr).toContain('Usage');
});
