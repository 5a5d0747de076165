import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface EnterRule {
  readonly beforeText: string;
  readonly afterText?: string;
  readonly previousLineText?: string;
  readonly action: { readonly indent: 'none' | 'indent'; readonly removeText?: number };
}

interface Configuration {
  readonly wordPattern: { readonly pattern: string; readonly flags: string };
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
  readonly onEnterRules?: readonly EnterRule[];
}

function read(language: string): Configuration {
  const url = new URL(`../../syntaxes/${language}.language-configuration.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Configuration;
}

const dockerfile = read('dockerfile');
const dockerignore = read('dockerignore');

/** The indentation of the line that Enter opens at the end of the last line, as VS Code's editor computes it. */
function indentationAfterEnter(...lines: string[]): string {
  const before = lines.at(-1) ?? '';
  const previous = lines.at(-2) ?? '';
  const indentation = /^\s*/.exec(before)?.[0] ?? '';
  const rule = dockerfile.onEnterRules?.find(
    ({ beforeText, afterText = '', previousLineText = '' }) =>
      new RegExp(beforeText).test(before) &&
      new RegExp(afterText).test('') &&
      new RegExp(previousLineText).test(previous),
  );
  if (!rule) return indentation;
  const kept = indentation.substring(0, indentation.length - (rule.action.removeText ?? 0));
  return rule.action.indent === 'indent' ? `${kept}  ` : kept;
}

function words({ wordPattern }: Configuration, text: string): readonly string[] {
  return text.match(new RegExp(wordPattern.pattern, `g${wordPattern.flags}`)) ?? [];
}

describe('Enter in a Dockerfile', () => {
  it.each([
    [['RUN a \\'], '  '],
    [['RUN a && \\  '], '  '],
    [['RUN\\'], '  '],
    [['RUN a `'], '  '],
    [['RUN a \\', '    b \\'], '    '],
    [['RUN a \\', '    \\'], '    '],
    [['RUN a `', '    b `'], '    '],
    [['RUN a \\', '    # why'], '    '],
    [['RUN a \\', '    # why \\'], '    '],
    [['RUN a \\', '    '], '    '],
  ])('after %j stays with the instruction', (lines, indentation) => {
    expect(indentationAfterEnter(...lines)).toBe(indentation);
  });

  it.each([
    [['RUN a']],
    [['RUN a \\\\']],
    [['RUN x=`date`']],
    [['# a comment \\']],
    [['# a comment \\', 'FROM a']],
    [['RUN a \\', '    b']],
    [['RUN a \\', '\t\tb \\\\']],
    [['RUN a `', '    b']],
    [['RUN a && \\', '    # why', '    b']],
    [['CMD ["a", \\', '     "b"]']],
  ])('after %j begins an instruction', (lines) => {
    expect(indentationAfterEnter(...lines)).toBe('');
  });

  it('leaves indentation that has nothing to do with a continuation', () => {
    expect(indentationAfterEnter('RUN <<EOF', '  if a; then')).toBe('  ');
  });
});

describe('words', () => {
  it.each([
    ['COPY --from=build-env $SRC ${DST:-/a}', ['COPY', '--from', 'build-env', 'SRC', 'DST', 'a']],
    [
      'RUN apt-get install -y --no-install-recommends',
      ['RUN', 'apt-get', 'install', '-y', '--no-install-recommends'],
    ],
    ['FROM node:22.1.0-slim', ['FROM', 'node', '22.1.0', '-slim']],
    ['# Größe: 5', ['Größe', '5']],
  ])('of %j', (text, expected) => {
    expect(words(dockerfile, text)).toEqual(expected);
  });

  it('of ignore files are the parts of paths', () => {
    expect(words(dockerignore, '!src/**/*.test.ts')).toEqual(['src', '.test.ts']);
  });
});

it('regions fold', () => {
  for (const { folding } of [dockerfile, dockerignore]) {
    expect('#region base').toMatch(new RegExp(folding.markers.start));
    expect('# region').toMatch(new RegExp(folding.markers.start));
    expect('# endregion').toMatch(new RegExp(folding.markers.end));
    expect('# regional').not.toMatch(new RegExp(folding.markers.start));
    expect('RUN region').not.toMatch(new RegExp(folding.markers.start));
  }
});
