import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canSkipDirectory,
  compile,
  matchesOrParentMatches,
  matchUsingParent,
  patternMatches,
  type WalkState,
} from '../../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import {
  type SlowInfo,
  slowCompile,
  slowIsSkipped,
  slowRead,
  slowVerdict,
  slowVerdictOnWalk,
} from './slowMatcher.ts';
import { trapPath, trapText } from './traps.ts';

// SHIPSHAPE_FUZZ_RUNS=200000 npx vitest run test/syntax/dockerignore/fuzz.test.ts
const numRuns = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 3_000);
const timeout = 3_600_000;

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
  it('are read as by the slow reader', { timeout }, () => {
    fc.assert(
      fc.property(fc.oneof(trapText, fc.string({ unit: 'grapheme', maxLength: 60 })), (text) => {
        expect(patternsOf(readIgnoreFile(text))).toEqual(slowRead(text));
      }),
      { numRuns },
    );
  });

  it('are judged as by the slow matcher', { timeout }, () => {
    fc.assert(
      fc.property(trapText, trapPath, (text, path) => {
        const read = slowRead(text);
        const slow = slowCompile(read);
        const matcher = compile(read);
        expect(matcher.refusal?.index).toBe(slow.refusedAt);
        expect(matchesOrParentMatches(matcher, path)).toEqual(slowVerdict(slow.patterns, path));
      }),
      { numRuns },
    );
  });

  it('are judged on a walk as by the slow one', { timeout }, () => {
    fc.assert(
      fc.property(trapText, trapPath, (text, path) => {
        const read = slowRead(text);
        const { patterns } = slowCompile(read);
        const matcher = compile(read);
        let state: WalkState | undefined;
        let info: SlowInfo | undefined;
        const parts = path.split('/');
        for (const index of parts.keys()) {
          const at = parts.slice(0, index + 1).join('/');
          const { state: next, ...verdict } = matchUsingParent(matcher, at, state);
          const { info: slowNext, ...expected } = slowVerdictOnWalk(patterns, at, info);
          expect({ at, ...verdict }).toEqual({ at, ...expected });
          if (expected.failedAt !== undefined) return;
          expect({ at, skips: canSkipDirectory(matcher, at) }).toEqual({
            at,
            skips: slowIsSkipped(patterns, at),
          });
          state = next;
          info = slowNext;
        }
      }),
      { numRuns },
    );
  });

  it('never throw, lose nothing and keep their ranges within the text', { timeout }, () => {
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
      { numRuns },
    );
  });

  it('give the same verdict on a walk when there is no exception', { timeout }, () => {
    fc.assert(
      fc.property(trapText, trapPath, (text, path) => {
        const matcher = compile(patternsOf(readIgnoreFile(text)));
        if (matcher.hasExceptions || matcher.hasBroken) return;
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
      { numRuns },
    );
  });
});
