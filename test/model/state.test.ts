import { describe, expect, test } from 'vitest';
import type { ImageState } from '../../server/src/model/types.ts';
import { lastStage, modelOf, stageAt, stepWith } from './model.ts';

const finalState = (...lines: string[]): ImageState => lastStage(...lines).final;

describe('user and working directory', () => {
  test('as set last, variables expanded, and by what', () => {
    const { user } = finalState('FROM alpine', 'ARG U=app', 'USER root', 'USER "$U":grp');
    expect(user).toMatchObject({ value: 'app:grp', fromBase: false });
    expect(user.by?.line.text).toBe('USER "$U":grp');
  });

  test('what the base image is known to set', () => {
    expect(finalState('FROM alpine').user).toEqual({ value: 'root', by: undefined, fromBase: true });
    expect(finalState('FROM scratch').user.value).toBe('root');
    expect(finalState('FROM jenkins/jenkins:lts').user.value).toBe('jenkins');
    expect(finalState('FROM gcr.io/distroless/static:nonroot').user.value).toBe('nonroot');
    expect(finalState('FROM acme/base').user).toEqual({ value: undefined, by: undefined, fromBase: false });
    for (const name of ['alpine', 'docker.io/alpine', 'index.docker.io/alpine:3', 'docker.io/library/alpine'])
      expect(finalState(`FROM ${name}`).user.value).toBe('root');
    const windows = 'FROM mcr.microsoft.com/windows';
    expect(finalState(`${windows}/servercore:ltsc2022`).user.value).toBe('ContainerAdministrator');
    expect(finalState(`${windows}/nanoserver:ltsc2022`).user.value).toBe('ContainerUser');
    expect(finalState(`${windows}/nanoserver:sac2016`).user.value).toBe('ContainerAdministrator');
    expect(finalState('ARG V', `${windows}/nanoserver:$V`).user.value).toBeUndefined();
    expect(finalState('FROM golang:1.25-nanoserver-1809').user.value).toBe('ContainerUser');
    expect(finalState('FROM example.org/app:2-windowsservercore').user.value).toBe('ContainerAdministrator');
  });

  test('paths are joined and cleaned', () => {
    expect(finalState('FROM alpine', 'WORKDIR app', 'WORKDIR ./a/../b/').workdir.value).toBe('/app/b');
    expect(finalState('FROM alpine', 'WORKDIR /../x//y').workdir.value).toBe('/x/y');
    expect(finalState('FROM acme/base', 'WORKDIR app').workdir).toMatchObject({
      value: undefined,
      fromBase: false,
    });
    expect(finalState('FROM acme/base', 'WORKDIR /app', 'WORKDIR src').workdir.value).toBe('/app/src');
    expect(finalState('FROM alpine', 'ARG D', 'WORKDIR /x/$D').workdir.value).toBeUndefined();
    expect(finalState('FROM golang:1.24', 'WORKDIR src').workdir.value).toBe('/go/src');
  });

  test('Windows has its own paths', () => {
    const base = 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025';
    expect(finalState('# escape=`', base, 'WORKDIR C:\\app', 'WORKDIR src').workdir.value).toBe('\\app\\src');
    expect(finalState(base, 'WORKDIR /app').workdir.value).toBe('\\app');
    expect(finalState(base, 'WORKDIR app').workdir.value).toBeUndefined();
    expect(finalState('FROM golang:1.25-nanoserver').workdir.value).toBe('\\go');
    const image = 'FROM --platform=windows/amd64 acme/base';
    const some = finalState('# escape=`', image, 'WORKDIR C:\\app', 'CMD a');
    expect([some.workdir.value, some.shell.value, some.env('PATH').kind]).toEqual([
      '\\app',
      undefined,
      'maybe-base',
    ]);
    expect(finalState('FROM --platform=windows alpine').user.value).toBeUndefined();
    expect(finalState('FROM --platform=windowsx alpine').user.value).toBe('root');
    const inside = (...lines: string[]) =>
      finalState('# escape=`', base, 'WORKDIR C:\\a\\b', ...lines).workdir.value;
    expect(inside('WORKDIR ..')).toBe('\\a');
    expect(inside('WORKDIR c\\')).toBe('\\a\\b\\c');
    expect(inside('WORKDIR C:cd')).toBe('\\a\\b\\cd');
    expect(inside('WORKDIR xy', 'WORKDIR c:/')).toBe('\\');
  });

  test('before and after each step, the same object where nothing changes', () => {
    const model = modelOf('FROM alpine', 'USER a', 'RUN x', 'USER b');
    expect(stepWith(model, 'USER a').before.user.value).toBe('root');
    const run = stepWith(model, 'RUN x');
    expect(run.before).toBe(run.after);
    expect(run.before).toBe(stepWith(model, 'USER a').after);
    expect(stepWith(model, 'FROM alpine').after).toBe(stageAt(model, 0).initial);
    expect(stageAt(model, 0).final).toBe(stepWith(model, 'USER b').after);
  });
});

