import { LineIndex } from '../../server/src/text/lines.ts';
import type { TextRange } from '../../server/src/text/range.ts';

/** What a marker line says about the line above it. */
export interface Marker {
  readonly range: TextRange;
  readonly id: string;
  /** The quoted text after the id; undefined when the marker does not say. */
  readonly text: string | undefined;
}

export interface MarkedText {
  readonly text: string;
  readonly markers: readonly Marker[];
}

const marker = /([ \t]*)(~+|\^)(?:\+(\d+)(?::(\d+))?)? +([A-Za-z][\w./-]*)(?: +("(?:[^"\\]|\\.)*"))?/y;
const markerLine = /^[ \t]*(?:~+|\^)(?:\+\d+(?::\d+)?)? +[A-Za-z]/;

/**
 * Takes the marker lines out of a text. A marker is tildes under the marked characters, an id, and optionally the
 * message in quotes (a JSON string); `^` marks the empty range before a character. `~~~+2` begins at the first tilde
 * and ends with the content of the second line below, `~~~+2:7` at column 7 of it. Several markers may follow each
 * other on one line or on lines of their own.
 */
export function readMarkers(lines: readonly string[], finalLineBreak = true): MarkedText {
  const kept: string[] = [];
  const found: {
    line: number;
    column: number;
    length: number;
    down: number;
    stop: number | undefined;
    id: string;
    text: string | undefined;
  }[] = [];
  for (const line of lines) {
    if (!markerLine.test(line)) {
      kept.push(line);
      continue;
    }
    if (kept.length === 0) throw new Error(`a marker needs a line above it: ${line}`);
    marker.lastIndex = 0;
    let match = marker.exec(line);
    let reached = 0;
    for (; match; match = marker.exec(line)) {
      const [whole, indent = '', tildes = '', down, stop, id = '', text] = match;
      found.push({
        line: kept.length - 1,
        column: match.index + indent.length,
        length: tildes === '^' ? 0 : tildes.length,
        down: Number(down ?? 0),
        stop: stop === undefined ? undefined : Number(stop),
        id,
        text: text === undefined ? undefined : (JSON.parse(text) as string),
      });
      reached = match.index + whole.length;
    }
    if (line.slice(reached).trim() !== '') throw new Error(`this marker line is not understood: ${line}`);
  }
  const text = kept.join('\n') + (finalLineBreak && kept.length > 0 ? '\n' : '');
  const index = new LineIndex(text);
  const markers = found.map(({ line, column, length, down, stop, id, text: message }) => {
    const { start } = index.contentRange(line);
    const last = index.contentRange(line + down);
    const end = down === 0 ? start + column + length : stop === undefined ? last.end : last.start + stop;
    if (end > last.end) throw new Error(`the marker "${id}" reaches beyond the line`);
    return { range: { start: start + column, end }, id, text: message };
  });
  return { text, markers };
}

/** The reverse: the text's lines with a marker line below each marked one. */
export function renderMarkers(text: string, markers: readonly Marker[]): string[] {
  const index = new LineIndex(text);
  const sorted = [...markers].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const lines: string[] = [];
  const count = text.endsWith('\n') ? index.lineCount - 1 : index.lineCount;
  let next = 0;
  for (let line = 0; line < Math.max(count, 1); line++) {
    // Its carriage return, where it has one, is a part of it here.
    lines.push(text.slice(index.contentRange(line).start).split('\n', 1)[0] ?? '');
    for (; next < sorted.length; next++) {
      const at = sorted[next];
      if (!at || (index.lineAt(at.range.start) > line && line < count - 1)) break;
      lines.push(renderMarker(index, line, at));
    }
  }
  return lines;
}

function renderMarker(index: LineIndex, line: number, { range, id, text }: Marker): string {
  const content = index.contentRange(line);
  const indent = index.text.slice(content.start, range.start).replace(/[^\t]/g, ' ');
  const down = index.lineAt(range.end) - line;
  let tildes = '~'.repeat(Math.max(1, Math.min(range.end, content.end) - range.start));
  if (range.end === range.start) tildes = '^';
  if (down > 0) {
    const last = index.contentRange(line + down);
    tildes += range.end === last.end ? `+${down}` : `+${down}:${range.end - last.start}`;
  }
  return `${indent}${tildes} ${id}${text === undefined ? '' : ` ${JSON.stringify(text)}`}`;
}
