import { describe, expect, test } from 'vitest';
import type { BuildModel, VariableValue } from '../../server/src/model/types.ts';
import { lastStage, modelOf, stageAt, stepWith } from './model.ts';

/** `defined arg 1`, `undefined`, `out-of-scope global-arg`. */
function told(value: VariableValue): string {
  if (value.kind === 'defined') return `${value.definition.kind} ${value.value}`;
  return value.kind === 'out-of-scope' ? `out-of-scope ${value.definition.kind}` : value.kind;
}

const uses = (model: BuildModel) =>
  model.variableUses.map(
    ({ name, result, hasFallback }) => `${name}: ${told(result)}${hasFallback ? ' (fallback)' : ''}`,
  );

const finalValue = (name: string, ...lines: string[]) => told(lastStage(...lines).final.env(name));

describe('arguments', () => {
  test('a global one needs redeclaring in the stage', () => {
    const lines = ['ARG V=1', 'FROM alpine:$V', 'COPY a$V b', 'ARG V', 'COPY c$V d'];
    expect(uses(modelOf(...lines))).toEqual(['V: global-arg 1', 'V: out-of-scope global-arg', 'V: arg 1']);
  });

  test('a stage may give its own default', () => {
    expect(finalValue('V', 'ARG V=1', 'FROM alpine', 'ARG V=2')).toBe('arg 2');
  });

  test('one without a default is defined, but its value is not known', () => {
    const model = modelOf('FROM alpine', 'ARG V', 'COPY $V ${V:-x} /');
    expect(uses(model)).toEqual(['V: arg undefined', 'V: arg undefined (fallback)']);
    const copy = stepWith(model, 'COPY $V ${V:-x} /').instruction;
    expect(model.expand('a$V', copy)).toEqual({ value: undefined, error: undefined });
    expect(model.expand('a${V:-x}', copy)).toEqual({ value: 'ax', error: undefined });
    expect(model.expand('a${V:?give one}', copy)).toEqual({ value: undefined, error: undefined });
    expect(model.expand("'$V'", copy)).toEqual({ value: '$V', error: undefined });
  });

  test('of several in one line each sees those to its left', () => {
    const model = modelOf('FROM alpine', 'ARG a=1 b=$a$c c=3');
    expect(uses(model)).toEqual(['a: arg 1', 'c: undefined']);
    expect(told(lastStage('FROM alpine', 'ARG a=1 b=$a$c c=3').final.env('b'))).toBe('arg 1');
  });

  test('it does not see itself', () => {
    expect(uses(modelOf('ARG V=1', 'FROM alpine', 'ARG V=$V'))).toEqual(['V: out-of-scope global-arg']);
    expect(uses(modelOf('ARG V=$V', 'FROM alpine'))).toEqual(['V: undefined']);
  });

  test('global ones see those above', () => {
    const model = modelOf('ARG A=1', 'ARG B=${A}.2', 'ARG C', 'FROM alpine:$B');
    expect(model.globalArgs.map(({ name, value, rawValue }) => [name, value, rawValue])).toEqual([
      ['A', '1', '1'],
      ['B', '1.2', '${A}.2'],
      ['C', undefined, undefined],
    ]);
    expect(stageAt(model, 0).base.resolved).toBe('alpine:1.2');
  });

  test('a later global one without a value hides nothing', () => {
    expect(lastStage('ARG A=1', 'ARG A', 'FROM alpine:$A').base.resolved).toBe('alpine:1');
  });

  test('those of other stages are not there', () => {
    expect(finalValue('V', 'FROM alpine', 'ARG V=1', 'FROM alpine')).toBe('undefined');
  });

  test('those of the parent stage are', () => {
    expect(finalValue('V', 'FROM alpine AS a', 'ARG V=1', 'FROM a')).toBe('arg 1');
  });
});

