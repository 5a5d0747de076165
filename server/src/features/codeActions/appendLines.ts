import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';

/**
 * The edit that adds lines at the end of a file; those it holds already are left out, and of blank ones all but those
 * between two that are added. Undefined when nothing is left to add. An unfinished last line is ended first.
 */
export function appendLines(text: string, lines: readonly string[]): TextEdit | undefined {
  const present = new Set(text.split('\n').map((line) => line.trim()));
  present.delete('');
  const missing: string[] = [];
  let gap = false;
  for (const line of lines) {
    const key = line.trim();
    if (key === '') gap = missing.length > 0;
    if (key === '' || present.has(key)) continue;
    present.add(key);
    if (gap) missing.push('');
    gap = false;
    missing.push(line);
  }
  if (missing.length === 0) return undefined;
  const lineBreak = lineBreakOf(text);
  const opens = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : lineBreak;
  return {
    range: { start: text.length, end: text.length },
    newText: opens + missing.map((line) => line + lineBreak).join(''),
  };
}
