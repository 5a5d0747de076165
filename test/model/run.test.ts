import { describe, expect, test } from 'vitest';
import { dialectOfProgram, dialectOfShebang, dialectOfShell } from '../../server/src/knowledge/shells.ts';
import { runModelOf } from '../../server/src/model/run.ts';
import type { RunModel } from '../../server/src/model/types.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { runOf } from './runText.ts';

function names(run: RunModel): (string | undefined)[] {
  return run.commands.map((command) => command.name);
}

/** Form, dialect and, for each script, its dialect and the heredoc it stands in. */
function shape(run: RunModel): unknown[] {
  return [
    run.form,
    run.dialect,
    ...run.scripts.map(({ script, heredoc }) => [script.dialect, heredoc?.name]),
  ];
}

test('only RUN has a model', () => {
  const [from] = parseDockerfile('FROM x').instructions;
  expect(from && runModelOf(from, 'posix', 'FROM x')).toBeUndefined();
});

describe('forms', () => {
  test('shell form, flags left out', () => {
    const run = runOf('RUN --network=none --mount=type=cache,target=/x a && \\\n  # why\n  b');
    expect(shape(run)).toEqual(['shell', 'posix', ['posix', undefined]]);
    expect(names(run)).toEqual(['a', 'b']);
    expect(run.network).toBe('none');
  });

  test('exec form is one command, whose words nothing expands', () => {
    const document = 'RUN ["/bin/apt-get", "install", "$X *", "a\\"b"]';
    const run = runOf(document);
    expect([run.form, run.scripts]).toEqual(['exec', []]);
    expect(run.commands[0]?.words.map((word) => [word.value, word.expands, word.globs])).toEqual([
      ['/bin/apt-get', false, false],
      ['install', false, false],
      ['$X *', false, false],
      ['a"b', false, false],
    ]);
    const range = run.commands[0]?.words[1]?.segments[0];
    expect(document.slice(range?.start, range?.end)).toBe('install');
    expect(run.packageCommands.map((call) => [call.manager, call.packages[0]?.name])).toEqual([
      ['apt-get', '$X *'],
    ]);
  });

  test('`sh -c` in exec form is not entered', () => {
    expect(runOf('RUN ["sh", "-c", "apt-get update"]').packageCommands).toEqual([]);
  });

  test('broken JSON and an empty RUN are shell form', () => {
    expect(names(runOf("RUN ['a', 'b']"))).toEqual(['[a,']);
    expect(shape(runOf('RUN '))).toEqual(['shell', 'posix']);
  });

  test('the trigger of an ONBUILD', () => {
    expect(names(runOf('ONBUILD RUN a && b'))).toEqual(['a', 'b']);
  });

  test('another dialect', () => {
    expect(names(runOf("RUN Get-Item x; & 'y z'", 'powershell'))).toEqual(['Get-Item', 'y z']);
    expect(names(runOf('RUN a', 'other'))).toEqual([]);
  });
});

