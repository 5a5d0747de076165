import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noNames } from '../../server/src/features/contextPaths/nameCompletion.ts';
import { completePaths, typedFolder } from '../../server/src/features/contextPaths/pathCompletion.ts';
import { completeStages } from '../../server/src/features/contextPaths/stageCompletion.ts';
import { typedPlaceAt } from '../../server/src/features/contextPaths/typedPlace.ts';
import { dockerfileFolds } from '../../server/src/features/navigation/dockerfileFolds.ts';
import {
  type DockerfileSymbol,
  dockerfileSymbols,
} from '../../server/src/features/navigation/dockerfileSymbols.ts';
import { makerOf } from '../../server/src/features/navigation/makerOf.ts';
import {
  contextSourceAt,
  contextSources,
  stageSourceAt,
} from '../../server/src/features/navigation/sourceAt.ts';
import { pathOfSource, targetsOf } from '../../server/src/features/navigation/sourceTargets.ts';
import { symbolAt } from '../../server/src/features/navigation/symbolAt.ts';
import { placesOf } from '../../server/src/features/navigation/symbolPlaces.ts';
import { createModel } from '../../server/src/model/model.ts';
import type { BuildModel } from '../../server/src/model/types.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import type { TextRange } from '../../server/src/text/range.ts';
import { viewOf } from '../harness/contextView.ts';
import { mutate, mutation } from './mutations.ts';
import { fragments, seeds } from './seeds.ts';

const runs = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 300);

const view = viewOf(
  new Map([
    ['src/a.c', 1],
    ['package.json', 1],
    ['[a]/b', 1],
    ['link@', 1],
  ]),
  '*.c\n',
);
const entries = [
  { name: 'src', type: 'directory' },
  { name: '$a b"\'`[*', type: 'file' },
] as const;

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 12 }))
  .map(([seed, mutations]) => mutations.reduce(mutate, seed));

const composed = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('names and paths of any text', () => {
  it('of every beginning of a seed, as while typing', { timeout: 60_000 }, () => {
    for (const seed of seeds) {
      for (let end = 0; end <= seed.length; end += 3) {
        const text = seed.slice(0, end);
        checkTyped(createModel(parseDockerfile(text)), end);
      }
    }
  });

  it('of mutated Dockerfiles', { timeout: 3_600_000 }, () => {
    fc.assert(fc.property(mutated, fc.double({ min: 0, max: 1, noNaN: true }), check), { numRuns: runs });
  });

  it('of anything made of what means something', { timeout: 3_600_000 }, () => {
    fc.assert(fc.property(composed, fc.double({ min: 0, max: 1, noNaN: true }), check), { numRuns: runs });
  });
});

function check(text: string, where: number): void {
  const model = createModel(parseDockerfile(text));
  const inside = ({ start, end }: TextRange): void => {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  };
  for (let i = 0; i < 20; i++) {
    const offset = Math.floor(((where + i / 20) % 1) * (text.length + 1));
    checkTyped(model, offset);
    const symbol = symbolAt(model, offset);
    if (symbol) {
      inside(symbol.range);
      const { declarations, uses } = placesOf(model, symbol);
      for (const range of [...declarations, ...uses]) inside(range);
    }
    const outOfStage = stageSourceAt(model, offset);
    const made = outOfStage && makerOf(outOfStage, model, view);
    if (made) inside(made);
    const source = contextSourceAt(model, offset);
    if (source) inside(source.range);
  }
  for (const source of contextSources(model)) {
    pathOfSource(source, model);
    targetsOf(source, model, view);
  }
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const { startLine, endLine } of dockerfileFolds(model)) {
    expect(startLine).toBeLessThan(endLine);
    expect(endLine).toBeLessThan(lines);
  }
  const checkSymbols = (symbols: readonly DockerfileSymbol[], outer: TextRange): void => {
    for (const { name, range, selection, children } of symbols) {
      expect(name).not.toBe('');
      expect(name).not.toMatch(/[\r\n]/);
      // Editors refuse an outline whose ranges do not hold each other.
      expect(selection.start >= range.start && selection.end <= range.end).toBe(true);
      expect(range.start >= outer.start && range.end <= outer.end).toBe(true);
      checkSymbols(children, range);
    }
  };
  checkSymbols(dockerfileSymbols(model), { start: 0, end: text.length });
}

function checkTyped(model: BuildModel, offset: number): void {
  const { text, escape: escapeToken } = model.tree;
  const place = typedPlaceAt(model.tree, offset);
  if (!place) return;
  const folder = typedFolder(place, model);
  const paths = folder === undefined ? noNames : completePaths(place, entries, '', escapeToken, null);
  const stages = place.kind === 'stage' ? completeStages(place, model) : [];
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), -1) + 1;
  for (const { insert, replace } of [...paths.items, ...stages]) {
    expect(insert.start).toBe(replace.start);
    expect(insert.start).toBeGreaterThanOrEqual(lineStart);
    expect(insert.start).toBeLessThanOrEqual(offset);
    expect(insert.end).toBeGreaterThanOrEqual(offset);
    expect(replace.end).toBeGreaterThanOrEqual(insert.end);
    expect(text.slice(offset, replace.end)).not.toContain('\n');
  }
}
