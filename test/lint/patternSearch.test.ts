import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neededText } from '../../server/src/lint/neededText.ts';
import { PatternSearch } from '../../server/src/lint/patternSearch.ts';
import { rules } from '../../server/src/rules/index.ts';

function foundIn(search: PatternSearch, text: string, isAsked = (_: number) => true): number[] {
  const found: number[] = [];
  search.eachIn(text, isAsked, (index) => found.push(index));
  return found;
}

/** Texts that rules look for. */
const registered = [
  ...new Map(
    rules.flatMap(({ concerns }) => (concerns?.text ? [[String(concerns.text), concerns.text]] : [])),
  ).values(),
];

describe('what a text must hold for a pattern', () => {
  test.each<[RegExp, readonly string[], boolean]>([
    [/apt/i, ['apt'], true],
    [/USER|chown/i, ['USER', 'chown'], true],
    [/\|\|/, ['||'], true],
    [/git:\/\/github/, ['git://github'], true],
    [/a\nb/, ['a\nb'], true],
    [/["']/, ['"', "'"], true],
    [/(?:rm|mv)/, ['rm', 'mv'], true],
    [/\brm\s/, ['rm'], false],
    [/bundler?[^\n]*--/, ['bundle'], false],
    [/x(?:apt|yum)\b/, ['apt', 'yum'], false],
    [/ab+cd/, ['ab'], false],
    [/ab{2}c/, ['ab'], false],
    [/ab{0,2}cde/, ['cde'], false],
    [/(?:apt)?-get/, ['-get'], false],
    [/(?<!x)abc(?!def|g)/, ['abc'], false],
    [/(?:NVIDIA|CUDA)_(?:VISIBLE|DRIVER)/, ['VISIBLE', 'DRIVER'], false],
    [/[ab]c/, ['a', 'b'], false],
    [/\x41bc\u0042/, ['bc'], false],
    [/a{b/, ['a{b'], true],
    [/(a)\1xy/, ['xy'], false],
  ])('%s', (pattern, anyOf, isEnough) => {
    expect(neededText(pattern)).toEqual({ anyOf, isEnough });
  });

  test.each<RegExp>([
    /./,
    /\w+/,
    /[^a]/,
    /[a-z]/,
    /a?/,
    /apt|\s/,
    /(?:a|\d)/,
    /(?=abc)/,
    /a/u,
    /a/y,
    /ä/,
    /^$/,
  ])('nothing in particular: %s', (pattern) => {
    expect(neededText(pattern)).toBeUndefined();
  });
});

describe('searching for many patterns at once', () => {
  test('gives what each of them gives alone', () => {
    const patterns = [/apt/i, /APT/, /\bapt\b/, /\w\s/, /npm|yarn/, /\$/, /İ|k/i];
    const search = new PatternSearch(patterns);
    const found = (text: string) => foundIn(search, text).sort();
    expect(found('')).toEqual([]);
    expect(found('Apt')).toEqual([0]);
    expect(found('xAPT ')).toEqual([0, 1, 3]);
    expect(found('apt')).toEqual([0, 2]);
    expect(found('$yarn')).toEqual([4, 5]);
  });

  test('asks of none that is not asked for', () => {
    const search = new PatternSearch([/a/, /\w/]);
    expect(foundIn(search, 'a', (index) => index === 1)).toEqual([1]);
  });

  test('finds of the patterns of all rules what is there', () => {
    const search = new PatternSearch(registered);
    const pieces = registered.flatMap((pattern) => pieceOf(pattern));
    expect(pieces.length).toBeGreaterThan(200);
    const piece = fc.oneof(
      fc.constantFrom(...pieces),
      fc.constantFrom(...pieces).map((text) => text.toUpperCase()),
      fc.constantFrom(' ', '\n', '-', '=', '"', 'a', '1', '\u017F', '\u212A', '\u0130', '\uD800', '\0'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const found = foundIn(search, text);
        expect(new Set(found).size).toBe(found.length);
        const missed = registered.filter((pattern, index) => pattern.test(text) && !found.includes(index));
        expect(missed).toEqual([]);
        // Letters that only look like those of ASCII may count as such, and nothing else.
        if (/[\u0080-\uFFFF]/.test(text)) return;
        const wrong = found.map((index) => registered[index]).filter((pattern) => !pattern?.test(text));
        expect(wrong).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** What stands in the source of a pattern between its signs. */
function pieceOf({ source }: RegExp): string[] {
  return source
    .replace(/\\[wsdbWSDB]/g, ' ')
    .replace(/\\n/g, '\n')
    .replace(/\\(.)/g, '$1')
    .split(/[()[\]?*+^]+/)
    .flatMap((text) => [text, ...text.split('|')])
    .filter((text) => text !== '');
}
