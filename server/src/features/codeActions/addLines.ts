import type { LinesForFile } from '../../rules/rule.ts';
import { readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';

/**
 * The edit that adds lines to a file that holds this text; undefined when it holds all of them, in a place where they
 * say what they are to say.
 */
export function addLines(
  text: string,
  { appendLines, word }: Pick<LinesForFile, 'appendLines' | 'word'>,
): TextEdit | undefined {
  if (word === 'first') return insert(text, startOf(text), withoutPresent(text, appendLines));
  const lines = word === 'last' ? lastWord(text, appendLines) : missing(text, appendLines);
  return insert(text, text.length, lines);
}

/** An unfinished last line is ended first. */
function insert(text: string, at: number, lines: readonly string[]): TextEdit | undefined {
  if (lines.length === 0) return undefined;
  const lineBreak = lineBreakOf(text);
  const opens = at <= startOf(text) || text[at - 1] === '\n' ? '' : lineBreak;
  return { range: { start: at, end: at }, newText: opens + lines.map((line) => line + lineBreak).join('') };
}

/** Behind a byte order mark. */
function startOf(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

/** What a text does not hold; of blank lines only those between two that are added. */
function missing(text: string, lines: readonly string[]): string[] {
  const present = new Set(text.split('\n').map((line) => line.trim()));
  return apart(
    lines.filter((line) => {
      const key = line.trim();
      if (key === '') return true;
      return present.has(key) ? false : present.add(key) !== undefined;
    }),
  );
}

/**
 * A pattern is left out where the file ends with patterns of its kind and it is among them: then it has the last word
 * as it is. Comments come along, and a blank line parts it all from what is there.
 */
function lastWord(text: string, lines: readonly string[]): string[] {
  const run = new Set<string>();
  let isNegated: boolean | undefined;
  /** False for one that was there already. */
  const enter = (pattern: { readonly negated: boolean; readonly read: string }): boolean => {
    if (pattern.negated !== isNegated) run.clear();
    isNegated = pattern.negated;
    return run.has(pattern.read) ? false : run.add(pattern.read) !== undefined;
  };
  readIgnoreFile(text).patterns.forEach(enter);
  let hasPattern = false;
  const kept = lines.filter((line) => {
    const [pattern] = readIgnoreFile(line).patterns;
    const isKept = !pattern || enter(pattern);
    if (pattern && isKept) hasPattern = true;
    return isKept;
  });
  if (!hasPattern) return [];
  const end = text.trimEnd().length;
  // Nothing is there, or a blank line is the last.
  const isParted = end === 0 || text.indexOf('\n', text.indexOf('\n', end) + 1) > end;
  return [...(isParted ? [] : ['']), ...apart(kept)];
}

/** Patterns that the file holds have the last word in any case. */
function withoutPresent(text: string, lines: readonly string[]): string[] {
  const present = new Set(readIgnoreFile(text).patterns.map(({ read }) => read));
  return lines.filter((line) => !readIgnoreFile(line).patterns.some(({ read }) => present.has(read)));
}

/** Without blank lines but one between two others. */
function apart(lines: readonly string[]): string[] {
  const result: string[] = [];
  let gap = false;
  for (const line of lines) {
    if (line.trim() === '') gap = result.length > 0;
    else {
      if (gap) result.push('');
      gap = false;
      result.push(line);
    }
  }
  return result;
}
