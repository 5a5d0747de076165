import { describe, expect, test } from 'vitest';
import { hover } from './markedHover.ts';

describe('variables', () => {
  test('an ENV with its value and where it comes from', () => {
    const found = hover('FROM alpine:3.20\nENV A=one\nENV B=$A/two\nWORKDIR /x/$<|>B\n');
    expect(found?.about).toBe('$B');
    expect(found?.markdown).toContain('`one/two`');
    expect(found?.markdown).toContain('ENV on line 3');
  });

  test('an ARG is a default that --build-arg overrides', () => {
    const found = hover('ARG TAG=3.20\nFROM alpine:${T<|>AG}\n');
    expect(found?.about).toBe('${TAG}');
    expect(found?.markdown).toContain('by default');
    expect(found?.markdown).toContain('--build-arg TAG=');
  });

  test('a global ARG is empty in a stage', () => {
    const found = hover('ARG V=1\nFROM alpine:3.20\nLABEL v=$<|>V\n');
    expect(found?.markdown).toContain('**not set here**: it is empty.');
    expect(found?.markdown).toContain('`ARG V`');
  });

  test('a global ARG that a stage declares again has its value from there', () => {
    const found = hover('ARG V=1\nFROM alpine:3.20\nARG V\nLABEL v=$<|>V\n');
    expect(found?.markdown).toContain('= `1`, by default');
    expect(found?.markdown).toContain('From ARG on line 1, declared again by ARG on line 3.');
  });

  test('an ENV reaches the container where the image is built on its stage', () => {
    const text = (last: string) =>
      `FROM alpine:3.20 AS one\nENV A=/a\nWORKDIR $<|>A\nFROM ${last}\nCOPY --from=one /a /a\n`;
    expect(hover(text('one'))?.markdown).toContain('The running container sees it too.');
    expect(hover(text('alpine:3.20'))?.markdown).toContain(
      'the running container sees it only with `--target one`.',
    );
  });

  test('every stage whose containers see an ENV', () => {
    const text = (stages: string) => `FROM alpine:3.20 AS base\nENV <|>A=1\n${stages}FROM alpine:3.20\n`;
    expect(hover(text(''))?.markdown).toContain(
      'It counts in this stage; the running container sees it only with `--target base`.',
    );
    expect(hover(text('FROM base AS mid\nRUN a\n'))?.markdown).toContain(
      'It counts in this stage and in what is built on it; the running container sees it only with `--target base` or `--target mid`.',
    );
    expect(hover(text('FROM base\nFROM base\nFROM base\n'))?.markdown).toContain(
      'only with `--target base`, or that of a stage built on it.',
    );
  });

  test('an ARG hides an ENV in the build, not in the container', () => {
    const text = (rest: string) => `FROM alpine:3.20\nENV PORT=8080\nARG PORT=80\n${rest}\n`;
    expect(hover(text('RUN a $P<|>ORT'))?.markdown).toContain('= `80`, by default');
    expect(hover(text('RUN a $P<|>ORT'))?.markdown).toContain(
      '`--build-arg PORT=…` overrides it; the running container sees `8080` (ENV on line 2).',
    );
    expect(hover(text('CMD a $P<|>ORT'))?.markdown).toContain('= `8080`\n\nFrom ENV on line 2.');
  });

  test('a container has an ENV that stands below its command', () => {
    const text = 'FROM alpine:3.20\nARG PORT=80\nCMD a $P<|>ORT\nENV PORT=8080\n';
    expect(hover(text)?.markdown).toContain('= `8080`\n\nFrom ENV on line 4.');
  });

  test('a secret in a variable comes before what the image has', () => {
    const text = (env: string, rest: string) =>
      `FROM alpine:3.20\n${env}RUN --mount=type=secret,id=t,env=TOKEN ${rest}\n`;
    for (const env of ['', 'ENV TOKEN=x\n', 'ARG TOKEN\n']) {
      expect(hover(text(env, 'a "$TO<|>KEN"'))?.markdown).toContain(
        '**$TOKEN** is the secret `t`, for this command only.',
      );
    }
    expect(hover(text('ENV A=1\n', 'a "$<|>A"'))?.markdown).toContain('= `1`');
    expect(hover(text('', 'TOKEN=y; a "$TO<|>KEN"'))).toBeUndefined();
  });

  test.each([
    ['$NO<|>PE', 'is not set: it is empty.'],
    ['${NO<|>PE:-x}', 'is not set: the default written here is used.'],
    ['${NO<|>PE:+x}', 'is not set: nothing is put here.'],
    ['${NO<|>PE?x}', 'is not set: the build stops here.'],
    ['${GI<|>VEN-x}', 'unless `--build-arg` gives it a value, the default written here is used'],
  ])('what comes of %s without a value', (use, sentence) => {
    expect(hover(`FROM alpine:3.20\nARG GIVEN\nLABEL v=${use}\n`)?.markdown).toContain(sentence);
  });

  test.each([
    ['V=', '${<|>V:-7}', 'is empty; `${V:-7}` gives `7`'],
    ['V=', '${<|>V-7}', 'is empty; the default written here is for an unset one only'],
    ['V=', '${<|>V:?no}', 'is empty; the build stops here'],
    ['V=1.2.3', '${<|>V%%.*}', '= `1.2.3`; `${V%%.*}` gives `1`'],
    ['V=1.2.3', '${<|>V/./-}', '= `1.2.3`; `${V/./-}` gives `1-2.3`'],
    ['V=1.2.3', '${<|>V:+x}', '= `1.2.3`; `${V:+x}` gives `x`'],
    ['V=1.2.3', '${<|>V%3}', '= `1.2.3`; `${V%3}` gives `1.2.`'],
  ])('what comes of ENV %s in %s', (pair, use, sentence) => {
    expect(hover(`FROM alpine:3.20\nENV ${pair}\nENV W=${use}\n`)?.markdown).toContain(sentence);
  });

  test('what every shell makes of a modifier, and no more', () => {
    const run = (use: string) => hover(`FROM alpine:3.20\nENV V=1.2\nRUN echo ${use}\n`)?.markdown;
    expect(run('${<|>V%.*}')).toContain('`${V%.*}` gives `1`');
    expect(run('${<|>V/./-}')).not.toContain('gives');
  });

  test('a container sees the last ENV of its name', () => {
    expect(hover('FROM a AS one\nENV A=1\nRUN echo $<|>A\nFROM one\nENV A=2\n')?.markdown).toContain(
      'The running container sees `2` (ENV on line 5).',
    );
    expect(hover('FROM a AS one\nENV A=1\nRUN echo $<|>A\nENV A=2\nFROM b\n')?.markdown).toContain(
      'With `--target one` the running container sees `2` (ENV on line 4).',
    );
    // An ARG hides it from the build only.
    expect(hover('FROM a\nENV A=1\nRUN echo $<|>A\nARG A=2\n')?.markdown).toContain(
      'The running container sees it too.',
    );
  });

  test('the line is that of the name', () => {
    expect(hover('FROM a\nENV A=1 \\\n    B=2\nRUN echo $<|>B\n')?.markdown).toContain('ENV on line 3');
  });

  test('an unknown base image may set it', () => {
    const found = hover('FROM example.org/a:1\nLABEL v=${A<|>B:-x}\n');
    expect(found?.markdown).toContain('may set it; else the default written here is used.');
  });

  test('in the text for the shell, unless the shell sets it itself', () => {
    const run = (text: string) => hover(`FROM alpine:3.20\nENV A=1\nARG B=2\nRUN ${text}\n`);
    expect(run('echo "$<|>A"')?.markdown).toContain('= `1`');
    expect(run('echo "$<|>A"')?.markdown).toContain('Expanded by the shell');
    expect(run('echo ${<|>B}')?.markdown).toContain('= `2`, by default');
    expect(run('A=3; echo $<|>A')).toBeUndefined();
    expect(run('for A in x; do echo $<|>A; done')).toBeUndefined();
    expect(run('echo $<|>C')).toBeUndefined();
    expect(hover('FROM alpine:3.20\nARG B=2\nCMD echo $<|>B\n')?.markdown).toContain(
      'ARG on line 2 is for the build; the running container does not see it.',
    );
  });

  test.each([
    'unset A; echo $<|>A',
    'A+=y; echo $<|>A',
    'printf -v A %s 1 && echo $<|>A',
    'while getopts a: A; do echo $<|>A; done',
    'echo a | while read A; do echo $<|>A; done',
    'while true; do echo $<|>A; A=x; done',
    'export A=2 && echo $<|>A',
    ': ${A:=3} && echo $<|>A',
    'constructor A; A=1; echo $<|>A',
  ])('nothing of a value that the command has changed: %s', (text) => {
    expect(hover(`FROM ubuntu:24.04\nENV A=1\nRUN ${text}\n`)).toBeUndefined();
  });

  test.each([
    'echo $<|>A; A=2',
    'export A=$<|>A:x',
    'A=2 make $<|>A',
    '(A=2); echo $<|>A',
    'constructor A; echo $<|>A',
  ])('the value of the file, which nothing has changed before: %s', (text) => {
    expect(hover(`FROM ubuntu:24.04\nENV A=1\nRUN ${text}\n`)?.markdown).toContain('not by the builder');
  });

  test('a file that is read may set anything', () => {
    const run = (text: string) => hover(`FROM ubuntu:24.04\nARG A=1\nRUN ${text}\n`)?.markdown;
    expect(run('. /etc/os-release && echo $<|>A')).toContain(
      '`. /etc/os-release` before it may have set another value.',
    );
    expect(run('X=$(. /etc/os-release && echo $X) && echo $<|>A')).toContain('not by the builder');
  });

  test('no name of the shell itself breaks it', () => {
    expect(hover('FROM a\nENV *=1\nRUN echo $<|>*\n')).toBeUndefined();
  });

  test('PowerShell sees the environment as $env:', () => {
    const run = (text: string) =>
      hover(
        `FROM mcr.microsoft.com/windows/servercore:ltsc2022\nARG VER=1\nSHELL ["powershell", "-Command"]\nRUN ${text}\n`,
      );
    expect(run('echo "$env:V<|>ER.zip"')?.about).toBe('$env:VER');
    expect(run('echo "$env:V<|>ER.zip"')?.markdown).toContain('= `1`, by default');
    expect(run('echo ${env:v<|>er}')?.markdown).toContain('= `1`, by default');
    expect(run('echo "$V<|>ER.zip"')?.markdown).toContain('which nothing sets here');
    expect(run('echo "$V<|>ER.zip"')?.markdown).toContain('ARG on line 2 gives `$env:VER`');
    expect(run("$VER = '2'; echo $V<|>ER")).toBeUndefined();
    expect(run('foreach ($VER in 1..3) { $V<|>ER }')).toBeUndefined();
    expect(run("$env:VER = '2'; echo $env:V<|>ER")).toBeUndefined();
    expect(run('echo $HO<|>ME')).toBeUndefined();
    expect(run('echo $env:NO<|>PE')).toBeUndefined();
  });

  test('cmd has its names between percent signs', () => {
    const run = (text: string) =>
      hover(`FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nARG VER=1\nRUN ${text}\n`);
    expect(run('echo %ve<|>r%')?.about).toBe('%ver%');
    expect(run('echo %VE<|>R%')?.markdown).toContain('= `1`, by default');
    // It is put in before the line runs.
    expect(run('set VER=2&& echo %VE<|>R%')?.markdown).toContain('= `1`, by default');
    expect(run('echo !VE<|>R!')).toBeUndefined();
    expect(run('echo $VE<|>R')).toBeUndefined();
  });

  test('an empty value is said in a sentence', () => {
    const text = 'FROM alpine:3.20\nENV D=${UNSET:+x}\nLABEL a=$<|>D\n';
    expect(hover(text)?.markdown).toContain('**$D** is empty.\n');
  });

  test('the name where it is defined', () => {
    const text =
      'ARG V=1\nFROM debian:12\nARG V\nARG TARGETARCH\nARG TARGETOS=linux\nENV A=$V B=2\nRUN echo $A\n';
    const at = (name: string) => hover(text.replace(name, `${name}<|>`));
    expect(at('ARG V')?.about).toBe('V');
    expect(at('ARG V')?.markdown).toContain('Declared again on line 3.');
    expect(at('ENV A')?.markdown).toBe(
      '**$A** = `1`, by default\n\nThe running container sees it too.\n\nUsed on line 7.',
    );
    expect(at('ARG TARGETARCH')?.markdown).toContain('Architecture the image is built for');
    expect(at('ARG TARGETOS')?.markdown).toContain('hides the value that the builder would set');
    expect(hover('FROM a\nARG A<|>\n')?.markdown).toContain(
      '**$A** has no default: unless `--build-arg` gives it a value, it is empty.',
    );
  });

  test('what the builder knows and a stage has to declare', () => {
    expect(hover('FROM alpine:3.20\nLABEL a=$TARGET<|>OS\n')?.markdown).toContain(
      'write `ARG TARGETOS` above',
    );
    expect(hover('FROM alpine:3.20\nLABEL a=$http_<|>proxy\n')?.markdown).toContain(
      'Only the commands of RUN',
    );
    expect(hover('FROM --platform=$BUILD<|>PLATFORM a\n')?.markdown).toContain('Here it needs no ARG');
  });

  test('what the builder provides', () => {
    const found = hover('FROM --platform=$BUILD<|>PLATFORM alpine:3.20\n');
    expect(found?.markdown).toContain('Platform of the machine that builds');
  });

  test('an undefined one', () => {
    expect(hover('FROM alpine:3.20\nLABEL v=$<|>NOPE\n')?.markdown).toContain('not set');
  });

  test('a value that looks like Markdown stays what it is', () => {
    expect(hover('FROM alpine:3.20\nENV A="`*x*`"\nLABEL v=$<|>A\n')?.markdown).toContain('`` `*x*` ``');
  });
});
