import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';

/**
 * The edit that adds lines at the end of a file; those it holds already are left out. Undefined when nothing is left
 * to add. An unfinished last line is ended first.
 */
export function appendLines(text: string, lines: readonly string[]): TextEdit | undefined {
  const present = new Set(text.split('\n').map((line) => line.trim()));
  const missing = [...new Set(lines)].filter((line) => !present.has(line.trim()));
  if (missing.length === 0) return undefined;
  const lineBreak = lineBreakOf(text);
  const opens = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : lineBreak;
  return {
    range: { start: text.length, end: text.length },
    newText: opens + missing.map((line) => line + lineBreak).join(''),
  };
}
