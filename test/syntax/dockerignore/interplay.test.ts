import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interplayOf } from '../../../server/src/syntax/dockerignore/interplay.ts';
import {
  compile,
  type Matcher,
  matchesOrParentMatches,
  matchUsingParent,
  type WalkState,
} from '../../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';

/** `covered by`, `idle`, `undone by` and `taken back by`, by what is written. */
function said(text: string): string[] {
  const file = readIgnoreFile(text);
  const { covered, idleExceptions, takenBack } = interplayOf(file.patterns);
  return [
    ...covered.map(({ line, by }) => `${line.read} covered by ${by.read}`),
    ...idleExceptions.map(({ line, by }) => (by ? `${line.read} undone by ${by.read}` : `${line.read} idle`)),
    ...takenBack.map(({ line, by }) => `${line.read} taken back by ${by.read}`),
  ];
}

describe('lines that decide nothing', () => {
  test.each([
    ['a\na/b\n', ['a/b covered by a']],
    ['a/b\na\n', ['a/b covered by a']],
    ['**/x\nx\n', ['x covered by **/x']],
    ['x\n**/x\n', ['x covered by **/x']],
    ['**/*.log\nlogs/*.log\n', ['logs/*.log covered by **/*.log']],
    ['*.py[co]\n*.pyc\n', ['*.pyc covered by *.py[co]']],
    ['*\nsrc/*.ts\n', ['src/*.ts covered by *']],
    ['**\n*\n', ['* covered by **']],
    ['a/**\na/b\n', ['a/b covered by a/**']],
    ['foo**\nfoobar/x\n', ['foobar/x covered by foo**']],
    // Not even the directory itself.
    ['a/**\na\n', ['a/** covered by a']],
    ['*\n!src\n!src/a\n', ['!src/a covered by !src']],
  ])('%j', (text, expected) => expect(said(text)).toEqual(expected));

  test.each([
    'a\nab\n',
    'a/b\na/c\n',
    '*.log\nlogs/*.log.gz\n',
    '*.log\n**/x.log\n',
    '[ab]\na*\n',
    '*\n!src\n**/*.pyc\n',
    // The third line is not held against `d`, which is excluded, and so says nothing of `d/c`, which is not.
    '?\n!d/*\nd\nd/c\n',
  ])('%j: all count', (text) => expect(said(text)).toEqual([]));
});

describe('exceptions', () => {
  test.each([
    ['*.md\n!mkdocs.yml\n', ['!mkdocs.yml idle']],
    ['!keep\n*\n', ['!keep undone by *']],
    ['!a/keep\na\n', ['!a/keep undone by a']],
    ['*\n!a.txt\n*.txt\n', ['!a.txt undone by *.txt']],
    ['*\n!*/\n!*.py\n', ['!*.py covered by !*', '* taken back by !*']],
    ['a/*\n!a/*/\n', ['a/* taken back by !a/*']],
    ['foo\n!foo\n', ['foo taken back by !foo']],
  ])('%j', (text, expected) => expect(said(text)).toEqual(expected));

  test.each([
    'dir\n!dir/keep\n',
    '.build\n.tarballs\n!.build/linux\n',
    '**\n!/app\n',
    '*.md\n!README.md\n',
    // The directory is excluded already, so the second line is not held against it.
    '*\n!src/a\nsrc\n',
    'src\n!**/*.py\n',
  ])('%j: all count', (text) => expect(said(text)).toEqual([]));
});

const names = ['a', 'b', 'ab', 'a.b'];
const universe = names.flatMap((x) => [
  x,
  ...names.flatMap((y) => [`${x}/${y}`, ...names.map((z) => `${x}/${y}/${z}`)]),
]);

/** What BuildKit's walk says of every path. */
function walked(matcher: Matcher): { readonly excluded: boolean; readonly decidedBy: number | undefined }[] {
  const states = new Map<string, WalkState>();
  return universe.map((path) => {
    const parent = states.get(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    const { excluded, decidedBy, state } = matchUsingParent(matcher, path, parent);
    states.set(path, state);
    return { excluded, decidedBy };
  });
}

const segment = fc.constantFrom(
  'a',
  'b',
  'ab',
  'a*',
  '*b',
  '*',
  '?',
  '**',
  '[ab]',
  '[^a]*',
  'a**',
  '**b',
  '*.b',
);
const line = fc
  .tuple(fc.constantFrom('', '', '!'), fc.array(segment, { minLength: 1, maxLength: 3 }))
  .map(([mark, segments]) => mark + segments.join('/'));

test('what is said holds for every path, in the walk and for single paths', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 6 }), (lines) => {
      const file = readIgnoreFile(lines.join('\n'));
      const matcher = compile(patternsOf(file));
      const verdicts = walked(matcher);
      const single = universe.map((path) => matchesOrParentMatches(matcher, path));
      const { covered, idleExceptions, takenBack } = interplayOf(file.patterns);
      for (const { line: dead } of covered) {
        const index = file.patterns.indexOf(dead);
        const without = compile(patternsOf(file).filter((_, at) => at !== index));
        expect(walked(without).map(({ excluded }) => excluded)).toEqual(
          verdicts.map(({ excluded }) => excluded),
        );
        expect(universe.map((path) => matchesOrParentMatches(without, path).excluded)).toEqual(
          single.map(({ excluded }) => excluded),
        );
      }
      for (const { line: idle } of [...idleExceptions, ...takenBack]) {
        const index = file.patterns.indexOf(idle);
        expect(verdicts.some(({ decidedBy }) => decidedBy === index)).toBe(false);
      }
    }),
    { numRuns: Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 300) },
  );
});

test('in long files less is looked at: the limit of a test is the limit of time', () => {
  const text = Array.from({ length: 2000 }, (_, i) => `${i % 3 ? '' : '!'}**/a${i}*b/**/c`).join('\n');
  const { covered, idleExceptions, takenBack } = interplayOf(readIgnoreFile(text).patterns);
  expect([covered, idleExceptions, takenBack].every(Array.isArray)).toBe(true);
});
