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
  const { text, map } = script.source;
  const backquote = text.indexOf('`');
  if (backquote >= 0 && backquote < map.toDerived(word.range.start)) return undefined;
  if (parts.some(({ start, end }) => /^`[\s\S]*["\\]/.test(word.text.slice(start, end)))) return undefined;
  const isPlain = !word.globs && word.parts.every((part) => isPlainPart(part, word));
  const spans = isPlain ? [wholeOf(word)] : parts;
  return spans.flatMap(({ start, end }) => {
    const place = placeIn(word, start, end);
    return [place.start, place.end].map((at) => ({ range: { start: at, end: at }, newText: '"' }));
  });
}

function isPlainPart({ kind, start, end }: ShellPart, word: ShellWord): boolean {
  if (kind === 'text') return !/[\\"'`\r]/.test(word.text.slice(start, end));
  return kind === 'variable' || kind === 'substitution' || kind === 'arithmetic';
}

function wholeOf({ text }: ShellWord): { readonly start: number; readonly end: number } {
  const [name = ''] = /^-*[A-Za-z_][\w.-]*=(?!=)/.exec(text) ?? [];
  return { start: name.length, end: text.length };
}
