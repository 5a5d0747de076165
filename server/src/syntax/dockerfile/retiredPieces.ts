import { detached } from '../../text/detached.ts';
import { nextLineStart } from './logicalLines.ts';
import type { Piece } from './piece.ts';

/**
 * Pieces that stood in earlier versions of a document and do no longer: an edit is undone, a line commented out comes
 * back, a quote or the end of a heredoc is typed, and what it had swallowed stands there again. A piece that comes back
 * brings along all that is kept on its instruction.
 */
export class RetiredPieces {
  /** By the first line. Each list, as the map, has the newest at its end. */
  private readonly byFirstLine = new Map<string, Retired[]>();
  private count = 0;
  private length = 0;

  /** @param text the one in which they stood, where their anchors still are */
  retire(pieces: readonly Piece[], text: string): void {
    for (const piece of pieces) {
      const { start, end } = piece.item.range;
      // Where these end was not told by their text alone.
      if (piece.isOpenEnded || start === 0 || text.charCodeAt(end - 1) !== lineFeed) continue;
      if (end - start > longest) continue;
      const own = detached(text.slice(start, end));
      const line = firstLineOf(own, 0);
      const list = this.byFirstLine.get(line) ?? [];
      // At the end of the map.
      this.byFirstLine.delete(line);
      this.byFirstLine.set(line, list);
      list.push({ text: own, piece });
      this.count++;
      this.length += own.length;
    }
    this.shrink();
  }

  /** The piece that begins at an offset of a text, if there is one, and its length. It is given away. */
  take(text: string, at: number): Retired | undefined {
    if (this.count === 0) return undefined;
    const line = firstLineOf(text, at);
    const list = this.byFirstLine.get(line);
    if (!list) return undefined;
    for (let i = list.length - 1; i >= 0; i--) {
      const one = list[i] as Retired;
      // The last piece of a text is read anew at each version, and so would be this one.
      if (at + one.text.length >= text.length || !text.startsWith(one.text, at)) continue;
      list.splice(i, 1);
      this.forget(line, list, one);
      return one;
    }
    return undefined;
  }

  private shrink(): void {
    for (const [line, list] of this.byFirstLine) {
      if (this.count <= most && this.length <= mostText) return;
      const oldest = list.shift();
      if (oldest) this.forget(line, list, oldest);
    }
  }

  private forget(line: string, list: readonly Retired[], one: Retired): void {
    this.count--;
    this.length -= one.text.length;
    if (list.length === 0) this.byFirstLine.delete(line);
  }
}

export interface Retired {
  readonly text: string;
  readonly piece: Piece;
}

/** How many are kept, and how many characters of them: a page or two. */
const most = 100;
const mostText = 20_000;
const longest = 5_000;

const lineFeed = 10;

function firstLineOf(text: string, start: number): string {
  return text.slice(start, nextLineStart(text, start));
}