describe('commands', () => {
  test('exec form and shell form', () => {
    const state = finalState('FROM alpine', 'ENTRYPOINT ["a", "b c"]', 'CMD run  it');
    expect(state.entrypoint.value).toMatchObject({ form: 'exec', argv: ['a', 'b c'] });
    expect(state.cmd.value).toMatchObject({ form: 'shell', argv: ['/bin/sh', '-c', 'run  it'] });
  });

  test('the shell form takes the SHELL in force', () => {
    const state = finalState(
      'FROM alpine',
      'CMD a',
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
      'HEALTHCHECK CMD b',
    );
    expect(state.cmd.value?.argv).toEqual(['/bin/sh', '-c', 'a']);
    expect(state.healthcheck.value).toMatchObject({ argv: ['/bin/bash', '-o', 'pipefail', '-c', 'b'] });
    expect(finalState('FROM mcr.microsoft.com/windows/servercore:ltsc2022', 'CMD a').cmd.value?.argv[0]).toBe(
      'cmd',
    );
  });

  test('a check in shell form is run with the SHELL of the image, whenever that is set', () => {
    const lines = ['FROM alpine AS a', 'HEALTHCHECK CMD b', 'CMD c'];
    const later = finalState(...lines, 'SHELL ["/bin/bash", "-c"]');
    expect(later.healthcheck.value).toMatchObject({ form: 'shell', argv: ['/bin/bash', '-c', 'b'] });
    expect(later.healthcheck.by?.name).toBe('HEALTHCHECK');
    expect(later.cmd.value?.argv).toEqual(['/bin/sh', '-c', 'c']);
    const above = finalState(...lines, 'FROM a', 'SHELL ["x"]', 'USER u');
    expect(above.healthcheck.value).toMatchObject({ argv: ['x', 'b'] });
    const exec = finalState('FROM alpine', 'HEALTHCHECK CMD ["b"]', 'SHELL ["x"]');
    expect(exec.healthcheck.value).toMatchObject({ argv: ['b'] });
    expect(finalState('FROM alpine', 'HEALTHCHECK NONE', 'SHELL ["x"]').healthcheck.value).toBe('none');
  });

  test('ENTRYPOINT drops a CMD from below, not one of its own stage', () => {
    const below = finalState('FROM alpine AS a', 'CMD ["x"]', 'FROM a', 'ENTRYPOINT ["y"]');
    expect(below.cmd.value?.argv).toEqual([]);
    expect(below.cmd.by?.name).toBe('ENTRYPOINT');
    expect(finalState('FROM node', 'ENTRYPOINT ["y"]').cmd.value?.argv).toEqual([]);
    expect(finalState('FROM node', 'CMD ["x"]', 'ENTRYPOINT ["y"]').cmd.value?.argv).toEqual(['x']);
    expect(finalState('FROM alpine AS a', 'CMD ["x"]', 'FROM a', 'USER b').cmd.value?.argv).toEqual(['x']);
  });

  test('what the base image is known to start', () => {
    expect(finalState('FROM alpine').entrypoint.value?.argv).toEqual([]);
    expect(finalState('FROM node:22').entrypoint).toMatchObject({
      value: { argv: ['docker-entrypoint.sh'] },
      fromBase: true,
    });
    expect(finalState('FROM acme/base').entrypoint.value).toBeUndefined();
    expect(finalState('FROM scratch').cmd.value?.argv).toEqual([]);
    expect(finalState('FROM alpine').cmd.value).toBeUndefined();
  });

  test('HEALTHCHECK', () => {
    expect(finalState('FROM alpine', 'HEALTHCHECK --interval=5s CMD ["a"]').healthcheck.value).toMatchObject({
      argv: ['a'],
    });
    expect(finalState('FROM alpine', 'HEALTHCHECK none').healthcheck.value).toBe('none');
    expect(finalState('FROM alpine').healthcheck.value).toBeUndefined();
  });
});