describe('what the builder provides', () => {
  test('platforms: in FROM as they are, in a stage after ARG', () => {
    const lines = [
      'FROM --platform=$BUILDPLATFORM alpine',
      'COPY $TARGETARCH /',
      'ARG TARGETARCH',
      'COPY $TARGETARCH /x',
    ];
    const model = modelOf(...lines);
    expect(uses(model)).toEqual([
      'BUILDPLATFORM: platform undefined',
      'TARGETARCH: out-of-scope platform',
      'TARGETARCH: platform undefined',
    ]);
    // Always set by the builder: the default of the reference does not count.
    expect(
      model.expand('${TARGETARCH:-amd64}', stepWith(model, 'COPY $TARGETARCH /x').instruction).value,
    ).toBeUndefined();
  });

  test('a global ARG changes nothing about them, unless it gives a value', () => {
    expect(uses(modelOf('ARG TARGETARCH', 'FROM x-$TARGETARCH'))).toEqual(['TARGETARCH: platform undefined']);
    expect(uses(modelOf('ARG TARGETARCH=arm', 'FROM x-$TARGETARCH'))).toEqual(['TARGETARCH: global-arg arm']);
    expect(finalValue('TARGETARCH', 'ARG TARGETARCH=arm', 'FROM alpine', 'ARG TARGETARCH')).toBe('arg arm');
  });

  test('proxies are for RUN alone', () => {
    const model = modelOf(
      'FROM alpine',
      'ENV P=$HTTP_PROXY',
      'RUN echo $http_proxy',
      'ARG HTTP_PROXY',
      'ENV Q=$HTTP_PROXY',
    );
    expect(uses(model)).toEqual(['HTTP_PROXY: out-of-scope predefined', 'HTTP_PROXY: arg undefined']);
    const run = stepWith(model, 'RUN echo $http_proxy').instruction;
    expect(told(model.lookup('http_proxy', run))).toBe('predefined undefined');
    expect(model.shellVariableUses.map(({ result }) => told(result))).toEqual(['predefined undefined']);
    expect(uses(modelOf('FROM alpine:$HTTP_PROXY'))).toEqual(['HTTP_PROXY: undefined']);
  });

  test('switches of the SBOM scan are never missed', () => {
    expect(uses(modelOf('FROM alpine', 'LABEL x=$BUILDKIT_SBOM_SCAN_STAGE'))).toEqual([
      'BUILDKIT_SBOM_SCAN_STAGE: predefined undefined',
    ]);
  });

  test('switches of the SBOM scan are never part of the environment', () => {
    const name = 'BUILDKIT_SBOM_SCAN_STAGE';
    expect(finalValue(name, 'FROM alpine', `ARG ${name}=true`)).toBe('predefined undefined');
  });
});

describe('environment', () => {
  test('one ENV is expanded with what was before it', () => {
    const model = modelOf('FROM alpine', 'ENV a=1', 'ENV a=2 b=$a', 'ENV c=$a');
    expect(uses(model)).toEqual(['a: env 1', 'a: env 2']);
    expect(stageAt(model, 0).final.env('b')).toMatchObject({ value: '1' });
    expect(stageAt(model, 0).final.env('c')).toMatchObject({ value: '2' });
  });

  test('the legacy form takes the rest of the line', () => {
    expect(finalValue('a', 'FROM alpine', 'ENV a b  c')).toBe('env b  c');
  });

  test('quotes and escapes are taken off', () => {
    expect(finalValue('a', 'FROM alpine', 'ENV a="x \\"y\\" z" b=1')).toBe('env x "y" z');
    expect(finalValue('a', 'FROM alpine', "ENV a='$b'")).toBe('env $b');
    expect(finalValue('a', '# escape=`', 'FROM alpine', 'ENV a=x` y')).toBe('env x y');
  });

  test('names are expanded too', () => {
    expect(finalValue('KEY_A', 'FROM alpine', 'ENV N=A', 'ENV KEY_$N=1')).toBe('env 1');
  });

  test('the latest of ENV and ARG wins, but an ARG without a value leaves the ENV alone', () => {
    expect(finalValue('V', 'FROM alpine', 'ARG V=1', 'ENV V=2')).toBe('env 2');
    expect(finalValue('V', 'FROM alpine', 'ENV V=2', 'ARG V=1')).toBe('arg 1');
    expect(finalValue('V', 'FROM alpine', 'ENV V=2', 'ARG V')).toBe('env 2');
    expect(finalValue('V', 'ARG V=1', 'FROM alpine', 'ENV V=2', 'ARG V')).toBe('arg 1');
  });

  test('it is handed on to stages built on this one', () => {
    const model = modelOf(
      'FROM alpine AS a',
      'ENV V=1',
      'FROM a AS b',
      'ENV W=$V',
      'FROM b',
      'ENV V=3',
      'FROM b',
    );
    expect(stageAt(model, 2).final.env('W')).toMatchObject({ value: '1' });
    expect(stageAt(model, 2).final.env('V')).toMatchObject({ value: '3' });
    expect(stageAt(model, 3).final.env('V')).toMatchObject({ value: '1' });
  });

  test('an ARG over an ENV lasts to the end of its stage; one over nothing goes on', () => {
    const lines = ['FROM alpine AS a', 'ENV V=1', 'ARG V=2', 'ARG W=3', 'ENV X=$V', 'FROM a', 'ENV Y=$V$W'];
    const model = modelOf(...lines);
    expect(told(stageAt(model, 0).final.env('V'))).toBe('arg 2');
    const { final } = stageAt(model, 1);
    expect(['V', 'W', 'X', 'Y'].map((name) => told(final.env(name)))).toEqual([
      'env 1',
      'arg 3',
      'env 2',
      'env 13',
    ]);
    expect(finalValue('V', ...lines, 'ARG V=4', 'FROM a')).toBe('env 1');
    expect(finalValue('PATH', 'FROM scratch AS a', 'ARG PATH=/x', 'FROM a')).toMatch(/^base \/usr/);
    const triggered = ['FROM alpine AS a', 'ENV V=1', 'ARG V=2', 'ONBUILD ENV T=$V', 'FROM a'];
    expect(finalValue('T', ...triggered)).toBe('env 1');
  });

  test('all that is visible, nearest first, each name once', () => {
    const { final } = lastStage('FROM alpine AS p', 'ENV A=1 B=2', 'FROM p', 'ARG C', 'ENV A=3');
    expect(
      final
        .variables()
        .map(({ name, value }) => `${name}=${value}`)
        .slice(0, 3),
    ).toEqual(['A=3', 'C=undefined', 'B=2']);
  });

  test('what is not defined is empty to BuildKit', () => {
    expect(finalValue('V', 'FROM alpine', 'ENV V=a$nope')).toBe('env a');
    expect(finalValue('V', 'FROM acme/base', 'ENV V=a$nope')).toBe('env undefined');
    expect(finalValue('V', 'FROM alpine', 'ENV V=${nope?}')).toBe('env undefined');
  });

  test('values that grow without end are let go', () => {
    const doubled = Array.from({ length: 60 }, () => 'ENV A=$A$A');
    expect(finalValue('A', 'FROM alpine', 'ENV A=xx', ...doubled)).toBe('env undefined');
  });
});

