import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FormatOptions, formatDockerfile } from '../../server/src/features/formatting/format.ts';
import { createModel } from '../../server/src/model/model.ts';
import type { BuildModel } from '../../server/src/model/types.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import type { Instruction } from '../../server/src/syntax/dockerfile/tree.ts';
import { applyEdits, areDisjoint } from '../../server/src/text/edit.ts';
import { mutate, mutation } from './mutations.ts';
import { fragments, seeds } from './seeds.ts';

// Whatever is formatted means to BuildKit and to shells what it meant before, and is formatted then.
// SHIPSHAPE_FUZZ_RUNS and SHIPSHAPE_FUZZ_FILES as for the parser.
const runs = Math.ceil(Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 3_000) / 4);
const files = process.env.SHIPSHAPE_FUZZ_FILES;

const layouts: readonly FormatOptions[] = [
  { spaces: true, size: 4, ends: true },
  { spaces: false, size: 4, ends: false },
  { spaces: true, size: 2, ends: false },
].map(({ ends, ...indentation }) => ({
  ...indentation,
  onlyFirstLines: false,
  trimTrailingWhitespace: ends,
  insertFinalNewline: ends,
  trimFinalNewlines: ends,
}));

/** Everything but where it stands, and blanks that nobody reads. */
function meaningOf(model: BuildModel): unknown {
  const { tree } = model;
  return {
    escape: tree.escape,
    directives: tree.directives.map(({ name, value }) => [name, value]),
    errors: tree.errors.map(({ code }) => code),
    comments: tree.comments.map(({ text }) => text),
    instructions: tree.instructions.map(readingOf),
    scripts: model.steps.map(({ scripts }) =>
      scripts.map(({ dialect, errors, source, commands }) => [
        dialect,
        // What is not read as a program stays as it is.
        errors.length > 0 ? source.text : undefined,
        commands.map(({ context, words, assignments, redirects }) => [
          context,
          words.map(({ text }) => text),
          assignments.map(({ name, value }) => [name, value?.text]),
          redirects.map(({ operator, target }) => [operator, target?.text]),
        ]),
      ]),
    ),
  };
}

function readingOf(instruction: Instruction): unknown {
  const { keyword, flags, json, shell, words, pairs, heredocs, comments, trigger, name } = instruction;
  return [
    keyword.text,
    flags.map((flag) => [flag.name, flag.value]),
    json?.items.map(({ value }) => value),
    // Ports that are refused together may be parted.
    shell ? undefined : words.map(({ text }) => text).join(name === 'EXPOSE' ? '' : ' '),
    pairs.map((pair) => [pair.name.text, pair.value?.text]),
    heredocs.map((heredoc) => [heredoc.name, heredoc.expand, heredoc.content]),
    comments.map(({ text }) => text),
    trigger && readingOf(trigger),
  ];
}

function checkFormat(text: string): void {
  const isShownOtherwise = text.includes('\r') && !text.includes('\n');
  for (const layout of layouts) {
    const model = createModel(parseDockerfile(text));
    const edits = formatDockerfile(model, layout);
    expect(areDisjoint(edits)).toBe(true);
    const result = applyEdits(text, edits);
    expect(result.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
    const after = createModel(parseDockerfile(result));
    if (!isShownOtherwise) expect(meaningOf(after)).toEqual(meaningOf(model));
    expect(formatDockerfile(after, layout)).toEqual([]);
  }
}

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 12 }))
  .map(([seed, mutations]) => mutations.reduce(mutate, seed));

const composed = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('the formatter keeps what is built', () => {
  it.each(seeds.map((seed, index) => [index, seed] as const))('of seed %i', (_, seed) => {
    checkFormat(seed);
  });

  it('of mutated Dockerfiles', { timeout: 3_600_000 }, () => {
    fc.assert(fc.property(mutated, checkFormat), { numRuns: runs });
  });

  it('of anything made of what means something', { timeout: 3_600_000 }, () => {
    fc.assert(fc.property(composed, checkFormat), { numRuns: runs });
  });

  if (files !== undefined)
    it('of the given files', { timeout: 600_000 }, () => {
      for (const line of readFileSync(files, 'utf8').split('\n').filter(Boolean)) {
        const { id, text } = JSON.parse(line) as { id: string; text: string };
        expect(() => checkFormat(text), id).not.toThrow();
      }
    });
});