describe('the rest of the configuration', () => {
  test('ports', () => {
    const state = finalState(
      'FROM alpine',
      'ENV P="80 443"',
      'EXPOSE 8080 53/UDP $P 8080/tcp',
      'EXPOSE 9000-9002 127.0.0.1:1:7/sctp 70000 x 9-8 5/icmp',
    );
    expect(state.exposed).toEqual(['8080/tcp', '53/udp', '80/tcp', '443/tcp', '9000-9002/tcp', '7/sctp']);
    expect(finalState('FROM alpine', 'EXPOSE +80 000081 1-+3 +-1').exposed).toEqual([
      '80/tcp',
      '81/tcp',
      '1-3/tcp',
    ]);
  });

  test('volumes, stop signal, labels', () => {
    const state = finalState(
      'FROM alpine',
      'ARG D=/d',
      'VOLUME $D /e',
      'VOLUME ["/f"]',
      'STOPSIGNAL SIG${X:-TERM}',
      'LABEL a=1 "b c"="$D"',
      'LABEL a=2',
    );
    expect(state.volumes).toEqual(['/d', '/e', '/f']);
    expect(state.stopSignal.value).toBe('SIGTERM');
    expect([state.label('a'), state.label('b c'), state.label('z')]).toEqual(['2', '/d', undefined]);
  });

  test('all of it is handed on', () => {
    const state = finalState(
      'FROM alpine AS a',
      'USER u',
      'WORKDIR /w',
      'SHELL ["bash", "-c"]',
      'ENTRYPOINT ["e"]',
      'CMD ["c"]',
      'HEALTHCHECK NONE',
      'EXPOSE 1',
      'LABEL l=1',
      'VOLUME /v',
      'FROM a AS b',
      'FROM b',
    );
    expect(state).toMatchObject({
      user: { value: 'u' },
      workdir: { value: '/w' },
      shell: { value: ['bash', '-c'] },
    });
    expect(state).toMatchObject({ exposed: ['1/tcp'], volumes: ['/v'], healthcheck: { value: 'none' } });
    expect([state.entrypoint.value?.argv, state.cmd.value?.argv, state.label('l')]).toEqual([
      ['e'],
      ['c'],
      '1',
    ]);
  });
});

describe('ONBUILD', () => {
  test('triggers change nothing where they stand', () => {
    const state = finalState('FROM alpine', 'ONBUILD USER app', 'ONBUILD ENV A=1');
    expect(state.user.value).toBe('root');
    expect(state.env('A').kind).toBe('undefined');
  });

  test('they run first in a stage built on theirs, and not in the next', () => {
    const model = modelOf(
      'FROM alpine AS a',
      'ENV N=1',
      'ONBUILD ENV A=$N',
      'ONBUILD WORKDIR /x$A',
      'ENV N=2',
      'FROM a AS b',
      'USER u',
      'ONBUILD ENV A=3',
      'FROM b',
    );
    const [, b, c] = model.stages;
    expect(b?.inheritedTriggers.map(({ line }) => line.text)).toEqual(['ENV A=$N', 'WORKDIR /x$A']);
    expect(b?.initial.workdir.value).toBe('/x2');
    expect(c?.inheritedTriggers.map(({ line }) => line.text)).toEqual(['ENV A=3']);
    expect(c?.final.env('A')).toMatchObject({ value: '3' });
  });

  test('what they copy from, the stage built on theirs needs', () => {
    const model = modelOf('FROM alpine AS t', 'FROM alpine AS a', 'ONBUILD COPY --from=t /x /x', 'FROM a');
    expect(stageAt(model, 1).uses.map(({ kind }) => kind)).toEqual(['base']);
    expect(stageAt(model, 2).uses.map(({ kind, stage }) => `${kind} ${stage?.index}`)).toEqual([
      'base 1',
      'copy 0',
    ]);
    expect(stageAt(model, 0).reachable).toBe(true);
  });

  test('each trigger stands after the end of its stage and the triggers above', () => {
    const model = modelOf('FROM alpine', 'ONBUILD USER a', 'ONBUILD RUN x', 'SHELL ["bash", "-c"]', 'USER b');
    const run = stepWith(model, 'RUN x');
    expect(run.before.user.value).toBe('a');
    expect(run.run?.dialect).toBe('bash');
    expect(stepWith(model, 'ONBUILD RUN x').run).toBeUndefined();
    const lines = [
      'FROM alpine',
      'ENV V=1',
      'ARG V=2 W=3',
      'CMD ["c"]',
      'ONBUILD RUN $V',
      'ONBUILD ENTRYPOINT e',
    ];
    const hidden = modelOf(...lines);
    const { before } = stepWith(hidden, 'RUN $V');
    expect([before.env('V'), before.env('W')]).toMatchObject([{ value: '1' }, { value: '3' }]);
    expect(stepWith(hidden, 'ENTRYPOINT e').after.cmd.value?.argv).toEqual([]);
  });
});
