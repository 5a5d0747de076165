import { Anchor } from '../../text/anchor.ts';
import { detached } from '../../text/detached.ts';
import { skipSpaces, trimSpace, utf8Length } from '../../text/goStrings.ts';
import type { TextRange } from '../../text/range.ts';
import { DirectiveReader } from './directives.ts';
import { HeredocReader, type HeredocToken, heredocTokens } from './heredocs.ts';
import { keywordName, parseLine } from './instructionGrammar.ts';
import { contentEnd, type LogicalLine, nextLineStart, readLogicalLine, sliceText } from './logicalLines.ts';
import { ParsedInstruction, ParsedTree, type ReusablePieces, reusablePieces } from './parsedTree.ts';
import type { Piece } from './piece.ts';
import { RetiredPieces } from './retiredPieces.ts';
import type {
  Comment,
  Directive,
  DockerfileTree,
  Escape,
  Heredoc,
  Instruction,
  Item,
  LogicalText,
  SyntaxIssue,
} from './tree.ts';

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Parses a Dockerfile as BuildKit's parser package does, but goes on after what BuildKit refuses: errors are
 * values in the tree. Never throws; takes time linear in the length of the text. With the tree of an earlier version
 * of the text, only what has changed since is read anew: the earlier tree is used up by that (see `DockerfileTree`).
 * https://github.com/moby/buildkit/tree/master/frontend/dockerfile/parser
 */
export function parseDockerfile(text: string, earlier?: DockerfileTree): DockerfileTree {
  const parser = new Parser(text);
  return parser.parse(earlier instanceof ParsedTree ? reusablePieces(earlier, text) : undefined);
}

/** ONBUILD within ONBUILD is refused anyway: beyond this depth the chain is not taken apart further. */
const maximumTriggerDepth = 8;

/** Longer lines (in bytes, without `\n`) do not fit the buffer BuildKit reads with. */
const maximumLineBytes = 65_535;

class Parser {
  private readonly text: string;
  private readonly pieces: Piece[] = [];
  private readonly directiveReader = new DirectiveReader();
  private readonly heredocReader: HeredocReader;
  private escape: Escape = '\\';
  private at = 0;
  private lineNumber = 0;
  private headerLength = 0;
  /** What is found in the piece being read. */
  private errors: SyntaxIssue[] = [];
  private warnings: SyntaxIssue[] = [];
  private isOpenEnded = false;
  /** The rest of the earlier tree goes on as it did. */
  private isRestTaken = false;

  constructor(text: string) {
    this.text = text;
    this.heredocReader = new HeredocReader(text);
  }

  parse(reusable: ReusablePieces | undefined): DockerfileTree {
    const { text, pieces } = this;
    const retired = reusable?.tree.retired ?? new RetiredPieces();
    if (reusable) this.takeUnchangedTop(reusable);
    while (this.at < text.length) {
      if (reusable && this.takeUnchangedRest(reusable)) break;
      if (!reusable || !this.takeRetired(reusable, retired)) this.readPiece();
    }
    if (reusable) {
      const { tree, top, rest } = reusable;
      // The last one ended where the text did.
      const end = this.isRestTaken ? rest : tree.pieces.length - 1;
      const dropped = tree.pieces.slice(Math.max(top, tree.headerLength), end);
      retired.retire(dropped, tree.text);
    }
    // Under another escape token they would be other pieces.
    const kept = !reusable || reusable.tree.escape === this.escape ? retired : new RetiredPieces();
    return new ParsedTree(text, this.escape, pieces, this.headerLength, this.issuesOfLines(), kept);
  }

  /** A piece is what its text says, below the directives and under the same escape token. */
  private takeRetired({ tree }: ReusablePieces, retired: RetiredPieces): boolean {
    if (!this.directiveReader.isDone || this.escape !== tree.escape || this.at === 0) return false;
    const found = retired.take(this.text, this.at);
    if (!found) return false;
    const { anchor, lineCount } = found.piece;
    anchor.moveBy(this.at - anchor.offset, this.lineNumber - anchor.line);
    this.pieces.push(found.piece);
    this.at += found.text.length;
    this.lineNumber += lineCount;
    return true;
  }

  private takeUnchangedTop({ tree, top }: ReusablePieces): void {
    const last = tree.pieces[top - 1];
    if (!last) return;
    for (let i = 0; i < top; i++) this.pieces.push(tree.pieces[i] as Piece);
    this.escape = tree.escape;
    this.headerLength = tree.headerLength;
    this.directiveReader.finish();
    this.at = last.item.range.end;
    this.lineNumber = last.anchor.line + last.lineCount;
  }

