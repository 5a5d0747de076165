import { expect, test } from 'vitest';
import { ALWAYS_IGNORED, IGNORE_STACKS, stacksOf } from '../../server/src/knowledge/ignoreStacks.ts';
import { interplayOf } from '../../server/src/syntax/dockerignore/interplay.ts';
import { readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';

test('a project is known by the files in its root', () => {
  const ids = (...names: string[]): string[] => stacksOf(names).map(({ id }) => id);
  expect(ids('package.json', 'go.mod')).toEqual(['node', 'go']);
  expect(ids('requirements-dev.txt')).toEqual(['python']);
  expect(ids('Shop.csproj')).toEqual(['dotnet']);
  expect(ids('requirements.md', 'README.md', 'gemfile')).toEqual([]);
});

test('the patterns of a project with everything are read as written and do not get in the way of each other', () => {
  const patterns = [ALWAYS_IGNORED, ...IGNORE_STACKS.map((stack) => stack.patterns)]
    .flat()
    .map(({ pattern }) => pattern);
  const unique = [...new Set(patterns)];
  const file = readIgnoreFile(`${unique.join('\n')}\n`);
  expect(file.errors).toEqual([]);
  expect(file.patterns.map(({ read }) => read)).toEqual(unique);
  expect(file.patterns.some(({ negated }) => negated)).toBe(false);
  for (const { id, patterns: own } of IGNORE_STACKS) {
    const text = [...ALWAYS_IGNORED, ...own].map(({ pattern }) => pattern).join('\n');
    const { covered } = interplayOf(readIgnoreFile(text).patterns);
    expect({ id, covered: covered.map(({ line }) => line.read) }).toEqual({ id, covered: [] });
  }
});
