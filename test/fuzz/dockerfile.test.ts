import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDockerfile } from './checkTree.ts';
import { mutate, mutation } from './mutations.ts';
import { fragments, seeds } from './seeds.ts';

// SHIPSHAPE_FUZZ_RUNS=100000 npx vitest run test/fuzz
// SHIPSHAPE_FUZZ_FILES=some.jsonl npx vitest run test/fuzz (lines of {"id", "text"})
const runs = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 3_000);
const files = process.env.SHIPSHAPE_FUZZ_FILES;

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 12 }))
  .map(([seed, mutations]) => mutations.reduce(mutate, seed));

const composed = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('the Dockerfile parser keeps its promises', () => {
  it.each(seeds.map((seed, index) => [index, seed] as const))('on seed %i', (_, seed) => {
    expect(checkDockerfile(seed)).toBeGreaterThan(100);
  });

  it('on every beginning of a seed, as while typing', () => {
    for (const seed of seeds) {
      for (let end = 0; end <= seed.length; end++) checkDockerfile(seed.slice(0, end));
    }
  });

  it('on mutated Dockerfiles', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(mutated, (text) => checkDockerfile(text) > 0),
      { numRuns: runs },
    );
  });

  it('on anything made of what means something', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(composed, (text) => checkDockerfile(text) > 0),
      { numRuns: runs },
    );
  });

  it('on any text', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => checkDockerfile(text) > 0),
      { numRuns: Math.ceil(runs / 4) },
    );
  });

  if (files !== undefined)
    it('on the given files', { timeout: 600_000 }, () => {
      const lines = readFileSync(files, 'utf8').split('\n').filter(Boolean);
      let slowest = 0;
      for (const line of lines) {
        const { id, text } = JSON.parse(line) as { id: string; text: string };
        const start = performance.now();
        try {
          checkDockerfile(text);
        } catch (error) {
          throw new Error(`${id}: ${error instanceof Error ? error.message : error}`);
        }
        slowest = Math.max(slowest, (performance.now() - start) / (text.length + 100));
      }
      console.log(`${lines.length} files, at most ${(slowest * 1000).toFixed(1)} µs per character`);
      expect(lines.length).toBeGreaterThan(0);
    });
});

describe('the Dockerfile parser takes linear time', () => {
  // No stop watch: a text of this size would take minutes if anything in it were quadratic.
  it.each([
    ['flags', (n: number) => `RUN ${'--a="b c" '.repeat(n)}`],
    ['pairs', (n: number) => `ENV ${'a="b c" '.repeat(n)}`],
    ['JSON strings', (n: number) => `CMD [${'"a\\tb", '.repeat(n)}"c"]`],
    ['JSON arrays', (n: number) => `CMD ${'['.repeat(n)}`],
    ['open braces', (n: number) => `RUN cat <<E ${'${a:-'.repeat(n)}`],
    ['dollars', (n: number) => `ENV a=${'${b'.repeat(n)}`],
    ['quotes', (n: number) => `RUN << ${'"'.repeat(n)}`],
    ['triggers', (n: number) => 'ONBUILD '.repeat(n)],
    ['continuations', (n: number) => `RUN a${' \\\n#b\n'.repeat(n)}`],
    ['blanks', (n: number) => `RUN a${' '.repeat(n)}b${' '.repeat(n)}\\x`],
    ['a directive', (n: number) => `# escape${' '.repeat(n)}=${' '.repeat(n)}x${' '.repeat(n)}`],
    ['heredocs that never end', (n: number) => Array.from({ length: n }, (_, i) => `RUN <<X${i}`).join('\n')],
    ['heredoc tokens', (n: number) => `RUN ${'<<E '.repeat(n)}`],
    ['brackets', (n: number) => `RUN ${'<'.repeat(n)}`],
  ])('in %s', (_, make) => {
    expect(checkDockerfile(make(20_000))).toBeGreaterThan(0);
  });
});
