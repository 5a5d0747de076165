import { describe, expect, test } from 'vitest';
import { shellScriptOf } from '../../../server/src/syntax/shell/script.ts';
import type { ShellDialect, ShellScript } from '../../../server/src/syntax/shell/tree.ts';
import { at, plainText } from './logicalText.ts';

function parse(text: string, dialect: ShellDialect): ShellScript {
  return shellScriptOf(plainText(text), dialect);
}

function shape(script: ShellScript): [string | undefined, ...(string | undefined)[]][] {
  return script.commands.map((command) => [
    command.name,
    ...command.words.slice(1).map((word) => word.value),
  ]);
}

function operators(text: string, script: ShellScript): [string | undefined, string][] {
  const items = script.body[0]?.items ?? [];
  return items.slice(1).map((item) => [item.operator, at(text, item.operatorRange ?? { start: 0, end: 0 })]);
}

describe('powershell', () => {
  test('commands and separators', () => {
    const text = 'Get-Item x; choco install -y git && a || b | c\nd';
    const script = parse(text, 'powershell');
    expect(shape(script)).toEqual([
      ['Get-Item', 'x'],
      ['choco', 'install', '-y', 'git'],
      ['a'],
      ['b'],
      ['c'],
      ['d'],
    ]);
    expect(operators(text, script)).toEqual([
      [';', ';'],
      ['&&', '&&'],
      ['||', '||'],
      ['|', '|'],
      ['newline', '\n'],
    ]);
    expect(script.commands.map((command) => [command.conditional, command.inPipeline])).toEqual([
      [false, false],
      [false, false],
      [false, false],
      [true, true],
      [false, true],
      [false, false],
    ]);
  });

  test('quotes, doubled quotes and the backtick', () => {
    const script = parse('x \'a \'\'b\'\' ;\' "c ""d"" `"e" f` g \'h\'"i"', 'powershell');
    expect(script.commands[0]?.words.map((word) => word.value)).toEqual([
      'x',
      "a 'b' ;",
      'c "d" "e',
      'f g',
      'hi',
    ]);
  });

  test('variables expand in double quotes and bare, not in single quotes', () => {
    const text = `x "$a" $env:B '$c' \${d e} "$(f; g)h" @{i=1}`;
    const script = parse(text, 'powershell');
    expect(script.commands[0]?.words.map((word) => word.expands)).toEqual([
      false,
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(script.variables.map((variable) => [variable.name, at(text, variable.range)])).toEqual([
      ['a', '$a'],
      ['env:B', '$env:B'],
      ['d e', '${d e}'],
    ]);
    expect(script.body[0]?.items.length).toBe(1);
  });

  test('an assignment is no command, its right side may be', () => {
    const script = parse("$ErrorActionPreference = 'Stop'; $r = Get-Item x; $n += 1", 'powershell');
    expect(
      script.commands.map((command) => [
        command.name,
        command.assignments.map(({ name, value }) => [name, value?.value]),
      ]),
    ).toEqual([
      [undefined, [['ErrorActionPreference', 'Stop']]],
      ['Get-Item', [['r', undefined]]],
      [undefined, [['n', '1']]],
    ]);
  });

  test('commands in brackets are nested, and those in braces conditional', () => {
    const script = parse(
      'if (Test-Path x) { Remove-Item y } else { z }; (New-Object N.W).Get("u;v")',
      'powershell',
    );
    expect(script.commands.map((command) => [command.name, command.context, command.conditional])).toEqual([
      ['if', 'list', false],
      ['Test-Path', 'subshell', false],
      ['Remove-Item', 'group', true],
      ['z', 'group', true],
      [undefined, 'list', false],
      ['New-Object', 'subshell', false],
    ]);
    expect(script.body[0]?.items.length).toBe(2);
  });

  test('the call operator runs what a string names; a string alone is an expression', () => {
    const script = parse("& 'C:\\x y\\z.exe' /q; 'text'", 'powershell');
    expect(script.commands.map((command) => command.name)).toEqual(['C:\\x y\\z.exe', undefined]);
  });

  test('redirections and comments', () => {
    const text = 'a 2>&1 > b *>> c <# d; e #> f # g';
    const script = parse(text, 'powershell');
    const [command] = script.commands;
    expect(command?.words.map((word) => word.value)).toEqual(['a', 'f']);
    expect(
      command?.redirects.map(({ operator, fileDescriptor, target }) => [
        operator,
        fileDescriptor,
        target?.value,
      ]),
    ).toEqual([
      ['>&1', 2, undefined],
      ['>', undefined, 'b'],
      ['*>>', undefined, 'c'],
    ]);
    expect(script.comments.map((comment) => at(text, comment.range))).toEqual(['<# d; e #>', '# g']);
  });
});

describe('cmd', () => {
  test('commands and separators; `&` is what `;` is elsewhere', () => {
    const text = '@echo off & a && b || c | d';
    const script = parse(text, 'cmd');
    expect(shape(script)).toEqual([['echo', 'off'], ['a'], ['b'], ['c'], ['d']]);
    expect(operators(text, script)).toEqual([
      [';', '&'],
      ['&&', '&&'],
      ['||', '||'],
      ['|', '|'],
    ]);
  });

  test('quotes and the caret keep separators', () => {
    expect(shape(parse('a "b & c" d^&e "f g"h', 'cmd'))).toEqual([['a', 'b & c', 'd&e', 'f gh']]);
  });

  test('variables', () => {
    const text = 'set PATH=%PATH%;C:\\x & echo !Y! 100% "%Z%"';
    const script = parse(text, 'cmd');
    expect(script.variables.map((variable) => [variable.name, at(text, variable.range)])).toEqual([
      ['PATH', '%PATH%'],
      ['Y', '!Y!'],
      ['Z', '%Z%'],
    ]);
  });

  test('brackets nest after `if`, are characters elsewhere', () => {
    const script = parse('if exist x (del y & a) else b & echo (c)', 'cmd');
    expect(script.commands.map((command) => [command.name, command.conditional])).toEqual([
      ['if', false],
      ['del', true],
      ['a', true],
      ['echo', false],
    ]);
    expect(script.commands[3]?.words[1]?.value).toBe('(c)');
  });

  test('redirections and comments', () => {
    const text = 'a >b 2>&1\nrem c & d\n:: e\nremove f';
    const script = parse(text, 'cmd');
    expect(script.commands.map((command) => command.name)).toEqual(['a', 'remove']);
    expect(
      script.commands[0]?.redirects.map(({ operator, fileDescriptor }) => [operator, fileDescriptor]),
    ).toEqual([
      ['>', undefined],
      ['>&1', 2],
    ]);
    expect(script.comments.map((comment) => comment.text)).toEqual(['c & d', 'e']);
  });
});
