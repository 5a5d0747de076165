import type { BuildModel } from '../../model/types.ts';
import type { Instruction, Item } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { LineIndex } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { boundTokens } from './boundTokens.ts';
import { type Indentation, indentOf, widthOf } from './indentation.ts';

/** How a Dockerfile is laid out. */
export interface Layout extends Indentation {
  /** Lines below the first one of an instruction stay as they are. */
  readonly onlyFirstLines: boolean;
}

/**
 * What puts the lines of a Dockerfile at their places: instructions and comments at the margin, continuation lines one
 * indent deep, and lines of blanks empty. Of a command the lines move together, so that what was nested in it stays
 * nested as it was. Nothing but blanks at the beginning of lines changes, and nothing that BuildKit or a shell reads:
 * bodies of heredocs stay, and so does a line that begins inside of a word or of quotes, where blanks would be part of
 * the text. Edits are ascending and disjoint, one for a line at most.
 */
export function layoutEdits(model: BuildModel, layout: Layout): TextEdit[] {
  const formatter = new Formatter(model, layout);
  for (const item of model.tree.items) formatter.place(item);
  return formatter.edits;
}

class Formatter {
  readonly edits: TextEdit[] = [];
  private readonly model: BuildModel;
  private readonly text: string;
  private readonly lines: LineIndex;
  private readonly layout: Layout;
  /** So far there have been directives alone. */
  private inHeader = true;

  constructor(model: BuildModel, layout: Layout) {
    this.model = model;
    this.text = model.tree.text;
    this.lines = new LineIndex(this.text);
    this.layout = layout;
  }

  place(item: Item): void {
    if (item.kind === 'instruction') this.placeInstruction(item.instruction);
    else if (item.kind === 'blank') this.empty(item.range);
    else if (!this.inHeader || !(isLikeDirective(this.text, item.range) || this.hides(item)))
      this.indent(this.lines.lineAt(item.range.start), '');
    if (item.kind === 'blank' || item.kind === 'instruction') this.inHeader = false;
    else if (item.kind === 'comment' && !isLikeDirective(this.text, item.range)) this.inHeader = false;
  }

  /** A directive is taken with an indentation as well (`# escape`), and those below it are not: one that would be is there. */
  private hides(item: Item): boolean {
    return (
      item.kind === 'directive' &&
      /^[ \t]/.test(this.text.slice(this.begin(this.lines.lineAt(item.range.start)))) &&
      this.model.tree.comments.some(({ range }) => isLikeDirective(this.text, range))
    );
  }

  private placeInstruction(instruction: Instruction): void {
    // A template's own lines, or what another frontend knows: nobody can tell what its indentation means.
    if (instruction.name === undefined) return;
    this.indent(this.lines.lineAt(instruction.range.start), '');
    if (this.layout.onlyFirstLines || instruction.continuations.length === 0) return;
    const first = this.lines.lineAt(instruction.head.start) + 1;
    const last = this.lines.lineAt(instruction.head.end);
    const { isReadable, bound, nests } = boundTokens(instruction, this.model);
    const joints = new Map(instruction.continuations.map(({ start, end }) => [end, start]));
    const comments = new Set(instruction.comments.map((comment) => this.lines.lineAt(comment.range.start)));
    const deeper = new Map<number, number>();
    for (let line = first; isReadable && line <= last; line++) {
      const token = this.isBlank(line) ? undefined : joints.get(this.begin(line));
      const blanks = { start: this.begin(line), end: this.codeStart(line) };
      if (token !== undefined && !bound(blanks) && !(nests && this.isGlued(token, line)))
        deeper.set(line, this.width(line));
    }
    const base = [...deeper.values()].reduce(
      (least, width) => Math.min(least, width),
      Number.POSITIVE_INFINITY,
    );
    const places = new Map<number, string>();
    let below = 0;
    for (let line = last; line >= first; line--) {
      const width = deeper.get(line);
      if (width !== undefined) below = nests ? width - base : 0;
      // A comment speaks of the line below it.
      if (width !== undefined || comments.has(line)) places.set(line, indentOf(below, this.layout));
      else if (this.isBlank(line)) places.set(line, '');
    }
    for (let line = first; line <= last; line++) {
      const indentation = places.get(line);
      if (indentation !== undefined) this.indent(line, indentation);
    }
  }

  /** Whether a letter in front of an escape token and one that begins a line are next to each other without it. */
  private isGlued(token: number, line: number): boolean {
    return /\w/.test(this.text.charAt(token - 1)) && /\w/.test(this.text.charAt(this.begin(line)));
  }

  private empty({ start, end }: TextRange): void {
    for (let line = this.lines.lineAt(start); line < this.lines.lineCount; line++) {
      if (this.lines.fullRange(line).start >= end) return;
      this.indent(line, '');
    }
  }

  /** Puts an indentation in the place of the one that a line has. */
  private indent(line: number, indentation: string): void {
    const start = this.begin(line);
    const end = this.codeStart(line);
    if (this.text.slice(start, end) !== indentation)
      this.edits.push({ range: { start, end }, newText: indentation });
  }

  private isBlank(line: number): boolean {
    return this.codeStart(line) === this.lines.contentRange(line).end;
  }

  private width(line: number): number {
    return widthOf(this.text.slice(this.begin(line), this.codeStart(line)), this.layout);
  }

  /** Where a line begins, behind a byte order mark. */
  private begin(line: number): number {
    const { start } = this.lines.fullRange(line);
    return start === 0 && this.text.startsWith('\uFEFF') ? 1 : start;
  }

  /** Of a line of blanks its end. */
  private codeStart(line: number): number {
    const { end } = this.lines.contentRange(line);
    let at = this.begin(line);
    while (at < end && (this.text[at] === ' ' || this.text[at] === '\t')) at++;
    return at;
  }
}

/**
 * Of `# syntax` and `# check` BuildKit takes those at the margin alone, and looks for them behind a `#!` there: an
 * indentation that hides one from it must stay.
 */
function isLikeDirective(text: string, { start, end }: TextRange): boolean {
  return /^\uFEFF?[ \t]*#(?:!|\s*(?:syntax|check)\s*=)/i.test(text.slice(start, end));
}
