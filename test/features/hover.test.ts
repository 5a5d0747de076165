import { describe, expect, test } from 'vitest';
import type { ContextInWords } from '../../server/src/features/hover/context.ts';
import { hoverAt } from '../../server/src/features/hover/hover.ts';
import { flagDocs, mountDocs } from '../../server/src/knowledge/flagDocs.ts';
import { instructionDocs, windowsDocs } from '../../server/src/knowledge/instructionDocs.ts';
import { createModel } from '../../server/src/model/model.ts';
import { flagKinds } from '../../server/src/syntax/dockerfile/flagRules.ts';
import { keywordNames } from '../../server/src/syntax/dockerfile/instructionGrammar.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { hover } from './markedHover.ts';

describe('the build context', () => {
  const context = {
    path: '../..',
    description: 'compose.yaml, service web_1, line 4',
    source: undefined,
    isGuess: false,
    isFromGit: false,
    others: [],
    ignoreFile: undefined,
  };
  const line = (instruction: string, known: ContextInWords | undefined = context): string | undefined => {
    const model = createModel(parseDockerfile(`FROM alpine:3.20\n${instruction}\n`));
    const { markdown = '' } = hoverAt(model, [], 18, () => known) ?? {};
    return markdown.split('\n').find((each) => each.includes('Build context'));
  };

  test('is said where files come from it', () => {
    expect(line('COPY a b')).toBe(
      '➜ Build context: `../..` (compose.yaml, service web\\_1, line 4), no ignore file.',
    );
    expect(line('ADD ["a", "b"]')).toContain('`../..`');
    expect(line('COPY a b', { ...context, source: 'file:///ws/compose.yaml#L4' })).toContain(
      '([compose.yaml, service web\\_1, line 4](file:///ws/compose.yaml#L4))',
    );
    for (const other of [
      'COPY --from=x a b',
      'ADD https://a.b/c d',
      'COPY <<EOF /a\nEOF',
      'RUN true',
      'ONBUILD COPY a b',
    ]) {
      expect(line(other), other).toBeUndefined();
    }
  });

  test('a guess is one, and what else is said is mentioned', () => {
    const others = [
      { path: '.', description: 'docker-bake.hcl, target a, line 1' },
      { path: 'x', description: 'y' },
    ];
    expect(
      line('COPY a b', {
        ...context,
        isGuess: true,
        description: 'its folder',
        ignoreFile: '.dockerignore',
        others,
      }),
    ).toBe(
      '➜ Build context: `../..` (a guess: its folder), ignore file `.dockerignore`. Also said: `.` (docker-bake.hcl, target a, line 1), and 1 more; *Choose Build Context* picks.',
    );
  });
});

describe('the build context from Git', () => {
  test('has no ignore file, which the folder still has', () => {
    const known = {
      path: '.',
      description: 'ci.yml, job image, line 4, from Git',
      source: undefined,
      isGuess: false,
      isFromGit: true,
      others: [],
      ignoreFile: '.dockerignore',
    };
    const hover = hoverAt(createModel(parseDockerfile('FROM a\nCOPY a b\n')), [], 8, () => known);
    expect(hover?.markdown).toContain(
      'Build context: `.` (ci.yml, job image, line 4, from Git), ignore file `.dockerignore` for builds of the folder on this machine.',
    );
  });
});

