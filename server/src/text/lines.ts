import type { TextRange } from './range.ts';

/** A position as editors count it: zero-based line, zero-based UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * Line starts of a text as an editor sees them: `\n`, `\r\n` and a lone `\r` each end a line.
 * (BuildKit splits at `\n` only; that is the parser's business, not the editor's.)
 */
export class LineIndex {
  readonly text: string;
  private readonly starts: number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 13) {
        if (text.charCodeAt(i + 1) === 10) i++;
        starts.push(i + 1);
      } else if (c === 10) {
        starts.push(i + 1);
      }
    }
    this.starts = starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Clamps offsets outside the text. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(at);
    return { line, character: at - (this.starts[line] ?? 0) };
  }

  /** Clamps lines outside the text and columns beyond the line's content to the nearest valid offset. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.starts.length) return this.text.length;
    const content = this.contentRange(position.line);
    return Math.max(content.start, Math.min(content.start + position.character, content.end));
  }

  /** The zero-based line an offset is on. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The line with its line break. Lines outside the text give an empty range at its end. */
  fullRange(line: number): TextRange {
    const start = this.starts[line] ?? this.text.length;
    return { start, end: this.starts[line + 1] ?? this.text.length };
  }

  /** The line without its line break. */
  contentRange(line: number): TextRange {
    const { start, end } = this.fullRange(line);
    let stop = end;
    if (stop > start && this.text.charCodeAt(stop - 1) === 10) stop--;
    if (stop > start && this.text.charCodeAt(stop - 1) === 13) stop--;
    return { start, end: stop };
  }

  lineText(line: number): string {
    const { start, end } = this.contentRange(line);
    return this.text.slice(start, end);
  }
}

/** The line break a text uses, judged by its first one; `\n` when it has none. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text.charCodeAt(at - 1) === 13 ? '\r\n' : '\n';
}

/** Where the line of an offset begins, by `\n` alone. */
export function lineStart(text: string, offset: number): number {
  // To `lastIndexOf` a place in front of the text is its first character.
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
