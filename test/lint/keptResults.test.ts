import { expect, test } from 'vitest';
import { analyze } from '../../server/src/analysis.ts';
import { unknownContext } from '../../server/src/lint/context.ts';
import type { LintConfiguration } from '../../server/src/lint/problem.ts';

const configuration: LintConfiguration = { preset: 'all', rules: {} };

const documents = [
  ['dockerfile', 'FROM alpine:3.20\nMAINTAINER Ada\nWORKDIR srv\n'],
  ['dockerignore', 'a\nb\na\n'],
] as const;

test.each(documents)('a released %s keeps its problems, and finds their fixes again', (language, text) => {
  const analysis = analyze({ uri: 'file:///x', language, version: 1, text });
  const first = analysis.lint(configuration, unknownContext);
  const fixes = first.problems.map((problem) => problem.fixes);
  expect(fixes.flat().length).toBeGreaterThan(0);
  expect(analysis.lintWithFixes(configuration, unknownContext)).toBe(first);
  analysis.release();
  expect(analysis.lint(configuration, unknownContext)).toBe(first);
  expect(first.problems.flatMap((problem) => problem.fixes)).toEqual([]);
  expect(analysis.lintWithFixes(configuration, unknownContext)).toBe(first);
  expect(first.problems.map((problem) => problem.fixes)).toEqual(fixes);
});
