import type { ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';

/**
 * A shell program without its layout: words in order, and between them what is no word (operators, keywords,
 * brackets), blanks collapsed, comments dropped. Lossless but for that, so two programs with equal pieces are equal.
 */
export type Piece =
  | {
      readonly kind: 'word';
      /** The word after quote removal where the shell expands nothing in it, else as written. */
      readonly text: string;
      readonly isStatic: boolean;
      /** Where it stands in the document; undefined for a word that a claim adds. */
      readonly start: number | undefined;
    }
  | { readonly kind: 'gap'; readonly text: string };

/** The pieces of a script; a program that is not understood (an error, no Bourne shell) is one gap, as written. */
export function programOf(script: ShellScript): Piece[] {
  const { source } = script;
  const isBourne = script.dialect !== 'powershell' && script.dialect !== 'cmd' && script.dialect !== 'other';
  if (!isBourne || script.errors.length > 0 || script.commands.length === 0) {
    return [{ kind: 'gap', text: source.text.trim() }];
  }
  const derived = ({ start, end }: TextRange): TextRange => ({
    start: source.map.toDerived(start),
    end: source.map.toDerived(end),
  });
  const comments = script.comments.map(({ range }) => derived(range));
  const words = script.commands
    .flatMap((command) => [...command.assignments.flatMap(({ value }) => value ?? []), ...command.words])
    .map((word) => ({ word, at: derived(word.range) }))
    .sort((a, b) => a.at.start - b.at.start || b.at.end - a.at.end);
  const pieces: Piece[] = [];
  let reached = 0;
  // Ends of words that hold other words (command substitutions): between those, blanks are data.
  let outer = 0;
  const addUpTo = (end: number): void => {
    // The data ends with the word that holds it.
    const dataEnd = Math.max(reached, Math.min(end, outer));
    addGap(pieces, gapText(source.text, { start: reached, end: dataEnd }, comments, true));
    addGap(pieces, gapText(source.text, { start: dataEnd, end }, comments, false));
  };
  words.forEach(({ word, at }, index) => {
    const next = words[index + 1];
    if (at.start < reached) return;
    addUpTo(at.start);
    if (next && next.at.start < at.end) {
      reached = at.start;
      outer = Math.max(outer, at.end);
      return;
    }
    pieces.push(wordPiece(word));
    reached = at.end;
  });
  addUpTo(source.text.length);
  return finished(pieces);
}

/** The program that runs one and then, if it succeeds, the other; whether it succeeds or not with `;`. */
export function chained(programs: readonly (readonly Piece[])[], operator: '&&' | ';' = '&&'): Piece[] {
  const pieces: Piece[] = [];
  programs.forEach((program, index) => {
    if (index > 0) addGap(pieces, operator);
    for (const piece of program) {
      if (piece.kind === 'gap') addGap(pieces, piece.text);
      else pieces.push(piece);
    }
  });
  return pieces;
}

/** What two equal programs have in common. */
export function programKey(pieces: readonly Piece[]): string {
  return JSON.stringify(pieces.map((piece) => (piece.kind === 'gap' ? [piece.text] : piece.text)));
}

function wordPiece(word: ShellWord): Piece {
  // A quoted glob is a text, a bare one is not: keep the quotes of whatever the shell would still work on.
  const isStatic = word.value !== undefined && !word.globs;
  return {
    kind: 'word',
    text: isStatic && word.value !== undefined ? word.value : `\0${word.text}`,
    isStatic,
    start: word.range.start,
  };
}

function addGap(pieces: Piece[], text: string): void {
  if (text === '') return;
  const last = pieces.at(-1);
  if (last?.kind === 'gap') pieces[pieces.length - 1] = { kind: 'gap', text: `${last.text} ${text}` };
  else pieces.push({ kind: 'gap', text });
}

function gapText(
  source: string,
  { start, end }: TextRange,
  comments: readonly TextRange[],
  isData: boolean,
): string {
  if (isData) return source.slice(start, end);
  let text = '';
  let at = start;
  for (const comment of comments) {
    if (comment.start < at || comment.end > end) continue;
    text += source.slice(at, comment.start);
    at = comment.end;
  }
  text += source.slice(at, end);
  // Blanks are layout unless they may stand within quotes.
  if (/["'`\\]/.test(text)) return text.trim();
  return text
    .replace(/[ \t\r]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .replace(/(&&|\|\|?|[;{(]|\b(?:then|do|else))\n/g, '$1 ')
    .replace(/\n(?=.)/g, '; ')
    .replace(/\n$/, ';')
    .trim();
}

/** A separator at the very end separates nothing. */
function finished(pieces: Piece[]): Piece[] {
  const last = pieces.at(-1);
  if (last?.kind === 'gap' && last.text === ';') pieces.pop();
  return pieces;
}
