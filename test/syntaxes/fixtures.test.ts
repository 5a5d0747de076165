import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isWithin, readFixture } from './fixture.ts';
import { colorize, loadGrammar, scopesAt } from './grammar.ts';

const folder = new URL('fixtures/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

/** `fences.txt` is colored as another document with Dockerfiles in it. */
function grammarOf(file: string): string {
  if (file.startsWith('fences')) return 'text.fences';
  return file.startsWith('dockerignore') ? 'source.dockerignore' : 'source.dockerfile';
}

describe.each(files)('%s', (file) => {
  const cases = readFixture(readFileSync(new URL(file, folder), 'utf8'));

  it.each(cases)('$name', async ({ lines }) => {
    const expectations = lines.flatMap((line) => line.expectations);
    expect(expectations.length, 'a case without expectations').toBeGreaterThan(0);
    const colored = colorize(
      await loadGrammar(grammarOf(file)),
      lines.map(({ text }) => text),
    );
    const wrong: string[] = [];
    for (const [index, { text, expectations }] of lines.entries()) {
      const line = colored[index];
      if (!line) throw new Error('a line was lost');
      for (const { line: row, columns, present, absent } of expectations) {
        for (const column of columns) {
          const scopes = scopesAt(line, column);
          const missing = present.filter((words) => !scopes.some((scope) => isWithin(scope, words)));
          const unwanted = absent.filter((words) => scopes.some((scope) => isWithin(scope, words)));
          if (missing.length + unwanted.length === 0) continue;
          const what = [...missing, ...unwanted.map((words) => `!${words}`)].join(' ');
          wrong.push(`${file}:${row}: ${text}: column ${column}: expected ${what}, got ${scopes.join(' ')}`);
          break;
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
