import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ignoreFolds } from '../../../server/src/features/ignoreFile/folding.ts';
import { formatIgnoreFile } from '../../../server/src/features/ignoreFile/format.ts';
import { ignoreSymbols } from '../../../server/src/features/ignoreFile/symbols.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { applyEdits, areDisjoint } from '../../../server/src/text/edit.ts';

const sample =
  '# License\n# of two lines\n\n.git\n\n# ---- Logs ----\n*.log\n!keep.log\n\nnpm\n# deps\nnode_modules\n';

describe('the outline', () => {
  test('groups patterns under their headings', () => {
    const names = ignoreSymbols(readIgnoreFile(sample)).map(({ kind, name, children }) => [
      kind,
      name,
      children.map((child) => `${child.kind} ${child.name}`),
    ]);
    expect(names).toEqual([
      ['exclusion', '.git', []],
      ['group', 'Logs', ['exclusion *.log', 'exception !keep.log', 'exclusion npm']],
      ['group', 'deps', ['exclusion node_modules']],
    ]);
  });

  test('a heading that only draws a line has a name all the same', () => {
    expect(ignoreSymbols(readIgnoreFile('#####\n# a #\n#####\nb\n'))[0]?.name).toBe('a');
    expect(ignoreSymbols(readIgnoreFile('####\nb\n'))[0]?.name).toBe('#');
  });

  test('ranges hold what is in them', () => {
    for (const symbol of ignoreSymbols(readIgnoreFile(sample))) {
      for (const { start, end } of [symbol.selection, ...symbol.children.map(({ range }) => range)]) {
        expect(symbol.range.start).toBeLessThanOrEqual(start);
        expect(symbol.range.end).toBeGreaterThanOrEqual(end);
      }
    }
  });
});

test('groups fold, and comments of several lines', () => {
  const folded = ignoreFolds(readIgnoreFile(sample)).map(
    ({ kind, start, end }) => `${kind}: ${sample.slice(start, end)}`,
  );
  expect(folded).toEqual([
    'comment: # License\n# of two lines',
    'group: # ---- Logs ----\n*.log\n!keep.log\n\nnpm',
    'group: # deps\nnode_modules',
  ]);
});

describe('the format', () => {
  const format = (text: string): string => applyEdits(text, formatIgnoreFile(readIgnoreFile(text)));

  test.each([
    ['a  \n# b \t\n', 'a\n# b\n'],
    ['\n \n\na\n\n \n\nb\n\n\n', 'a\n\nb\n'],
    ['a', 'a\n'],
    ['a\r\n\r\n\r\nb ', 'a\r\n\r\nb\r\n'],
    ['\uFEFF\n\na \n', '\uFEFFa\n'],
    ['  #a\n  b\n', '  #a\n  b\n'],
    ['\n\n', ''],
    ['', ''],
    ['a\n  ', 'a\n'],
  ])('%j', (text, expected) => expect(format(text)).toBe(expected));

  test('means the same, and is formatted', () => {
    const piece = fc.constantFrom(
      'a',
      '# c',
      ' ',
      '\t',
      '\n',
      '\n',
      '\r\n',
      '\r',
      '!',
      '\\',
      '[',
      '\uFEFF',
      '\u00a0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const file = readIgnoreFile(text);
        const edits = formatIgnoreFile(file);
        expect(areDisjoint(edits)).toBe(true);
        const after = readIgnoreFile(applyEdits(text, edits));
        expect(patternsOf(after)).toEqual(patternsOf(file));
        const comments = (one: typeof file): string[] =>
          one.lines.flatMap((line) =>
            line.kind === 'comment' ? [one.text.slice(line.comment.start, line.comment.end)] : [],
          );
        expect(comments(after)).toEqual(comments(file));
        expect(formatIgnoreFile(after)).toEqual([]);
      }),
    );
  });
});
