import { describe, expect, test } from 'vitest';
import type { Stage } from '../../server/src/model/types.ts';
import { lastStage, modelOf, stageAt } from './model.ts';

const uses = (stage: Stage) =>
  stage.uses.map(({ kind, text, resolution }) => `${kind} ${text}: ${resolution}`);

describe('bases', () => {
  test('an image, with a platform', () => {
    const { base } = lastStage('FROM --platform=linux/arm64 ghcr.io/acme/tool:1.2');
    expect(base).toMatchObject({ kind: 'image', resolved: 'ghcr.io/acme/tool:1.2', hasVariables: false });
    expect(base.reference).toMatchObject({ domain: 'ghcr.io', path: 'acme/tool', tag: '1.2' });
    expect(base.platform?.value).toBe('linux/arm64');
    expect(base.root).toBe(base);
  });

  test('scratch', () => {
    expect(lastStage('FROM scratch').base).toMatchObject({ kind: 'scratch', reference: undefined });
  });

  test('a stage shadows an image, and the image below it gives the facts', () => {
    const model = modelOf('FROM alpine:3 AS debian', 'FROM debian AS next', 'FROM next');
    expect(stageAt(model, 2).base).toMatchObject({ kind: 'stage', facts: { distribution: 'alpine' } });
    expect(stageAt(model, 2).base.stage).toBe(stageAt(model, 1));
    expect(stageAt(model, 2).base.root).toBe(stageAt(model, 0).base);
  });

  test('a stage may be named like its own image', () => {
    expect(lastStage('FROM alpine AS alpine').base.kind).toBe('image');
  });

  test('a later stage is not visible: the name is an image', () => {
    const model = modelOf('FROM later', 'FROM alpine AS later');
    expect(stageAt(model, 0).base).toMatchObject({ kind: 'image', stage: undefined });
  });

  test('the nearest of two stages with one name', () => {
    const model = modelOf('FROM alpine AS a', 'FROM debian AS a', 'FROM a');
    expect(stageAt(model, 2).base.stage).toBe(stageAt(model, 1));
  });

  test('names lose their case behind AS, not behind FROM', () => {
    const model = modelOf('FROM alpine AS Build', 'FROM build', 'FROM Build');
    expect(stageAt(model, 0).name).toBe('build');
    expect(stageAt(model, 1).base.kind).toBe('stage');
    // BuildKit takes it for an image and refuses the capital letter.
    expect(stageAt(model, 2).base).toMatchObject({ kind: 'image', reference: undefined });
  });

  test('FROM does not count stages', () => {
    expect(lastStage('FROM alpine', 'FROM 0').base).toMatchObject({ kind: 'image', resolved: '0' });
  });

  test('global arguments choose an image or a stage', () => {
    const lines = ['ARG TAG=3.20', 'ARG BASE=base', 'FROM alpine:$TAG AS base', 'FROM "${BASE}"'];
    const model = modelOf(...lines);
    expect(stageAt(model, 0).base).toMatchObject({ resolved: 'alpine:3.20', hasVariables: true });
    expect(stageAt(model, 1).base).toMatchObject({ kind: 'stage', resolved: 'base' });
  });

  test('an argument of another stage does not', () => {
    const model = modelOf('FROM alpine', 'ARG TAG=3', 'FROM alpine:${TAG:-latest}');
    expect(stageAt(model, 1).base.resolved).toBe('alpine:latest');
  });

  test('without a default nothing is known but the name', () => {
    const { base } = lastStage('ARG TAG', 'FROM node:$TAG-alpine');
    expect(base).toMatchObject({ kind: 'unknown', resolved: undefined, reference: undefined });
    expect(base.facts).toMatchObject({ family: 'node', distribution: 'alpine', availableUser: 'node' });
    expect(lastStage('ARG TAG', 'FROM node:$TAG').base.facts.distribution).toBeUndefined();
    expect(lastStage('ARG IMAGE', 'FROM $IMAGE').base.facts.family).toBeUndefined();
  });

  test('BuildKit gives the platform, but does not tell which', () => {
    const { base } = lastStage('FROM tool-$TARGETARCH');
    expect(base).toMatchObject({ kind: 'unknown', resolved: undefined });
  });

  test('a FROM without an image', () => {
    expect(lastStage('FROM').base).toMatchObject({ kind: 'unknown', text: '' });
  });
});

