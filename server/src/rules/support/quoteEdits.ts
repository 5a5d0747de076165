import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellPart, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';

/**
 * Puts double quotes around parts of a word: around all of the word where nothing in it means something else then, but
 * for the name of an option or a setting (`--prefix="$dir/lib"`). Undefined where quotes would end others: in backquotes.
 */
export function quoteEdits(
  word: ShellWord,
  parts: readonly ShellPart[],
  script: ShellScript,
): readonly TextEdit[] | undefined {
  if (mayBeInBackquotes(word, script)) return undefined;
  if (parts.some(({ start, end }) => /^`[\s\S]*["\\]/.test(word.text.slice(start, end)))) return undefined;
  const isPlain = !word.globs && word.parts.every((part) => isPlainPart(part, word));
  if (isPlain) return around(word, wholeOf(word));
  return parts.flatMap((part) => joined(word, part) ?? around(word, part));
}

/** Quotes that are put there may have to be escaped, and nobody agrees how. */
export function mayBeInBackquotes(word: ShellWord, { source }: ShellScript): boolean {
  const first = source.text.indexOf('`');
  return first >= 0 && first < source.map.toDerived(word.range.start);
}

/** The quotes around all of a word. */
export function wholeInQuotes(word: ShellWord, quote: '"' | "'"): readonly TextEdit[] {
  return around(word, { start: 0, end: lengthOf(word) }, quote);
}

/** In a body that has them, a carriage return at the end of the line is a part of the word. */
export function lengthOf({ text }: ShellWord): number {
  return text.endsWith('\r') ? text.length - 1 : text.length;
}

function around(
  word: ShellWord,
  { start, end }: Pick<ShellPart, 'start' | 'end'>,
  quote = '"',
): readonly TextEdit[] {
  const place = placeIn(word, start, end);
  return [place.start, place.end].map((at) => ({ range: { start: at, end: at }, newText: quote }));
}

/** `"a="$(b)" c"` has its quotes already, but for those that end too early: without these it is one quoted text. */
function joined(word: ShellWord, part: ShellPart): readonly TextEdit[] | undefined {
  const at = word.parts.indexOf(part);
  const [before, behind] = [word.parts[at - 1], word.parts[at + 1]];
  if (before?.kind !== 'double' || behind?.kind !== 'double') return undefined;
  const goesOn = /^\$\w+"\w/.test(word.text.slice(part.start, behind.start + 2));
  if (goesOn || /[\\$]$/.test(word.text.slice(before.start, before.end - 1))) return undefined;
  return [before.end - 1, behind.start].map((quote) => ({
    range: placeIn(word, quote, quote + 1),
    newText: '',
  }));
}

function isPlainPart({ kind, start, end }: ShellPart, word: ShellWord): boolean {
  if (kind === 'text') return !/[\\"'`]/.test(word.text.slice(start, end));
  return kind === 'variable' || kind === 'substitution' || kind === 'arithmetic';
}

function wholeOf(word: ShellWord): { readonly start: number; readonly end: number } {
  const [name = ''] = /^-*[A-Za-z_][\w.-]*=(?!=)/.exec(word.text) ?? [];
  return { start: name.length, end: lengthOf(word) };
}
