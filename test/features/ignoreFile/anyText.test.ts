import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ignoreFileMeter } from '../../../server/src/features/contextMeter/meterPlaces.ts';
import { completeIgnoreFile, unreadFolderAt } from '../../../server/src/features/ignoreFile/completion.ts';
import { ignoreHoverAt } from '../../../server/src/features/ignoreFile/hover.ts';
import {
  exactTargets,
  linesBeside,
  linesFor,
  targetsAt,
} from '../../../server/src/features/ignoreFile/navigation.ts';
import { compile, matchesOrParentMatches } from '../../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { viewOf } from '../../harness/contextView.ts';

const files = new Map([
  ['a/b/c.txt', 10],
  ['a/b.log', 20],
  ['#x', 1],
  ['!y', 1],
  ['[z]', 1],
  ['é ü/ß.txt', 5],
  ['node_modules/p/i.js', 7],
  ['package.json', 3],
]);

const text = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      '/',
      '*',
      '**',
      '**/',
      '!',
      '#',
      '?',
      '[',
      ']',
      '\\',
      ' ',
      '\t',
      '\n',
      '\r\n',
      '.',
      '..',
      '{',
      'node_modules',
      'é',
      '\uFEFF',
      '😀',
    ),
    {
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(''));

test('no text and no place is too odd', () => {
  fc.assert(
    fc.property(text, fc.nat(20), (written, at) => {
      const offset = Math.min(at, written.length);
      const file = readIgnoreFile(written);
      const view = viewOf(files, written);
      const lineStart = written.slice(0, offset).lastIndexOf('\n') + 1;
      const lineEnd = written.indexOf('\n', offset) < 0 ? written.length : written.indexOf('\n', offset);
      for (const { range, newText } of completeIgnoreFile(file, offset, view).items) {
        expect(range.start).toBeGreaterThanOrEqual(lineStart);
        expect(range.start).toBeLessThanOrEqual(offset);
        expect(range.end).toBeGreaterThanOrEqual(offset);
        expect(range.end).toBeLessThanOrEqual(lineEnd);
        expect(newText).not.toMatch(/[\r\n]/);
      }
      unreadFolderAt(file, offset, view);
      targetsAt(file, offset, view.tree);
      exactTargets(file, view.tree);
      linesBeside(file, offset, view.tree);
      linesFor(file, 'a/b/c.txt');
      ignoreHoverAt(file, [], offset, { view, linkOf: (path) => `file:///${path}` });
      expect(ignoreFileMeter(written, view).offset).toBeLessThanOrEqual(written.length);
    }),
    { numRuns: 300 },
  );
});

test('a path that is chosen on an empty line is a pattern for that path', () => {
  for (const { label, newText, kind } of completeIgnoreFile(readIgnoreFile(''), 0, viewOf(files, '')).items) {
    if (kind === 'pattern') continue;
    const path = label.replace(/\/$/, '');
    const matcher = compile(patternsOf(readIgnoreFile(newText)));
    expect({ path, excluded: matchesOrParentMatches(matcher, path).excluded }).toEqual({
      path,
      excluded: true,
    });
  }
});
