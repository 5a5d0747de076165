import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BuildModel } from '../../server/src/model/types.ts';
import { modelOf } from './model.ts';

/** Asks for everything a rule or a hover could ask for. */
function touch(model: BuildModel): number {
  let sum = Number(model.isTemplate) + Number(model.frontend.isCustom) + model.globalArgs.length;
  for (const stage of model.stages) {
    sum += Number(stage.reachable) + stage.uses.length + stage.usedBy.length + stage.final.variables().length;
  }
  for (const { after, dialect } of model.steps) sum += dialect.length + (after.workdir.value?.length ?? 0);
  return sum + model.variableUses.length;
}

const numbered = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i));

const shapes: Readonly<Record<string, (count: number) => string[]>> = {
  'stages built on each other': (count) =>
    numbered(
      count,
      (i) => `FROM ${i === 0 ? 'alpine' : `s${i - 1}`} AS s${i}\nENV V=$V:$V1\nCOPY --from=s0 $V $V${i} /`,
    ),
  'stages side by side': (count) => [
    'FROM alpine AS base',
    'ENV V=1',
    ...numbered(count, (i) => `FROM base AS s${i}\nENV W=$V`),
  ],
  'a variable that grows': (count) => ['FROM alpine', ...numbered(count, () => 'ENV V=$V:x')],
  'many variables': (count) => [
    'FROM alpine',
    ...numbered(count, (i) => `ENV V${i}=$V${i - 1}\nCOPY $V${i} $W /`),
  ],
  'one long ARG': (count) => ['FROM alpine', `ARG ${numbered(count, (i) => `v${i}=$v${i - 1}`).join(' ')}`],
  'one long value': (count) => ['FROM alpine', `ENV A=${'x'.repeat(4000)}`, `ENV B=${'$A'.repeat(count)}`],
  'nested directories': (count) => ['FROM alpine', ...numbered(count, () => 'WORKDIR sub')],
  triggers: (count) => [
    'FROM alpine AS a',
    ...numbered(count, (i) => `ONBUILD ENV V${i}=1`),
    'FROM a',
    'FROM a',
  ],
};

describe('files of any length', () => {
  // No stop watch: at this length quadratic work would outlive the test runner's patience.
  test.each(Object.keys(shapes))('%s: everything can be asked', (name) => {
    const make = shapes[name] ?? (() => []);
    expect(touch(modelOf(...make(5000)))).toBeGreaterThan(5000);
  });
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    'FROM a AS b',
    'FROM b',
    'FROM ${X:-$Y',
    'ARG X=$X',
    'ARG',
    'ENV A=$A B="$B',
    'ENV A',
    'COPY --from=$X --from=9 <<E a',
    'ONBUILD ONBUILD COPY $X',
    'RUN --mount=from=b,"target=/x" <<E',
    'E',
    'WORKDIR $A',
    'EXPOSE ${A}-$B 1-',
    'SHELL []',
    'CMD []',
    'HEALTHCHECK',
    'USER',
    'LABEL =',
    '# escape=`',
    '{{',
    '\\',
    '`',
    '\u{e000}',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string())),
      fc.constantFrom('\n', '\r\n', ' ', '\\\n'),
      (lines, joint) => {
        const model = modelOf(lines.join(joint));
        expect(touch(model)).toBeGreaterThanOrEqual(0);
        for (const { run } of model.steps) expect(run?.commands.length ?? 0).toBeGreaterThanOrEqual(0);
        expect(model.shellVariableUses.length).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 2000 },
  );
});
