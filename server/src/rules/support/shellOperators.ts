import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** What only a shell would take for more than a piece of text, in an instruction that no shell reads. */
export interface ShellOperator {
  /** The operator as written: `&&`, `2>/dev/null`. */
  readonly text: string;
  readonly at: TextRange;
  /** A semicolon at the end of a pair, with another pair behind it. */
  readonly isBetweenPairs: boolean;
}

/** The first of an instruction; undefined also where its arguments are JSON. */
export function shellOperatorIn(instruction: Instruction): ShellOperator | undefined {
  const { args, json, brokenJson, name } = instruction;
  if (json || brokenJson) return undefined;
  const isOfPairs = name === 'ENV' || name === 'ARG' || name === 'LABEL';
  const words = wordsOf(args.text);
  // `ENV A b && c` is one value, and may be a command for somebody.
  if (isOfPairs && !words[0]?.text.includes('=')) return undefined;
  for (let i = 1; i < words.length + 1; i++) {
    const word = words[i];
    const before = words[i - 1];
    // A remark, for which there is no room either.
    if (before?.text.startsWith('#') || word?.text.startsWith('#')) return undefined;
    if (word && before && endsCommand.test(before.text) && (!isOfPairs || isPair.test(word.text))) {
      const end = before.start + before.text.length;
      return { text: ';', at: args.map.toSourceRange(end - 1, end), isBetweenPairs: isOfPairs };
    }
    if (!word || !operator.test(word.text)) continue;
    const at = args.map.toSourceRange(word.start, word.start + word.text.length);
    return { text: word.text, at, isBetweenPairs: false };
  }
  return undefined;
}

const operator = /^(?:&&?|\|\|?|;|[012&]?>{1,2}(?:&[-\d]|[\w./-]*))$/;

/** Not a list of folders of Windows, which are separated by it. */
const endsCommand = /^[^;\\]*[^;\\];$/;

const isPair = /^[A-Za-z_]\w*=/;

/** Split at blanks, as BuildKit does: not within quotes, nor behind a backslash. */
function wordsOf(text: string): readonly { readonly text: string; readonly start: number }[] {
  const words = text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+/gs);
  return [...words].map((found) => ({ text: found[0], start: found.index }));
}