describe('heredocs', () => {
  test('nothing else on the line: the body is the program, in the shell of the stage', () => {
    const document = 'RUN <<EOF\napt-get update\n# why\nfoo \\\n  bar\nEOF\n';
    const run = runOf(document, 'bash');
    expect(shape(run)).toEqual(['heredoc', 'bash', ['bash', 'EOF']]);
    expect(names(run)).toEqual(['apt-get', 'foo']);
    const word = run.commands[0]?.words[1];
    expect(document.slice(word?.range.start, word?.range.end)).toBe('update');
    expect(run.packageCommands.map((call) => call.action)).toEqual(['update']);
  });

  test('a shebang decides', () => {
    expect(shape(runOf('RUN <<EOF\n#!/bin/bash -e\na\nEOF'))).toEqual(['heredoc', 'bash', ['bash', 'EOF']]);
    expect(shape(runOf('RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF'))).toEqual([
      'heredoc',
      'other',
      ['other', 'EOF'],
    ]);
    // Behind a tab that is stripped only later it is a comment.
    expect(shape(runOf('RUN <<-EOF\n\t#!/bin/bash\n\ta\nEOF'))).toEqual([
      'heredoc',
      'posix',
      ['posix', 'EOF'],
    ]);
  });

  test('stripped tabs shift places', () => {
    const document = 'RUN <<-EOF\n\t\ta b\n\n\tc \\\n\t d\n\tEOF\n';
    const run = runOf(document);
    expect(run.scripts[0]?.text.text).toBe('a b\n\nc \\\n d\n');
    const words = run.commands.flatMap((command) => command.words);
    expect(words.map((word) => document.slice(word.range.start, word.range.end))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  test('an interpreter on the line reads the body', () => {
    expect(shape(runOf('RUN bash <<EOF\na\nEOF'))).toEqual([
      'shell',
      'posix',
      ['posix', undefined],
      ['bash', 'EOF'],
    ]);
    expect(names(runOf('RUN <<EOF bash -eux\na && b\nEOF'))).toEqual(['bash', 'a', 'b']);
    expect(names(runOf('RUN sudo -u x env A=b sh -s -- y <<EOF && c\na\nEOF'))).toEqual(['sudo', 'c', 'a']);
    expect(shape(runOf('RUN python3 - <<EOF\nimport os\nEOF'))).toEqual([
      'shell',
      'posix',
      ['posix', undefined],
      ['other', 'EOF'],
    ]);
    expect(names(runOf('RUN bash -o pipefail <<EOF\na\nEOF'))).toEqual(['bash', 'a']);
  });

  test('options that take a word, among other letters as well', () => {
    for (const line of [
      "bash -euo pipefail <<'EOF'",
      '<<EOF bash -euxo pipefail',
      'sh +o noglob -s x <<EOF',
      'bash -O extglob +O nullglob - <<EOF',
      'sudo bash -oe pipefail <<EOF',
    ]) {
      expect([line, names(runOf(`RUN ${line}\na\nEOF`)).at(-1)]).toEqual([line, 'a']);
    }
    expect(runOf('RUN bash -euo pipefail steps.sh <<EOF\na\nEOF').scripts.length).toBe(1);
  });

  test('what a body is run by', () => {
    const interpreters = (document: string) => runOf(document).scripts.map(({ interpreter }) => interpreter);
    expect(interpreters('RUN <<EOF\na\nEOF')).toEqual([undefined]);
    expect(interpreters('RUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF')).toEqual([['bash', '-e']]);
    expect(interpreters('RUN sudo bash -eo pipefail <<EOF\na\nEOF')).toEqual([
      undefined,
      ['bash', '-eo', 'pipefail'],
    ]);
  });

  test('data is no program', () => {
    for (const line of [
      'cat <<EOF > /x',
      'bash -c "cat" <<EOF',
      'bash x.sh <<EOF',
      'perl -ne p <<EOF',
      'tee $X <<EOF',
      'bash 3<<EOF',
      'bash <<EOF </x',
    ]) {
      const run = runOf(`RUN ${line}\napt-get update\nEOF`);
      expect([line, run.scripts.length, run.packageCommands.length]).toEqual([line, 1, 0]);
    }
  });

  test('several bodies', () => {
    const document = 'RUN cat <<A >/x && sh <<B && c\nrm a\nA\nb && d\nB';
    expect(names(runOf(document))).toEqual(['cat', 'sh', 'c', 'b', 'd']);
  });

  test('a heredoc that is not closed swallows no command of its line', () => {
    expect(names(runOf('RUN cat <<EOF > /x && a\nb'))).toEqual(['cat', 'a']);
  });
});

describe('mounts', () => {
  test('aliases, defaults and quotes', () => {
    const run = runOf(
      'RUN --mount=type=cache,dst=/a,Sharing=locked --mount=source=/b,target=/c,ro --mount=type=secret,id=d/e ' +
        '--mount=type=secret,id=f,env=G --mount=type=tmpfs,\\"target=/h,i\\" x',
    );
    expect(run.mounts.map((mount) => [mount.type, mount.target, Object.fromEntries(mount.options)])).toEqual([
      ['cache', '/a', { type: 'cache', target: '/a', sharing: 'locked' }],
      ['bind', '/c', { source: '/b', target: '/c', readonly: '' }],
      ['secret', '/run/secrets/e', { type: 'secret', id: 'd/e' }],
      ['secret', undefined, { type: 'secret', id: 'f', env: 'G' }],
      ['tmpfs', '/h,i', { type: 'tmpfs', target: '/h,i' }],
    ]);
  });
});

describe('shells', () => {
  const cases: [string[], string][] = [
    [['/bin/sh', '-c'], 'posix'],
    [['/bin/bash', '-o', 'pipefail', '-c'], 'bash'],
    [['/bin/ash', '-eo', 'pipefail', '-c'], 'ash'],
    [['/busybox/sh', '-c'], 'ash'],
    [['dash', '-c'], 'dash'],
    [['zsh', '-c'], 'posix'],
    [['cmd', '/S', '/C'], 'cmd'],
    [['C:\\Windows\\System32\\CMD.EXE', '/S'], 'cmd'],
    [['pwsh.exe', '-Command'], 'powershell'],
    [['powershell', '-NoProfile', '-Command'], 'powershell'],
    [['/usr/bin/env', 'bash', '-c'], 'bash'],
    [['conda', 'run', '-n', 'app', '/bin/bash', '-c'], 'bash'],
    [['python3.12', '-c'], 'other'],
    [['/opt/thing'], 'unknown'],
    [[], 'unknown'],
  ];
  for (const [argv, dialect] of cases) {
    test(`SHELL ${argv.join(' ')}`, () => {
      expect(dialectOfShell(argv)).toBe(dialect);
    });
  }

  test('shebangs', () => {
    expect(dialectOfShebang('#!/bin/sh\nx')).toBe('posix');
    expect(dialectOfShebang('#! /usr/bin/env -S A=b bash -e')).toBe('bash');
    expect(dialectOfShebang('#!/opt/thing')).toBe('other');
    expect(dialectOfShebang('#!')).toBe('other');
    expect(dialectOfShebang('x #!/bin/sh')).toBeUndefined();
  });

  test('programs', () => {
    expect(dialectOfProgram('/usr/local/bin/Rscript')).toBe('other');
    expect(dialectOfProgram('cat')).toBeUndefined();
  });
});
