import { describe, expect, test } from 'vitest';
import { placeIn } from '../../../server/src/syntax/shell/parts.ts';
import { shellScriptOf } from '../../../server/src/syntax/shell/script.ts';
import type { ShellPart, ShellWord } from '../../../server/src/syntax/shell/tree.ts';
import { at, joinedText, plainText } from './logicalText.ts';

function wordOf(text: string): ShellWord {
  const word = shellScriptOf(plainText(text), 'bash').commands[0]?.words[1];
  if (!word) throw new Error('no word');
  return word;
}

function shown(text: string, parts: readonly ShellPart[]): unknown[] {
  return parts.map(({ kind, start, end, parts: inner }) => {
    const piece = text.slice(start, end);
    return inner.length > 0 ? [kind, piece, shown(text, inner)] : [kind, piece];
  });
}

function partsOf(text: string): unknown[] {
  const word = wordOf(text);
  return shown(word.text, word.parts);
}

describe('parts of a word', () => {
  test('a plain word has none', () => {
    expect(partsOf('a b-c/d')).toEqual([]);
  });

  test('they are the whole word, one after the other', () => {
    expect(partsOf(`a x\\ $b'c'"d$e"$(f)*`)).toEqual([
      ['text', 'x\\ '],
      ['variable', '$b'],
      ['single', "'c'"],
      [
        'double',
        '"d$e"',
        [
          ['text', 'd'],
          ['variable', '$e'],
        ],
      ],
      ['substitution', '$(f)'],
      ['glob', '*'],
    ]);
  });

  test('what stands inside an expansion is none of them', () => {
    expect(partsOf('a ${b:-"$c"}')).toEqual([['variable', '${b:-"$c"}']]);
  });

  test('names and signs of variables', () => {
    expect(wordOf('a $b${c#x}$1$@${#d}').parts.map(({ name }) => name)).toEqual(['b', 'c', '1', '@', 'd']);
  });

  test('the commands of a substitution', () => {
    const [part] = wordOf('a "$(b | c)"').parts[0]?.parts ?? [];
    expect(part?.list?.items.map(({ node }) => node.kind === 'command' && node.name)).toEqual(['b', 'c']);
  });

  test('an assignment among the arguments counts from its name', () => {
    const { text, parts } = wordOf('export A=$b');
    expect(shown(text, parts)).toEqual([['variable', '$b']]);
  });

  test('places across a continuation', () => {
    const document = 'a x$b\\\nc"$d"\\\n$e';
    const word = shellScriptOf(joinedText(document), 'bash').commands[0]?.words[1];
    if (!word) throw new Error('no word');
    expect(word.parts.map(({ start, end }) => at(document, placeIn(word, start, end)))).toEqual([
      'x',
      '$b\\\nc',
      '"$d"',
      '$e',
    ]);
    const [, name] = word.parts;
    expect(at(document, placeIn(word, name?.start ?? 0, (name?.start ?? 0) + 2))).toBe('$b');
  });
});