  /** From the first unchanged piece that begins where the reader is, all others follow as they did. */
  private takeUnchangedRest(reusable: ReusablePieces): boolean {
    const { tree, rest, moved } = reusable;
    if (!this.directiveReader.isDone || this.escape !== tree.escape) return false;
    let index = reusable.rest;
    while (index < tree.pieces.length && (tree.pieces[index] as Piece).anchor.offset + moved < this.at)
      index++;
    reusable.rest = index;
    const first = tree.pieces[index];
    if (!first || index < rest || first.anchor.offset + moved !== this.at) return false;
    const lines = this.lineNumber - first.anchor.line;
    for (let i = index; i < tree.pieces.length; i++) {
      const piece = tree.pieces[i] as Piece;
      piece.anchor.moveBy(moved, lines);
      this.pieces.push(piece);
    }
    this.at = this.text.length;
    this.isRestTaken = true;
    return true;
  }

  private readPiece(): void {
    const anchor = new Anchor(this.at, this.lineNumber);
    const item = this.readItem(anchor);
    this.pieces.push({
      item,
      anchor,
      lineCount: this.lineNumber - anchor.line,
      errors: this.errors.length > 0 ? this.errors : noIssues,
      warnings: this.warnings.length > 0 ? this.warnings : noIssues,
      isOpenEnded: this.isOpenEnded,
    });
    if (this.errors.length > 0) this.errors = [];
    if (this.warnings.length > 0) this.warnings = [];
    this.isOpenEnded = false;
    if (!this.directiveReader.isDone) this.headerLength = this.pieces.length;
  }

  private readItem(anchor: Anchor): Item {
    const { text } = this;
    const start = this.at;
    const lineStart = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
    const next = nextLineStart(text, start);
    const end = contentEnd(text, lineStart, next);
    const first = skipSpaces(text, lineStart, end);
    if (first < end && text.charCodeAt(first) !== 0x23) {
      this.directiveReader.read(text, lineStart, end, start === 0);
      return this.readInstruction(anchor, first, end, next);
    }
    const range = anchor.range(start, next);
    this.at = next;
    this.lineNumber++;
    const found = this.directiveReader.read(text, lineStart, end, start === 0);
    if (first === end) return { kind: 'blank', range };
    if (found && (found.honored || found.duplicate)) {
      this.takeDirective(found.directive, found.duplicate);
      return { kind: 'directive', range, directive: found.directive };
    }
    return { kind: 'comment', range, comment: this.makeComment(anchor.range(first, end)) };
  }

  private takeDirective(directive: Directive, duplicate: boolean): void {
    const { name, value } = directive;
    if (duplicate) {
      this.errors.push({
        code: 'duplicate-directive',
        message: `only one ${name} parser directive can be used`,
        range: directive.range,
        instruction: undefined,
        values: { name },
      });
    } else if (name === 'escape') {
      if (value === '\\' || value === '`') {
        this.escape = value;
        return;
      }
      this.errors.push({
        code: 'invalid-escape-directive',
        message: `invalid escape token '${value}' does not match \` or \\`,
        range: directive.valueRange,
        instruction: undefined,
        values: { value },
      });
    }
  }

  private readInstruction(anchor: Anchor, first: number, end: number, next: number): Item {
    const logical = readLogicalLine(this.text, first, end, next, this.escape, anchor);
    const { lineCount } = logical;
    // The first line can be nothing but an escape token: blanks of the next line then stand in front.
    const indent = skipSpaces(logical.content.text, 0, logical.content.text.length);
    const line =
      indent > 0 ? sliceText(logical.content, indent, logical.content.text.length) : logical.content;
    const comments =
      logical.comments.length > 0 ? logical.comments.map((range) => this.makeComment(range)) : noComments;
    const instruction = this.build(anchor, line, logical, comments, 0);
    for (const comment of comments) comment.inside = instruction;
    this.at = logical.next;
    this.lineNumber += lineCount;
    this.warnOfEmptyLines(instruction, logical);
    this.readHeredocs(instruction, line);
    return { kind: 'instruction', range: anchor.range(anchor.offset, this.at), instruction };
  }

  private build(
    anchor: Anchor,
    line: LogicalText,
    logical: LogicalLine,
    comments: readonly Comment[],
    depth: number,
  ): ParsedInstruction {
    const { name, keyword, body, flags, args, parsed, argsStart } = parseLine(line, this.escape);
    const { start } = keyword.range;
    const isTrigger = depth > 0;
    const instruction = new ParsedInstruction(
      anchor,
      anchor.range(start, Math.max(start, logical.end)),
      logical.lineCount,
      isTrigger,
      { name, keyword, body, flags, args, parsed },
      line,
      {
        comments: isTrigger ? comments.filter((comment) => comment.range.start >= start) : comments,
        continuations: isTrigger ? within(logical.continuations, start) : logical.continuations,
        emptyLines: isTrigger ? within(logical.emptyLines, start) : logical.emptyLines,
      },
    );
    for (const issue of parsed.issues) this.errors.push({ ...issue, instruction });
    if (name === 'ONBUILD' && args.text !== '' && depth < maximumTriggerDepth) {
      const rest = sliceText(line, argsStart, line.text.length);
      instruction.trigger = this.build(anchor, rest, logical, comments, depth + 1);
    }
    return instruction;
  }

