import { quote } from '../../text/goStrings.ts';
import { isBlank, wordAt } from './logicalLines.ts';
import type { Escape, LogicalText, Pair, Word } from './tree.ts';
import { splitQuoted } from './words.ts';

/** Why BuildKit's parser refuses the pairs, and the word it stumbles over. */
export interface PairProblem {
  readonly word: Word;
  readonly message: string;
  readonly kind: 'value-missing' | 'equals-missing';
}

/**
 * `name=value …`, or the legacy `name value with blanks` when the first word has no `=`: ENV and LABEL.
 * A word BuildKit refuses becomes a pair of form `bare`, and the rest is read on.
 * https://docs.docker.com/reference/dockerfile/#env
 */
export function readPairs(
  keyword: 'ENV' | 'LABEL',
  line: LogicalText,
  start: number,
  end: number,
  escapeToken: Escape,
): { readonly pairs: readonly Pair[]; readonly problems: readonly PairProblem[] } {
  const { words } = splitQuoted(line, start, end, escapeToken);
  const first = words[0];
  if (!first) return { pairs: [], problems: [] };
  if (!first.text.includes('=')) return readLegacyPair(keyword, line, start, end);
  const pairs: Pair[] = [];
  const problems: PairProblem[] = [];
  for (const word of words) {
    const pair = splitAtEquals(line, word);
    pairs.push(pair);
    if (pair.form === 'bare') {
      const message = `Syntax error - can't find = in ${quote(word.text)}. Must be of the form: name=value`;
      problems.push({ word, message, kind: 'equals-missing' });
    }
  }
  return { pairs, problems };
}

/** `name=value` or `name`: one word of an ARG. */
export function splitAtEquals(line: LogicalText, word: Word): Pair {
  const equals = word.text.indexOf('=');
  if (equals < 0) return { name: word, value: undefined, range: word.range, form: 'bare' };
  const at = word.offset + equals;
  return {
    name: wordAt(line, word.offset, at, 'after'),
    value: wordAt(line, at + 1, word.offset + word.text.length),
    range: word.range,
    form: 'equals',
  };
}

function readLegacyPair(
  keyword: 'ENV' | 'LABEL',
  line: LogicalText,
  start: number,
  end: number,
): { readonly pairs: readonly Pair[]; readonly problems: readonly PairProblem[] } {
  let nameEnd = start;
  while (nameEnd < end && !isBlank(line.text.charCodeAt(nameEnd))) nameEnd++;
  const name = wordAt(line, start, nameEnd);
  let valueStart = nameEnd;
  while (valueStart < end && isBlank(line.text.charCodeAt(valueStart))) valueStart++;
  if (nameEnd === end) {
    const pair: Pair = { name, value: undefined, range: name.range, form: 'bare' };
    return {
      pairs: [pair],
      problems: [{ word: name, message: `${keyword} must have two arguments`, kind: 'value-missing' }],
    };
  }
  const value = wordAt(line, valueStart, end);
  const range = line.map.toSourceRange(start, end);
  return { pairs: [{ name, value, range, form: 'legacy' }], problems: [] };
}
