import type { ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { compoundsOf } from './shellRefusals.ts';

/** One question of a `[ … ]`, a `test …` or a `[[ … ]]`. */
export interface ShellQuestion {
  /** `-n` and the like, `=` and the like; undefined of a word for itself, which is true where it is not empty. */
  readonly operator: string | undefined;
  /** Undefined of a word for itself, and of a question about one. */
  readonly left: ShellWord | undefined;
  readonly right: ShellWord;
  readonly range: TextRange;
  /** In `[[ … ]]`, which does not split values, and reads patterns. */
  readonly isDouble: boolean;
}

/** In the order of the text, those of `[[ … ]]` behind the others; of these only such as stand alone in their brackets. */
export function questionsIn(script: ShellScript): readonly ShellQuestion[] {
  const single = script.commands.flatMap(({ name, words }) => {
    const operands = operandsOf(name, words);
    return operands ? split(operands) : [];
  });
  const double = compoundsOf(script.body).flatMap(({ type, words, range }): ShellQuestion[] => {
    const [first, second] = words;
    if (type !== 'test' || !first || words.length > 2) return [];
    const { text, map } = script.source;
    const between = (from: number, to: number) => text.slice(map.toDerived(from), map.toDerived(to)).trim();
    if (between((second ?? first).range.end, range.end) !== ']]') return [];
    const opening = between(range.start, first.range.start).replace(/^\[\[\s*(?:!\s+)?/, '');
    if (!second) {
      const operator = opening === '' ? undefined : opening;
      return [{ operator, left: undefined, right: first, range: first.range, isDouble: true }];
    }
    if (opening !== '') return [];
    const operator = between(first.range.end, second.range.start);
    const whole = { start: first.range.start, end: second.range.end };
    return [{ operator, left: first, right: second, range: whole, isDouble: true }];
  });
  return [...single, ...double];
}

/** What a test is given, its closing bracket left out; undefined where that is missing, and of another command. */
export function operandsOf(
  name: string | undefined,
  words: readonly ShellWord[],
): readonly ShellWord[] | undefined {
  if (name === 'test') return words.slice(1);
  return name === '[' && words.at(-1)?.text === ']' ? words.slice(1, -1) : undefined;
}

/** None of what is not a test: then it fails, and asks nothing. */
function split(words: readonly ShellWord[]): ShellQuestion[] {
  const questions: ShellQuestion[] = [];
  let isOpen = true;
  for (let at = 0; at < words.length; ) {
    const word = words[at] as ShellWord;
    const second = words[at + 1];
    const third = words[at + 2];
    if (!isOpen) {
      // Between two questions: `-a`, `-o`, or the end of a group.
      if (!/^(?:-[ao]|\\?\))$/.test(word.text)) return [];
      isOpen = word.text.startsWith('-');
      at++;
      continue;
    }
    if (second && third && isBinary.test(second.text)) {
      const range = { start: word.range.start, end: third.range.end };
      questions.push({ operator: second.text, left: word, right: third, range, isDouble: false });
      isOpen = false;
      at += 3;
    } else if (second && /^(?:!|\\?\()$/.test(word.text)) at++;
    else if (second && /^-[a-zA-Z]$/.test(word.text)) {
      const range = { start: word.range.start, end: second.range.end };
      questions.push({ operator: word.text, left: undefined, right: second, range, isDouble: false });
      isOpen = false;
      at += 2;
    } else {
      questions.push({
        operator: undefined,
        left: undefined,
        right: word,
        range: word.range,
        isDouble: false,
      });
      isOpen = false;
      at++;
    }
  }
  return questions;
}

const isBinary = /^(?:==?|!=|=~|\\?[<>]|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;
