import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the committed grammars are what their sources make', () => {
  const script = fileURLToPath(new URL('../../syntaxes/build.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it('the manifest says which language each heredoc body is', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const manifest = JSON.parse(read('package.json')) as {
    contributes: { grammars: { language: string; embeddedLanguages?: Record<string, string> }[] };
  };
  const { embeddedLanguages = {} } =
    manifest.contributes.grammars.find(({ language }) => language === 'dockerfile') ?? {};
  const grammar = read('syntaxes/dockerfile.tmLanguage.json');
  const bodies = new Map(
    [...grammar.matchAll(/"contentName": "(meta\.embedded\.block\.(\w+)\.dockerfile)"/g)].map(
      ([, scope, language]) => [scope, language],
    ),
  );
  expect(bodies.size).toBeGreaterThan(10);
  expect(embeddedLanguages).toMatchObject(Object.fromEntries(bodies));
});
