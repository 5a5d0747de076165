import { describe, expect, it } from 'vitest';
import { syntaxImage } from '../../../server/src/syntax/dockerfile/directives.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { refusals } from './outline.ts';

function directives(text: string): string[] {
  return parseDockerfile(text).directives.map(({ name, value }) => `${name}=${value}`);
}

describe('directives', () => {
  it('stand in front, with blanks and case as one likes', () => {
    const text = '#syntax=docker/dockerfile:1\n# Check = skip=all;error=true \n#\tESCAPE =\t`\nFROM a';
    expect(directives(text)).toEqual(['syntax=docker/dockerfile:1', 'check=skip=all;error=true', 'escape=`']);
    expect(parseDockerfile(text).escape).toBe('`');
  });

  it('have exact ranges', () => {
    const text = '#  Escape = ` \nFROM a';
    const [directive] = parseDockerfile(text).directives;
    expect(directive?.range).toEqual({ start: 0, end: 14 });
    expect(directive?.nameRange).toEqual({ start: 3, end: 9 });
    expect(directive?.valueRange).toEqual({ start: 12, end: 13 });
  });

  it.each([
    ['a blank line', '\n# escape=`\nFROM a'],
    ['a comment', '# hello\n# escape=`\nFROM a'],
    ['an unknown directive', '# foo=bar\n# escape=`\nFROM a'],
    ['a directive without a value', '# syntax=\n# escape=`\nFROM a'],
    ['an instruction', 'FROM a\n# escape=`'],
    ['a name with other characters', '# esc-ape=`\n# escape=`\nFROM a'],
    ['a name that begins with a digit', '# 1escape=`\n# escape=`\nFROM a'],
    ['two comment signs', '## escape=`\n# escape=`\nFROM a'],
  ])('end at %s', (_, text) => {
    expect(parseDockerfile(text).escape).toBe('\\');
    expect(directives(text)).toEqual([]);
    expect(refusals(text)).toEqual([]);
  });

  it('are read behind a byte order mark and with CRLF', () => {
    expect(parseDockerfile('\ufeff# escape=`\r\nFROM a').escape).toBe('`');
  });

  it('are refused when they stand twice', () => {
    expect(refusals('# escape=`\n# escape=`\nFROM a')).toEqual([
      'only one escape parser directive can be used',
    ]);
    expect(refusals('# syntax=a\n# SYNTAX=b\n# check=x\nFROM a')).toEqual([
      'only one syntax parser directive can be used',
    ]);
    expect(parseDockerfile('# escape=`\n# escape=\\\nFROM a').escape).toBe('`');
  });

  it('are refused when the escape token is neither a backslash nor a backtick', () => {
    const text = '# escape=ab\nFROM a';
    expect(refusals(text)).toEqual(["invalid escape token 'ab' does not match ` or \\"]);
    expect(parseDockerfile(text).errors[0]?.range).toEqual({ start: 9, end: 11 });
    // The pattern leaves one blank to the value when there is nothing else.
    expect(refusals('# escape=  \nFROM a')).toEqual(["invalid escape token ' ' does not match ` or \\"]);
    expect(refusals('# escape=\\ `\nFROM a')).toEqual(["invalid escape token '\\ `' does not match ` or \\"]);
  });

  it('may be indented: escape counts, syntax and check are looked for in vain', () => {
    const text = '  # escape=`\n # syntax=a\n# check=b\nFROM a';
    expect(parseDockerfile(text).escape).toBe('`');
    expect(directives(text)).toEqual(['escape=`']);
  });

  it('behind a shebang lose escape but not syntax and check', () => {
    const text = '#!/usr/bin/env dockerfile\n# syntax=a\n# escape=`\n# check=skip=all\nFROM a';
    expect(directives(text)).toEqual(['syntax=a', 'check=skip=all']);
    expect(parseDockerfile(text).escape).toBe('\\');
    expect(directives('#!/bin/sh\n\n# syntax=a\nFROM a')).toEqual([]);
    expect(directives('#!/bin/sh\n#!/bin/sh\n# syntax=a\nFROM a')).toEqual([]);
  });

  it('name a frontend up to the first space', () => {
    const [directive] = parseDockerfile('# syntax = docker/dockerfile:1 // pinned\nFROM a').directives;
    expect(directive?.value).toBe('docker/dockerfile:1 // pinned');
    expect(directive && syntaxImage(directive)).toBe('docker/dockerfile:1');
  });
});
