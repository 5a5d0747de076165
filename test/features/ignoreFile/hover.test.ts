import { describe, expect, test } from 'vitest';
import { ignoreHoverAt } from '../../../server/src/features/ignoreFile/hover.ts';
import { lintText } from '../../../server/src/service.ts';
import { readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';

/** The hover at the mark `<|>`, and the text it is about. */
function hover(marked: string, withProblems = false): { about: string; markdown: string } | undefined {
  const offset = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  const problems = withProblems ? lintText(text, { language: 'dockerignore' }).problems : [];
  const found = ignoreHoverAt(readIgnoreFile(text), problems, offset);
  return found && { about: text.slice(found.range.start, found.range.end), markdown: found.markdown };
}

describe('what a pattern matches', () => {
  test.each([
    [
      'dist',
      'Excludes** `dist` in the context folder itself (not in folders below), and everything below it.',
    ],
    ['/a/b/', 'Excludes** `a/b`, and everything below it.'],
    ['**/dist', 'Excludes** `dist` at any depth, and everything below it.'],
    ['dist/**', 'Excludes** everything below `dist`, but not the empty folder.'],
    ['foo**', 'Excludes** every path that begins with `foo`.'],
    ['**.bak', 'Excludes** every path that ends with `.bak`, and everything below it.'],
    ['*', 'Excludes** everything.'],
    ['**', 'Excludes** everything.'],
    ['*.log', 'Excludes** what fits `*.log` in the context folder itself (not in folders below)'],
    ['**/*.log', 'Excludes** what fits `*.log` at any depth, and everything below it.'],
    ['a/*/b', 'Excludes** what fits `a/*/b` from the context folder on'],
    ['!keep/me', 'Keeps** `keep/me`, and everything below it, where a line above excludes it.'],
    ['../x', 'Excludes** nothing'],
    ['*.js|*.ts', 'Excludes** what fits `*.js|*.ts` as an expression of Go'],
    ['[a|]*', 'Excludes** what fits `[a|]*` in the context folder itself'],
    ['bin\\obj', 'A client on Windows takes `\\` for a separator.'],
    ['a*[z-a]', 'Stops the build** as soon as a file is held against it'],
  ])('%s', (pattern, words) => expect(hover(`<|>${pattern}`)?.markdown).toContain(words));

  test('is about the pattern, without the blanks around it', () => {
    expect(hover('a\n  !b<|>/c \n')?.about).toBe('!b/c');
  });

  test('wildcards are explained, each once', () => {
    const { markdown = '' } = hover('<|>**/*[0-9][^a]?/*') ?? {};
    for (const words of [
      '- `*`:',
      '- `**`:',
      '- `?`:',
      '`[0-9]`: one of these',
      '`[^a]`: one character that is not',
    ]) {
      expect(markdown.split(words)).toHaveLength(2);
    }
  });

  test.each(['/', '!..'])('%s, which no path is like, has no more to it', (pattern) => {
    expect(hover(`*\n<|>${pattern}\n`)?.markdown).toMatch(/nothing: no path in the context is like this\.$/);
  });

  test.each(['<|># comment', 'a\n<|>\n', '!<|>', '<|>[a'])('%j has nothing to say', (marked) =>
    expect(hover(marked)).toBeUndefined(),
  );
});

describe('other lines', () => {
  test('an exception below, and the exclusion above', () => {
    expect(hover('dist<|>\nsrc\n!dist/keep\n')?.markdown).toContain('may be kept by line 3, `!dist/keep`');
    expect(hover('dist\nsrc\n!dist/<|>keep\n')?.markdown).toContain('May take back from line 1, `dist`');
    expect(hover('*\n!src<|>\nsrc/tmp\n')?.markdown).toContain('excluded again by line 3, `src/tmp`');
  });

  test('what decides nothing', () => {
    expect(hover('**/x\nx<|>\n')?.markdown).toContain('Decides nothing beside line 1, `**/x`');
    expect(hover('**/x<|>\nx\n')?.markdown).toContain('Makes superfluous: line 2, `x`');
    expect(hover('!x<|>\n*\n')?.markdown).toContain('Excluded again by line 2, `*`');
    expect(hover('*.md\n!x<|>\n')?.markdown).toContain('Nothing above excludes any of it');
  });

  test('are not all listed', () => {
    const exceptions = Array.from({ length: 9 }, (_, i) => `!a${i}`).join('\n');
    expect(hover(`*<|>\n${exceptions}\n`)?.markdown).toContain('line 6, `!a4`; and 4 more');
  });
});

describe('git', () => {
  test.each([
    ['*.log', 'matches at any depth; for that write `**/*.log` here'],
    ['build/', '- The slash at the end means "folders only"; here'],
    ['!a/b', 'An exception brings back nothing below an excluded folder; here'],
    ['[!a]b', '`[!` negates; here that is `[^`'],
  ])('%s', (pattern, words) => expect(hover(`<|>${pattern}`)?.markdown).toContain(words));

  test.each(['**/x', '/x', 'a/b', '*'])('%s is the same', (pattern) =>
    expect(hover(`<|>${pattern}`)?.markdown).not.toContain('git'),
  );
});

test('problems come behind, and where there is no pattern they come alone', () => {
  expect(hover('dist\ndist<|>\n', true)?.markdown).toMatch(/\n---\n\n\*\*dockerignore-duplicate-pattern\*\*/);
  expect(hover('<|>!\n', true)?.markdown).toMatch(/^\*\*dockerignore-invalid-pattern\*\*/);
});