describe('the base image', () => {
  test('PATH is always there, and known where the image sets nothing else', () => {
    expect(finalValue('PATH', 'FROM scratch')).toMatch(/^base \/usr\/local\/sbin:/);
    expect(finalValue('X', 'FROM alpine', 'ENV X=/opt/bin:$PATH')).toMatch(
      /^env \/opt\/bin:\/usr\/local\/sbin:/,
    );
    expect(finalValue('PATH', 'FROM node')).toBe('base undefined');
    expect(finalValue('PATH', 'FROM acme/base')).toBe('base undefined');
  });

  test('images we know define what they define, others may define anything', () => {
    expect(finalValue('NODE_VERSION', 'FROM node:22')).toBe('maybe-base');
    expect(finalValue('NOODE', 'FROM node:22')).toBe('undefined');
    expect(finalValue('HOME', 'FROM alpine')).toBe('undefined');
    expect(finalValue('ANYTHING', 'FROM acme/base')).toBe('maybe-base');
    expect(finalValue('ANYTHING', 'FROM node:8-onbuild')).toBe('maybe-base');
    expect(finalValue('ANYTHING', 'FROM scratch')).toBe('undefined');
  });

  test('an ARG of the name of a variable of the image', () => {
    const child = ['FROM node:22 AS a', 'ARG NODE_VERSION=1', 'FROM a'];
    expect(told(stageAt(modelOf(...child), 0).final.env('NODE_VERSION'))).toBe('arg 1');
    expect(finalValue('NODE_VERSION', ...child)).toBe('base undefined');
    expect(finalValue('NODE_VERSION', 'FROM node:22', 'ARG NODE_VERSION')).toBe('maybe-base');
    expect(finalValue('NODE_VERSION', 'FROM debian', 'ARG NODE_VERSION')).toBe('arg undefined');
    const inContainer = (...lines: string[]) => told(lastStage(...lines).final.containerEnv('NODE_VERSION'));
    expect(inContainer('FROM node:22', 'ARG NODE_VERSION=1')).toBe('maybe-base');
    expect(inContainer('FROM debian', 'ARG NODE_VERSION=1')).toBe('out-of-scope arg');
  });

  test('what is made of a variable that the image may set is not known', () => {
    for (const text of ['${N:+s}', '${N+s}', '${N#?}', '${N%?}', '${N/?/}', '${N//?/x}', '${N:-x}', 'x$N'])
      expect(finalValue('V', 'FROM acme/base', `ENV V=${text}`)).toBe('env undefined');
    expect(finalValue('V', 'FROM acme/base', 'ENV A=ab', 'ENV V=${A#$N}')).toBe('env undefined');
    expect(finalValue('V', 'FROM alpine', 'ENV V=${N:+s}${N-x}')).toBe('env x');
    expect(lastStage('FROM acme/base', 'USER ${N:+app}').final.user.value).toBeUndefined();
    expect(lastStage('FROM acme/base', 'EXPOSE 80 ${N:+443}').final.exposed).toEqual(['80/tcp']);
  });

  test('an ENV whose name is not known may be any that fits', () => {
    const lines = ['FROM alpine', 'ARG T', 'ENV A_HOME=1', 'ENV ${T}_HOME=2 X_$T=3', 'ENV B_HOME=4'];
    const value = (name: string) => finalValue(name, ...lines);
    expect(['A_HOME', 'B_HOME', 'C_HOME', 'X_1', 'HOME_', 'T'].map(value)).toEqual([
      'env undefined',
      'env 4',
      'maybe-base',
      'maybe-base',
      'undefined',
      'arg undefined',
    ]);
    const { final } = lastStage(...lines, 'RUN x');
    expect(told(final.containerEnv('C_HOME'))).toBe('maybe-base');
    expect(finalValue('C_HOME', 'FROM alpine AS a', ...lines.slice(1), 'FROM a')).toBe('maybe-base');
    const many = Array.from({ length: 20 }, (_, i) => `ENV \${T}_${i}=1`);
    expect(finalValue('Z', 'FROM alpine', 'ARG T', ...many)).toBe('maybe-base');
    expect(finalValue('V', 'FROM alpine', 'ARG T=x', 'ENV ${T}_HOME=2', 'ENV V=$C_HOME$x_HOME')).toBe(
      'env 2',
    );
  });

  test('a forgotten ARG is likelier than a variable of the image, unless it chose the image', () => {
    expect(finalValue('APP', 'ARG APP=1', 'FROM acme/base')).toBe('out-of-scope global-arg');
    expect(finalValue('RUBY', 'ARG RUBY=3', 'FROM acme/ruby:$RUBY')).toBe('maybe-base');
    expect(finalValue('RUBY', 'ARG RUBY=3', 'FROM acme/ruby:$RUBY AS a', 'FROM a')).toBe('maybe-base');
    expect(finalValue('PYTHON_VERSION', 'ARG PYTHON_VERSION=3', 'FROM python:$PYTHON_VERSION')).toBe(
      'maybe-base',
    );
    expect(finalValue('TAG', 'ARG TAG=3', 'FROM alpine:$TAG')).toBe('out-of-scope global-arg');
  });
});