  private warnOfEmptyLines(instruction: Instruction, logical: LogicalLine): void {
    const [first] = logical.emptyLines;
    if (!first) return;
    this.warnings.push({
      code: 'empty-continuation-line',
      message: `Empty continuation line found in: ${logical.content.text}`,
      range: first,
      instruction,
      values: {},
    });
  }

  /** ONBUILD hands the heredocs of its trigger on; a trigger of a trigger has none. */
  private readHeredocs(instruction: ParsedInstruction, line: LogicalText): void {
    const owner = instruction.trigger ?? instruction;
    if (owner.name !== 'RUN' && owner.name !== 'COPY' && owner.name !== 'ADD') return;
    if (owner.json || !line.text.includes('<<')) return;
    const heredocs: Heredoc[] = [];
    for (const token of heredocTokens(line.text)) {
      const { mark, error } = token;
      if (mark) {
        const heredoc = this.readHeredoc(instruction, line, token, mark);
        heredocs.push(heredoc);
      } else {
        this.errors.push({
          code: 'invalid-heredoc',
          message: error ?? '',
          range: line.map.toSourceRange(token.start, token.end),
          instruction,
          values: {},
        });
      }
    }
    const last = heredocs.at(-1);
    if (!last) return;
    const end = last.terminatorRange?.end ?? contentEnd(this.text, last.contentRange.start, this.at);
    for (const each of new Set([instruction, owner])) {
      each.takeHeredocs(heredocs, Math.max(each.head.end, end), this.lineNumber - instruction.startLine);
    }
  }

  private readHeredoc(
    instruction: Instruction,
    line: LogicalText,
    token: HeredocToken,
    mark: NonNullable<HeredocToken['mark']>,
  ): Heredoc {
    const start = this.at;
    const { heredoc, next, lineCount } = this.heredocReader.read(mark, line, token, start);
    if (next !== undefined) {
      this.at = next;
      this.lineNumber += lineCount;
      return heredoc;
    }
    this.errors.push({
      code: 'unterminated-heredoc',
      message: 'unterminated heredoc',
      range: heredoc.range,
      instruction,
      values: { name: mark.name },
    });
    this.isOpenEnded = true;
    const end = this.skipToInstruction();
    return this.heredocReader.make(mark, line, token, start, end, undefined);
  }

  /**
   * Recovery from a heredoc that never ends: its body reaches to the next line that looks like an instruction,
   * so that the rest of the file keeps its meaning while the terminator is not yet typed.
   */
  private skipToInstruction(): number {
    const { text } = this;
    while (this.at < text.length) {
      const keyword = /[A-Z]+(?=[ \t])/y;
      keyword.lastIndex = this.at;
      const word = keyword.exec(text)?.[0];
      if (word !== undefined && keywordName(word)) break;
      this.at = nextLineStart(text, this.at);
      this.lineNumber++;
    }
    return this.at;
  }

  private makeComment(range: TextRange): Draft<Comment> {
    const text = detached(trimSpace(this.text.slice(range.start + 1, range.end)));
    return { range, text, inside: undefined };
  }

  /** What is wrong with the file and its lines, whatever they hold. */
  private issuesOfLines(): SyntaxIssue[] {
    const { text } = this;
    const issues: SyntaxIssue[] = [];
    if (!this.pieces.some(({ item }) => item.kind === 'instruction')) {
      issues.push({
        code: 'empty-file',
        message: 'file with no instructions',
        range: { start: 0, end: contentEnd(text, 0, nextLineStart(text, 0)) },
        instruction: undefined,
        values: {},
      });
    }
    if (text.length <= maximumLineBytes / 3) return issues;
    for (let at = 0; at < text.length; ) {
      const next = nextLineStart(text, at);
      const end = text.charCodeAt(next - 1) === 10 ? next - 1 : next;
      if (end - at > maximumLineBytes / 3 && utf8Length(text, at, end) > maximumLineBytes) {
        issues.push({
          code: 'line-too-long',
          message: `dockerfile line greater than max allowed size of ${maximumLineBytes}`,
          range: { start: at, end: contentEnd(text, at, next) },
          instruction: undefined,
          values: { maximum: String(maximumLineBytes) },
        });
      }
      at = next;
    }
    return issues;
  }
}

const noIssues: readonly SyntaxIssue[] = [];
const noComments: readonly Draft<Comment>[] = [];

function within(ranges: readonly TextRange[], start: number): readonly TextRange[] {
  return ranges.filter((range) => range.start >= start);
}
