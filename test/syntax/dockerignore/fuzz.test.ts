import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compile,
  matchesOrParentMatches,
  matchUsingParent,
  patternMatches,
  type WalkState,
} from '../../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { slowVerdict } from './slowMatcher.ts';

const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    'ab',
    '.',
    '..',
    '/',
    '/',
    '//',
    '*',
    '*',
    '**',
    '**/',
    '/**',
    '?',
    ' ',
    '-',
    '(',
    '+',
    '$',
    ')',
  ],
  ...['[ab]', '[^a]', '[b-c]', '[^a-b]', '\\*', '\\.', '\\-', '.a', 'c'],
);
/** Lines whose meaning Go and JavaScript agree on. */
const plainLine = fc
  .tuple(fc.constantFrom('', '', '', '!', '! ', ' '), fc.array(piece, { minLength: 1, maxLength: 6 }))
  .map(([mark, pieces]) => mark + pieces.join(''))
  // A bang that cleaning brings to the front, blanks it brings to an end, and names that `..` builds are tested elsewhere.
  .filter((line) => !/\/ | \/|\.\./.test(line));
const plainPath = fc
  .array(fc.constantFrom('a', 'b', 'c', 'ab', '.a', 'a.b', 'a b', '-', '*', '(a)+$', 'aab'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join('/'));

/** Anything a file can hold, with much of what is special. */
const wildText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '\n',
          '\r',
          '\r\n',
          '\0',
          '\uFEFF',
          '\u0085',
          '\u2028',
          '#',
          '!',
          '/',
          '*',
          '**',
          '?',
          '[',
          ']',
          '^',
          '-',
        ],
        ...[
          '\\',
          '\\Q',
          '\\E',
          '\\p',
          '\\x',
          '{',
          '}',
          '{2}',
          '|',
          '[:',
          ':]',
          '[[:alpha:]]',
          '\\d',
          'a',
          '..',
          '.',
        ],
        ...['\ud800', '\udc00', '\u{1F600}'],
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('ignore files at random', () => {
  it('give the verdicts of the slow matcher', () => {
    fc.assert(
      fc.property(fc.array(plainLine, { minLength: 1, maxLength: 4 }), plainPath, (lines, path) => {
        const file = readIgnoreFile(lines.join('\n'));
        const matcher = compile(patternsOf(file));
        const actual = matcher.refusal ? 'refused' : matchesOrParentMatches(matcher, path).excluded;
        expect(actual).toBe(slowVerdict(lines, path));
      }),
      { numRuns: 20_000 },
    );
  });

  it('never throw, lose nothing and keep their ranges within the text', () => {
    fc.assert(
      fc.property(wildText, wildText, (text, path) => {
        const { lines, patterns, errors } = readIgnoreFile(text);
        expect(lines.map(({ range }) => text.slice(range.start, range.end)).join('')).toBe(text);
        for (const line of patterns) {
          const ranges = [
            line.written,
            line.body,
            ...line.segments,
            ...line.wildcards.map(({ range }) => range),
            ...(line.mark ? [line.mark] : []),
          ];
          for (const { start, end } of ranges) {
            expect(line.range.start <= start && start <= end && end <= line.range.end).toBe(true);
          }
        }
        expect(errors.every(({ range }) => range.start <= range.end && range.end <= text.length)).toBe(true);

        const matcher = compile(patternsOf({ text, lines, patterns, errors }));
        expect(matcher.patterns).toHaveLength(patterns.length);
        const verdict = matchesOrParentMatches(matcher, path);
        if (verdict.decidedBy !== undefined) {
          expect(patternMatches(matcher, verdict.decidedBy, path)).toBe(true);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('give the same verdict on a walk when there is no exception', () => {
    const lines = fc.array(
      plainLine.filter((line) => !line.includes('!')),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lines, plainPath, (given, path) => {
        const matcher = compile(patternsOf(readIgnoreFile(given.join('\n'))));
        const parts = path.split('/');
        let state: WalkState | undefined;
        let excluded = false;
        for (const index of parts.keys()) {
          const result = matchUsingParent(matcher, parts.slice(0, index + 1).join('/'), state);
          state = result.state;
          excluded = result.excluded;
        }
        expect(excluded).toBe(matchesOrParentMatches(matcher, path).excluded);
      }),
      { numRuns: 10_000 },
    );
  });
});