describe('uses', () => {
  test('everything BuildKit expands, in order of place, with its range', () => {
    const model = modelOf(
      'FROM alpine',
      'ENV a=1',
      'COPY --chown=$a $a \\',
      '  ${a:-x$a} /',
      'LABEL $a=$a',
      'RUN --mount=type=cache,target=/$a echo $a',
      'COPY <<EOF <<"RAW" /x/',
      'one $a',
      'EOF',
      'two $a',
      'RAW',
      'CMD echo $a',
    );
    const { text } = model.tree;
    expect(model.variableUses.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      '$a',
      '$a',
      '${a:-x$a}',
      '$a',
      '$a',
      '$a',
      '$a',
      '$a',
    ]);
    expect(
      model.variableUses.every(({ nameRange }) => text.slice(nameRange.start, nameRange.end) === 'a'),
    ).toBe(true);
    expect(model.variableUses.at(-1)?.range.start).toBe(text.indexOf('one $a') + 4);
  });

  test('references that bring their own way out', () => {
    const model = modelOf(
      'FROM alpine',
      'ENV a=${x:-1} b=${x-1} c=${x:+1} d=${x+:$x} e=${x:?} f=${x#a} g=${y:+$x}',
    );
    const without = model.variableUses.filter(({ hasFallback }) => !hasFallback).map(({ range }) => range);
    const { text } = model.tree;
    expect(without.map(({ start, end }) => text.slice(start, end))).toEqual(['${x:?}', '${x#a}', '$x']);
  });

  test('shell text: what the build gives, and what only the shell knows', () => {
    const model = modelOf(
      'ARG G=1',
      'FROM alpine',
      'ARG A=1',
      'ENV E=2',
      'RUN echo "$A $E ${G} $HOME $nope" \'$A\' > $E/x',
      'RUN x=$A cmd',
      'CMD echo $A $E',
      'ENTRYPOINT ["echo", "$A"]',
    );
    expect(model.shellVariableUses.map(({ name, result }) => `${name}: ${told(result)}`)).toEqual([
      'A: arg 1',
      'E: env 2',
      'G: out-of-scope global-arg',
      'HOME: maybe-base',
      'nope: undefined',
      'E: env 2',
      'A: arg 1',
      'A: out-of-scope arg',
      'E: env 2',
    ]);
    const { text } = model.tree;
    expect(
      model.shellVariableUses.map(({ nameRange }) => text.slice(nameRange.start, nameRange.end)).slice(0, 3),
    ).toEqual(['A', 'E', 'G']);
  });

  test('triggers are expanded in a stage built on theirs', () => {
    const model = modelOf('FROM alpine', 'ONBUILD ARG V=1', 'ONBUILD COPY $V $W /', 'ENV W=2');
    expect(uses(model)).toEqual(['V: arg 1', 'W: env 2']);
  });
});
