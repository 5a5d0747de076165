const identifier = /[A-Za-z_][\w-]*/y;
const maximumNesting = 30;

/** Goes over HCL: blanks, comments, names, and what is not understood. Never throws. */
export class HclScanner {
  protected readonly text: string;
  protected at = 0;
  private nesting = 0;

  constructor(text: string) {
    this.text = text;
  }

  protected get next(): string {
    return this.text.charAt(this.at);
  }

  /** Reads a mark where it stands here. */
  protected take(mark: string): boolean {
    const isHere = this.text.startsWith(mark, this.at);
    if (isHere) this.at += mark.length;
    return isHere;
  }

  protected word(): string | undefined {
    identifier.lastIndex = this.at;
    const found = identifier.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Blanks and comments; `lines`: and the ends of lines. */
  protected skip(lines: boolean): void {
    for (;;) {
      const c = this.next;
      if (c === ' ' || c === '\t' || c === '\uFEFF' || (lines && (c === '\n' || c === '\r'))) this.at++;
      else if (c === '#' || (c === '/' && this.text.charAt(this.at + 1) === '/')) this.skipTo('\n', 0);
      else if (c === '/' && this.text.charAt(this.at + 1) === '*') this.skipTo('*/', 2);
      else return;
    }
  }

  protected skipExpression(inBrackets: boolean): void {
    while (this.at < this.text.length) {
      const c = this.next;
      if (c === '}' || c === ']' || (c === '\n' && !inBrackets) || (c === ',' && inBrackets)) return;
      this.skipOne(c);
    }
  }

  /** Behind the bracket that closes what was opened just before. */
  protected skipNested(close: string): void {
    while (this.at < this.text.length) {
      const c = this.next;
      if (c === close || c === '}' || c === ']' || c === ')') {
        this.at++;
        return;
      }
      this.skipOne(c);
    }
  }

  /** Behind the quote that closes a string, or to the end of its line. */
  protected skipString(): void {
    // Within `${…}` quotes belong to the expression.
    let nested = 0;
    for (this.at++; this.at < this.text.length; this.at++) {
      const c = this.next;
      if (c === '\n') return;
      if (c === '"' && nested === 0) {
        this.at++;
        return;
      }
      if (c === '\\') this.at++;
      else if (c === '{' && (nested > 0 || /[$%]/.test(this.text.charAt(this.at - 1)))) nested++;
      else if (c === '}' && nested > 0) nested--;
    }
  }

  /** The text of `<<EOT` and `<<-EOT`, up to the line that holds nothing but the word. */
  protected heredoc(): string | undefined {
    const start = /<<(-?)([A-Za-z_][\w-]*)[ \t]*\r?\n/y;
    start.lastIndex = this.at;
    const [opening, dash, word] = start.exec(this.text) ?? [];
    if (opening === undefined || word === undefined) return undefined;
    const body = this.at + opening.length;
    for (let at = body; at < this.text.length; ) {
      const end = this.text.indexOf('\n', at);
      const stop = end < 0 ? this.text.length : end;
      if (this.text.slice(at, stop).trim() === word) {
        this.at = stop;
        const text = this.text.slice(body, at);
        return dash === '-' ? withoutIndent(text) : text;
      }
      at = stop + 1;
    }
    return undefined;
  }

  private skipOne(c: string): void {
    if (c === '"') this.skipString();
    else if (c === '<' && this.text.charAt(this.at + 1) === '<' && this.heredoc() !== undefined) return;
    else if (c === '(' || c === '[' || c === '{') {
      this.at++;
      // Deeper than any file that is meant: what closes it is passed over like other text.
      if (this.nesting >= maximumNesting) return;
      this.nesting++;
      this.skipNested(c === '(' ? ')' : c === '[' ? ']' : '}');
      this.nesting--;
    } else {
      const before = this.at;
      this.skip(false);
      if (this.at === before) this.at++;
    }
  }

  private skipTo(mark: string, length: number): void {
    const end = this.text.indexOf(mark, this.at + length);
    this.at = end < 0 ? this.text.length : end + length;
  }
}

function withoutIndent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.flatMap((line) =>
    line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0],
  );
  const least = indents.reduce((a, b) => Math.min(a, b), Number.MAX_SAFE_INTEGER);
  return lines.map((line) => line.slice(Math.min(least, line.length))).join('\n');
}