describe('keywords', () => {
  test.each(keywordNames)('%s is explained, in ten lines or so, with a link', (name) => {
    const found = hover(`FROM alpine:3.20\n${name.slice(0, 1)}<|>${name.slice(1)} x y\n`);
    expect(found?.about).toBe(name);
    expect(found?.markdown).toContain(instructionDocs[name].summary);
    expect(found?.markdown).toContain(instructionDocs[name].example);
    expect(found?.markdown).toMatch(/\[Reference\]\(https:\/\/docs\.docker\.com\/reference\/dockerfile\/#/);
    expect(found?.markdown.split('\n').length).toBeLessThanOrEqual(24);
  });

  test('every example is a Dockerfile BuildKit accepts', () => {
    for (const [name, { example }] of Object.entries(instructionDocs)) {
      const text = name === 'FROM' ? example : `FROM alpine:3.20\n${example}\n`;
      expect(parseDockerfile(text).errors, name).toEqual([]);
    }
  });

  test('the trigger of ONBUILD is an instruction, too', () => {
    expect(hover('FROM alpine:3.20\nONBUILD CO<|>PY . /app\n')?.about).toBe('COPY');
  });

  test('an unknown keyword has nothing to say', () => {
    expect(hover('FROM alpine:3.20\nRN<|>U true\n')).toBeUndefined();
  });

  test('the effective command of ENTRYPOINT and CMD together', () => {
    const found = hover('FROM debian:12\nENTRYPOINT ["node"]\nC<|>MD ["my server.js", "-v"]\n');
    expect(found?.markdown).toContain("A container starts `node 'my server.js' -v`.");
  });

  test('a shell as process 1, and the CMD it ignores', () => {
    const found = hover('FROM debian:12\nENTRY<|>POINT node\nCMD ["server.js"]\n');
    expect(found?.markdown).toContain('CMD is ignored');
    expect(found?.markdown).toContain('does not pass on SIGTERM');
  });

  test.each([
    ['FROM debian:12\nCM<|>D a b\n', 'Process 1 is the shell: it does not pass on SIGTERM.'],
    ['FROM python:3.12-slim\nCM<|>D python a.py\n', 'Process 1 is the shell'],
    ['FROM alpine:3.20\nCM<|>D a b\n', 'The shell comes first, and makes way for the program.'],
    ['FROM alpine:3.20\nCM<|>D a && b\n', 'The shell stays until the last command, for which it makes way'],
    ['FROM alpine:3.20\nCM<|>D a | b\n', 'The shell may stay process 1'],
    ['FROM example.org/a:1\nCM<|>D a\n', 'The shell may stay process 1'],
  ])('a shell as process 1: %j', (text, sentence) => {
    expect(hover(text)?.markdown).toContain(sentence);
  });

  test.each([
    'FROM debian:12\nENTRY<|>POINT exec a\n',
    'FROM debian:12\nCM<|>D ["a"]\n',
    "FROM debian:12\nCM<|>D trap 'kill $!' TERM; a & wait\n",
    'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCM<|>D a\n',
  ])('no shell that keeps signals: %j', (text) => {
    expect(hover(text)?.markdown).toContain('A container starts');
    expect(hover(text)?.markdown).not.toMatch(/SIGTERM\.|SIGTERM does not reach|The shell comes first/);
  });

  test('a script that hands its arguments on gets CMD', () => {
    const found = hover('FROM debian:12\nENTRY<|>POINT exec a "$0" "$@"\nCMD ["--port", "80"]\n');
    expect(found?.markdown).toContain(`/bin/sh -c 'exec a "$0" "$@"' --port 80`);
    expect(found?.markdown).not.toContain('ignored');
  });

  test('no CMD is ignored that is not there', () => {
    expect(hover('FROM debian:12\nENTRY<|>POINT node\n')?.markdown).not.toContain('CMD is ignored,');
  });

  test('an entrypoint that the base image may have', () => {
    const found = hover('FROM example.org/a:1\nC<|>MD ["a"]\n');
    expect(found?.markdown).toContain(
      "A container starts `a`, as arguments of the base image's ENTRYPOINT if it has one.",
    );
  });

  test.each([
    ['FROM scratch\nCOPY a /a\nCM<|>D /a\n', 'would start `/bin/sh -c /a`, but scratch has no `/bin/sh`'],
    ['FROM scratch\nCOPY a /a\nHEALTH<|>CHECK CMD /a\n', 'The check always fails'],
    ['FROM scratch\nCOPY a /a\nR<|>UN /a\n', 'Fails: shell form is for a shell'],
    ['FROM scratch\nCOPY a /a\nR<|>UN <<E\n#!/a\nE\n', 'Fails: shell form is for a shell'],
    ['FROM scratch\nCOPY rootfs /\nCM<|>D /a\n', 'A container starts `/bin/sh -c /a`.'],
    ['FROM scratch\nCOPY a /\nSHELL ["/a"]\nCM<|>D b\n', 'A container starts `/a b`.'],
    ['FROM scratch\nCOPY a /a\nCM<|>D ["/a"]\n', 'A container starts `/a`.'],
  ])('no shell where there is none: %j', (text, sentence) => {
    expect(hover(text)?.markdown).toContain(sentence);
  });

  test('a stage that is not the last one starts what is its own, with --target', () => {
    const text = 'FROM debian:12 AS dev\nCM<|>D ["a"]\nENTRYPOINT ["b"]\nFROM debian:12\nCMD ["c"]\n';
    expect(hover(text)?.markdown).toContain('With `--target dev` a container starts `b a`.');
    const below = 'FROM debian:12 AS base\nCM<|>D ["a"]\nFROM base\nENTRYPOINT ["b"]\nCMD ["c"]\n';
    expect(hover(below)?.markdown).toContain('With `--target base` a container starts `a`.');
    const inherited = 'FROM debian:12 AS base\nENTRY<|>POINT ["a"]\nFROM base\nCMD ["c"]\n';
    expect(hover(inherited)?.markdown).toContain('➜ A container starts `a c`.');
  });

  test('how a check runs', () => {
    expect(hover('FROM debian:12\nHEALTH<|>CHECK --interval=5s CMD ["a", "b"]\n')?.markdown).toContain(
      'Runs `a b` every `5s`, for `30s` at most; unhealthy after `3` failures in a row.',
    );
    expect(hover('FROM debian:12\nHEALTH<|>CHECK NONE\n')?.markdown).toContain('There is no check');
    expect(hover('FROM debian:12\nHEALTH<|>CHECK CMD a\nSHELL ["/bin/bash", "-c"]\n')?.markdown).toContain(
      'Runs `/bin/bash -c a` every',
    );
  });

  test('what a FROM names decides what is to say of it', () => {
    const digest = 'a'.repeat(64);
    const text = `FROM alpine@sha256:${digest} AS a\nFROM a\nFROM scratch\nFROM alpine:3.20\n`;
    const at = (line: number) => {
      const lines = text.split('\n');
      lines[line] = lines[line]?.replace('FROM', 'FR<|>OM') ?? '';
      return hover(lines.join('\n'))?.markdown;
    };
    expect(at(0)).toContain('the same until the digest is changed');
    expect(at(1)).toContain('whenever the stage is that it is built on');
    expect(at(2)).toContain('Nothing that could change');
    expect(at(3)).toContain('Keyed by the image that the tag stands for');
    for (const line of [0, 1, 2]) expect(at(line)).not.toContain('Name a precise tag');
  });

  test.each(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'USER', 'WORKDIR'])('%s on Windows', (name) => {
    const found = hover(`FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n${name}<|> x y\n`)?.markdown;
    expect(found).not.toMatch(/\/bin\/sh|\/bin\/bash|useradd|apt-get|SIGTERM|ten seconds/);
    const { example = '' } = windowsDocs[name as keyof typeof windowsDocs] ?? {};
    expect(found).toContain(example);
    expect(parseDockerfile(`FROM a\n${example}\n`).errors).toEqual([]);
  });

  test('a command line as Windows has it', () => {
    const windows = 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n';
    expect(hover(`${windows}CM<|>D app.exe "a b"\n`)?.markdown).toContain(
      'A container starts `cmd /S /C app.exe "a b"`.',
    );
    expect(hover(`${windows}CM<|>D ["a b.exe", "c"]\n`)?.markdown).toContain('starts `"a b.exe" c`.');
    expect(hover(`# escape=\`\n${windows}WORK<|>DIR C:\\app\n`)?.markdown).toContain('`C:\\app`.');
  });

  test('what a build argument decides is so by default', () => {
    const head = 'FROM debian:12\nARG U=app\nENV DIR=/$U\n';
    expect(hover(`${head}WORK<|>DIR $DIR\n`)?.markdown).toContain('from here on: `/app`, by default.');
    expect(hover(`${head}US<|>ER $U\n`)?.markdown).toContain('from here on: `app`, by default.');
    expect(hover(`${head}USER $U\nR<|>UN a\n`)?.markdown).toContain('as `app` (by default) in `/`.');
    expect(hover(`${head}LABEL a=$D<|>IR\n`)?.markdown).toContain('= `/app`, by default');
  });

  test.each([
    ['FROM debian:12\nUSER app\nWORKDIR /src\nWORKDIR lib\nR<|>UN make\n', 'as `app` in `/src/lib`'],
    ['FROM debian:12\nR<|>UN make\n', 'as `root` in `/`'],
    ['FROM example.org/a:1\nR<|>UN make\n', "as the base image's user"],
    ['FROM mcr.microsoft.com/windows/nanoserver:1809\nR<|>UN make\n', 'as `ContainerUser` with `cmd /S /C`'],
    ['FROM example.org/a:1\nARG WHO\nUSER $WHO\nR<|>UN make\n', 'as the user that `$WHO` names'],
    ['FROM debian:12\nSHELL ["bash", "-c"]\nR<|>UN make\n', 'as `root` in `/` with `bash -c`'],
  ])('where RUN runs and as whom: %j', (text, sentence) => {
    expect(hover(text)?.markdown).toContain(`Runs ${sentence}.`);
  });

  test('which stage a FROM begins', () => {
    const found = hover('FROM a AS one\nFR<|>OM b\n');
    expect(found?.markdown).toContain('Stage 2 of 2, `--from=1`.');
    expect(hover('FR<|>OM a AS one\nFROM b\n')?.markdown).toContain(
      'BuildKit skips it unless `--target` asks for it.',
    );
  });
});

describe('flags', () => {
  const known = Object.entries(flagKinds).flatMap(([keyword, kinds]) =>
    [...(kinds?.keys() ?? [])].filter((flag) => flag !== 'mount').map((flag) => [keyword, flag] as const),
  );

  test.each(known)('%s --%s is explained', (keyword, flag) => {
    const found = hover(`FROM alpine:3.20\n${keyword} --${flag}<|>=x a b\n`);
    expect(found?.about).toBe(`--${flag}=x`);
    expect(found?.markdown).toContain(flagDocs[keyword as keyof typeof flagDocs]?.[flag]?.summary);
    expect(found?.markdown).toContain('[Reference]');
  });

  test.each(Object.keys(mountDocs))('a mount is explained by its type %s', (type) => {
    const found = hover(`FROM alpine:3.20\nRUN --mo<|>unt=type=${type},target=/x true\n`);
    expect(found?.markdown).toContain(mountDocs[type]?.summary);
  });

  test('the default type is bind', () => {
    expect(hover('FROM alpine:3.20\nRUN --mount<|>=target=/x true\n')?.markdown).toContain('type=bind');
  });
});

test.each(['syntax=docker/dockerfile:1', 'escape=\\', 'check=skip=all'])('directive %s', (directive) => {
  for (const at of [2, directive.length]) {
    const found = hover(`# ${directive.slice(0, at)}<|>${directive.slice(at)}\nFROM alpine:3.20\n`);
    expect(found?.about).toBe(`# ${directive}`);
    expect(found?.markdown).toContain('[Reference]');
  }
});

describe('stages', () => {
  const text = 'FROM golang:1.24 AS build\nRUN make\nFROM scratch\nCOPY --from=build /a /a\n';

  test('a reference tells what the stage is', () => {
    const found = hover(text.replace('=build', '=bu<|>ild'));
    expect(found?.about).toBe('build');
    expect(found?.markdown).toContain('golang:1.24');
  });

  test('the name itself tells who uses it', () => {
    const found = hover(text.replace('AS build', 'AS b<|>uild'));
    expect(found?.markdown).toContain('The stage that begins on line 1, from `golang:1.24`.');
    expect(found?.markdown).toContain('Used by the stage on line 3.');
  });

  test('a name that is no stage is pulled as an image', () => {
    expect(hover('FROM scratch\nCOPY --from=bui<|>ld /a /a\n')?.markdown).toContain('takes it as an image');
  });
});

describe('images', () => {
  test('what is known of the image', () => {
    const found = hover('FROM node:22<|>-alpine\n');
    expect(found?.about).toBe('node:22-alpine');
    for (const word of ['Alpine Linux', 'Runs as `root`', 'account `node`', '`docker-entrypoint.sh`'])
      expect(found?.markdown).toContain(word);
    expect(hover('FROM gcr.io/distro<|>less/static\n')?.markdown).toContain('It has no shell');
  });

  test('an image that nobody knows has nothing to say', () => {
    expect(hover('FROM example.org/a<|>:1\n')).toBeUndefined();
  });
});

describe('problems', () => {
  test('a squiggle says why, and where to read more', () => {
    const found = hover('FROM debian:12-slim\nCMD no<|>de server.js\n', true);
    expect(found?.markdown).toContain('**prefer-exec-form**');
    expect(found?.markdown).toContain('docs/rules/prefer-exec-form.md');
  });
});

test('nothing to say in blanks, comments and words', () => {
  expect(hover('FROM alpine:3.20\n<|>\n# c\n')).toBeUndefined();
  expect(hover('FROM alpine:3.20\n# c<|>\n')).toBeUndefined();
  expect(hover('<|>')).toBeUndefined();
});