describe('uses', () => {
  test('COPY --from finds stages by name in any case, by number, else images', () => {
    const stage = lastStage(
      'FROM alpine AS one',
      'FROM one',
      'COPY --from=ONE /a /b',
      'COPY --from=0 /a /b',
      'COPY --from=nginx:1 /a /b',
    );
    expect(uses(stage)).toEqual([
      'base one: stage',
      'copy ONE: stage',
      'copy 0: stage',
      'copy nginx:1: image-or-context',
    ]);
    expect(stage.uses[1]?.stage?.index).toBe(0);
  });

  test('itself, later ones and numbers too high', () => {
    const model = modelOf(
      'FROM alpine AS one',
      'COPY --from=one a b',
      'COPY --from=0 a b',
      'COPY --from=two a b',
      'COPY --from=1 a b',
      'COPY --from=2 a b',
      'COPY --from=-1 a b',
      'FROM alpine AS two',
    );
    expect(uses(stageAt(model, 0)).slice(1)).toEqual([
      'copy one: self',
      'copy 0: self',
      'copy two: later-stage',
      'copy 1: later-stage',
      'copy 2: index-out-of-range',
      'copy -1: index-out-of-range',
    ]);
    expect(stageAt(model, 0).uses.every(({ stage }) => stage === undefined)).toBe(true);
  });

  test('the last of two stages with one name, even when it comes too late', () => {
    const model = modelOf('FROM alpine AS a', 'FROM alpine', 'COPY --from=a x y', 'FROM alpine AS a');
    expect(uses(stageAt(model, 1))).toContain('copy a: later-stage');
  });

  test('a variable in --from is refused', () => {
    expect(uses(lastStage('ARG X=a', 'FROM alpine AS a', 'FROM alpine', 'COPY --from=$X a b'))).toContain(
      'copy $X: unknown',
    );
  });

  test('mounts find stages by name only', () => {
    const lines = [
      'FROM alpine AS one',
      'FROM alpine',
      'RUN --mount=type=bind,from=One,target=/x --mount=type=cache,target=/c,from=one true',
      'RUN --mount=from=0,target=/x true',
      'RUN --mount=type=tmpfs,from=one,target=/t true',
      'RUN --mount="type=bind,from=one,target=/x" true',
    ];
    const model = modelOf(...lines);
    const stage = stageAt(model, 1);
    expect(uses(stage).slice(1)).toEqual([
      'mount One: stage',
      'mount one: stage',
      'mount 0: image-or-context',
      'mount one: stage',
    ]);
    const written = stage.uses.slice(1).map(({ range }) => model.tree.text.slice(range.start, range.end));
    expect(written).toEqual(['One', 'one', '0', 'one']);
  });

  test('who needs whom', () => {
    const model = modelOf(
      'FROM alpine AS base',
      'FROM base AS tools',
      'FROM base AS unused',
      'FROM scratch',
      'COPY --from=tools /a /a',
      'COPY --from=tools /b /b',
    );
    expect(model.stages.map(({ reachable }) => reachable)).toEqual([true, true, false, true]);
    expect(stageAt(model, 0).usedBy.map(({ index }) => index)).toEqual([1, 2]);
    expect(stageAt(model, 1).usedBy.map(({ index }) => index)).toEqual([3]);
  });
});

describe('places', () => {
  test('instructions belong to the stage whose FROM they follow, triggers to that of their ONBUILD', () => {
    const model = modelOf('ARG A', 'FROM alpine AS x', 'ONBUILD RUN a', 'FROM x', 'RUN b');
    const places = model.steps.map(({ instruction, stage }) => `${instruction.line.text}: ${stage?.index}`);
    expect(places).toEqual([
      'ARG A: undefined',
      'FROM alpine AS x: 0',
      'ONBUILD RUN a: 0',
      'RUN a: 0',
      'FROM x: 1',
      'RUN b: 1',
    ]);
    expect(model.steps.every((step) => model.stepOf(step.instruction) === step)).toBe(true);
    expect(model.steps.every((step) => model.stageOf(step.instruction) === step.stage)).toBe(true);
  });

  test('names and their places', () => {
    const model = modelOf('from alpine as Tools', 'FROM alpine AS');
    const [first, second] = model.stages;
    expect(model.tree.text.slice(first?.nameRange?.start, first?.nameRange?.end)).toBe('Tools');
    expect(second).toMatchObject({ name: undefined, nameRange: undefined });
  });

  test('an instruction of another file', () => {
    const foreign = modelOf('FROM alpine', 'RUN x').steps[1]?.instruction;
    const model = modelOf('ARG A=1', 'FROM alpine');
    if (!foreign) throw new Error('no instruction');
    expect(model.stageOf(foreign)).toBeUndefined();
    expect(model.expand('$A', foreign).value).toBe('1');
  });

  test('no stage at all', () => {
    const model = modelOf('RUN x', 'ONBUILD RUN y');
    expect(model).toMatchObject({ stages: [], finalStage: undefined, variableUses: [] });
    expect(model.steps.map(({ run }) => run?.commands.length)).toEqual([1, undefined, 1]);
  });
});
