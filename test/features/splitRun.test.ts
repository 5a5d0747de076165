import { describe, expect, test } from 'vitest';
import type { Action } from '../../server/src/features/codeActions/action.ts';
import { splitRunActions } from '../../server/src/features/codeActions/splitRun.ts';
import { createModel } from '../../server/src/model/model.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { applyEdits, type TextEdit } from '../../server/src/text/edit.ts';

/** What is offered at `<|>`. */
function offered(marked: string): { readonly actions: Action[]; readonly text: string } {
  const at = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  return { actions: splitRunActions(createModel(parseDockerfile(text)), { start: at, end: at }), text };
}

/** The text after the action whose title matches; undefined when there is none. */
function textAfter(marked: string, title: RegExp): string | undefined {
  const { actions, text } = offered(marked);
  const action = actions.find((one) => title.test(one.title));
  if (action?.effect.kind !== 'edits') return undefined;
  return applyEdits(text, action.effect.edits as TextEdit[]);
}

const here = /^Split this RUN in front of/;
const jobs = /^Split this RUN into \d+, one for each job$/;

describe('in front of the command at the cursor', () => {
  test('operators at the ends of lines, comments, flags, indentation', () => {
    expect(
      textAfter(
        'FROM alpine\n  RUN --network=none make && \\\n      # Then this.\n      <|>make install && \\\n      make clean # done\n',
        here,
      ),
    ).toBe(
      'FROM alpine\n  RUN --network=none make\n  # Then this.\n  RUN --network=none make install && \\\n      make clean # done\n',
    );
  });

  test('operators at the beginnings of lines, blank lines, lower case, a trigger', () => {
    expect(textAfter('FROM alpine\nonbuild run a \\\n\n  && b \\\n  && <|>c d\n', here)).toBe(
      'FROM alpine\nonbuild run a \\\n\n  && b\nonbuild run c d\n',
    );
  });

  test('CRLF and the backtick', () => {
    expect(textAfter('# escape=`\r\nFROM alpine\r\nRUN a && `\r\n    b<|>\r\n', here)).toBe(
      '# escape=`\r\nFROM alpine\r\nRUN a\r\nRUN b\r\n',
    );
  });

  test('the directory and variables are set again', () => {
    const run = 'FROM alpine\nRUN set -ex && cd src && export A="b c" && make && <|>make install\n';
    expect(textAfter(run, here)).toBe(
      'FROM alpine\nRUN set -ex && cd src && export A="b c" && make\nRUN set -ex && cd src && export A="b c" && make install\n',
    );
  });

  test('what sets the directory goes with the command', () => {
    const run = 'FROM alpine\nRUN cd /a && make && cd /b && <|>make\n';
    expect(textAfter(run, here)).toBe('FROM alpine\nRUN cd /a && make\nRUN cd /b && make\n');
  });

  test('under set -e, at a semicolon', () => {
    expect(textAfter('FROM alpine\nRUN set -eux; \\\n\ta; \\\n\t<|>b | c; \\\n\td\n', here)).toBe(
      'FROM alpine\nRUN set -eux; \\\n\ta\nRUN set -eux; b | c; \\\n\td\n',
    );
  });

  test('the title says where, in short', () => {
    const { actions } = offered(`FROM alpine\nRUN a && <|>install   \\\n  ${'x'.repeat(50)}\n`);
    expect(actions.map(({ title, kind }) => [title, kind])).toEqual([
      ['Split this RUN in front of install', 'refactor.rewrite'],
    ]);
  });

  test.each([
    ['the first command', 'RUN <|>a && b'],
    ['a list with more than success in it', 'RUN a || b && <|>c'],
    ['a process in the background', 'RUN a & b && <|>c'],
    ['a failure that is passed over', 'RUN a; <|>b'],
    ['a failure that set -e passes over', 'RUN set -e; a && b; <|>c'],
    ['a negation that set -e passes over', 'RUN set -e; if a; then ! b; fi; <|>c'],
    ['a variable of the shell', 'RUN A=$(date) && echo && <|>echo $A'],
    ['a variable that would be computed again', 'RUN export A=$(date) && echo && <|>echo $A'],
    ['a file that is read into the shell', 'RUN . ./env && a && <|>b'],
    ['a function', 'RUN f() { a; } && b && <|>f'],
    ['a here-document', 'RUN <<EOF\na &&\n<|>b\nEOF'],
    ['exec form', 'RUN ["a", "&&", <|>"b"]'],
    ['another instruction', 'CMD a && <|>b'],
    ['PowerShell', 'SHELL ["pwsh", "-c"]\nRUN a && <|>b'],
    ['what the shell cannot read', 'RUN a && ( && <|>b'],
  ])('not with %s', (_, run) => {
    expect(offered(`FROM alpine\n${run}\n`).actions.map(({ title }) => title)).toEqual([]);
  });

  test('not for a selection, nor for several instructions', () => {
    const model = createModel(parseDockerfile('FROM alpine\nRUN a && b\nRUN c && d\n'));
    expect(splitRunActions(model, { start: 16, end: 30 })).toEqual([]);
    expect(splitRunActions(model, { start: 21, end: 22 })).toEqual([]);
  });
});

describe('one for each job', () => {
  test('packages with their clean-up, a download with what becomes of it, accounts', () => {
    const run = `FROM debian:12
<|>RUN apt-get update && \\
    apt-get install -y curl && \\
    rm -rf /var/lib/apt/lists/* && \\
    # The tool.
    cd /tmp && \\
    curl -fsSLO https://example.org/tool.tgz && \\
    tar xzf tool.tgz && \\
    rm tool.tgz && \\
    useradd app
`;
    expect(textAfter(run, jobs)).toBe(`FROM debian:12
RUN apt-get update && \\
    apt-get install -y curl && \\
    rm -rf /var/lib/apt/lists/*
# The tool.
RUN cd /tmp && \\
    curl -fsSLO https://example.org/tool.tgz && \\
    tar xzf tool.tgz && \\
    rm tool.tgz
RUN cd /tmp && useradd app
`);
  });

  test('what is deleted again stays with what made it', () => {
    const run =
      'FROM alpine:3.20\n<|>RUN apk add gcc && pip install x && adduser -D app && apk del gcc && npm install -g y\n';
    expect(textAfter(run, jobs)).toBe(
      'FROM alpine:3.20\nRUN apk add gcc && pip install x && adduser -D app && apk del gcc\nRUN npm install -g y\n',
    );
  });

  test.each([
    [
      'one job',
      'RUN apt-get update && apt-get install -y a && apt-get install -y b && rm -rf /var/lib/apt/lists/*',
    ],
    ['what prepares it', 'RUN mkdir /a && cd /a && curl -O https://example.org/x && tar xf x'],
    ['a short list', 'RUN apt-get update && pip install x'],
    [
      'files with their signatures',
      'RUN curl -O https://a.example/x && curl -O https://a.example/x.asc && gpg --verify x.asc',
    ],
  ])('not for %s', (_, run) => {
    expect(textAfter(`FROM debian:12\n<|>${run}\n`, jobs)).toBeUndefined();
  });
});
