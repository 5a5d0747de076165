import { expect, test } from 'vitest';
import {
  exactTargets,
  linesBeside,
  linesFor,
  targetsAt,
} from '../../../server/src/features/ignoreFile/navigation.ts';
import { readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { viewOf } from '../../harness/contextView.ts';

const files = new Map([
  ['docs/deep/a.md', 1],
  ['docs/z.md', 1],
  ['lib/deep/only.ts', 1],
  ['README.md', 1],
  ['src/app.log', 1],
  ['link@', 1],
]);

const tree = viewOf(files, '').tree;

function targets(text: string): readonly string[] | undefined {
  return targetsAt(readIgnoreFile(text), 1, tree)?.paths;
}

test('a pattern leads to the files it matches, a folder to its first file', () => {
  expect(targets('**/*.md')).toEqual(['README.md', 'docs/deep/a.md', 'docs/z.md']);
  expect(targets('docs/')).toEqual(['docs/z.md']);
  expect(targets('lib')).toEqual(['lib/deep/only.ts']);
  expect(targets('!README.md')).toEqual(['README.md']);
  expect(targets('none')).toEqual([]);
  expect(targets('# x')).toBeUndefined();
});

test('a pattern that is the path of a file is a link', () => {
  const text = '/README.md\ndocs\n*.md\nnone\n!src/app.log\nlink\n';
  const found = exactTargets(readIgnoreFile(text), tree);
  expect(found.map(({ range, paths }) => [text.slice(range.start, range.end), ...paths])).toEqual([
    ['/README.md', 'README.md'],
    ['src/app.log', 'src/app.log'],
  ]);
});

const text = 'docs\n**/*.log\n!docs/z.md\nsrc\n*.txt\n';

function slices(ranges: readonly { readonly start: number; readonly end: number }[]): string[] {
  return ranges.map(({ start, end }) => text.slice(start, end));
}

test('the lines that have a say in what a pattern matches', () => {
  const file = readIgnoreFile(text);
  expect(slices(linesBeside(file, text.indexOf('src'), tree))).toEqual(['**/*.log', 'src']);
  expect(slices(linesBeside(file, 0, tree))).toEqual(['docs', '!docs/z.md']);
  // Without a look at the files: whatever may meet.
  expect(slices(linesBeside(file, 0, undefined))).toEqual(['docs', '**/*.log', '!docs/z.md']);
  // There is no such file.
  expect(slices(linesBeside(file, text.indexOf('*.txt'), tree))).toEqual(['**/*.log', '*.txt']);
});

test('the lines that have a say in a path', () => {
  const file = readIgnoreFile(text);
  expect(slices(linesFor(file, 'docs/z.md'))).toEqual(['docs', '!docs/z.md']);
  expect(slices(linesFor(file, 'src/x/y.log'))).toEqual(['**/*.log', 'src']);
  expect(linesFor(file, 'package.json')).toEqual([]);
});
