import { skipSpaces, trimSpace, utf8Length } from '../../text/goStrings.ts';
import type { TextRange } from '../../text/range.ts';
import { DirectiveReader } from './directives.ts';
import { HeredocReader, type HeredocToken, heredocTokens } from './heredocs.ts';
import { keywordName, parseLine } from './instructionGrammar.ts';
import { contentEnd, type LogicalLine, nextLineStart, readLogicalLine, sliceText } from './logicalLines.ts';
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

/**
 * Parses a Dockerfile as BuildKit's parser package does, but goes on after what BuildKit refuses: errors are
 * values in the tree. Never throws; takes time linear in the length of the text.
 * https://github.com/moby/buildkit/tree/master/frontend/dockerfile/parser
 */
export function parseDockerfile(text: string): DockerfileTree {
  return new Parser(text).parse();
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** ONBUILD within ONBUILD is refused anyway: beyond this depth the chain is not taken apart further. */
const maximumTriggerDepth = 8;

/** Longer lines (in bytes, without `\n`) do not fit the buffer BuildKit reads with. */
const maximumLineBytes = 65_535;

class Parser {
  private readonly text: string;
  private readonly items: Item[] = [];
  private readonly directives: Directive[] = [];
  private readonly comments: Comment[] = [];
  private readonly instructions: Instruction[] = [];
  private readonly errors: SyntaxIssue[] = [];
  private readonly warnings: SyntaxIssue[] = [];
  private readonly directiveReader = new DirectiveReader();
  private readonly heredocReader: HeredocReader;
  private escape: Escape = '\\';
  private at = 0;
  private lineNumber = 0;

  constructor(text: string) {
    this.text = text;
    this.heredocReader = new HeredocReader(text);
  }

  parse(): DockerfileTree {
    const { text, items, directives, comments, instructions, errors, warnings } = this;
    this.checkLineLengths();
    while (this.at < text.length) this.readItem();
    if (instructions.length === 0) {
      errors.push({
        code: 'empty-file',
        message: 'file with no instructions',
        range: { start: 0, end: contentEnd(text, 0, nextLineStart(text, 0)) },
        instruction: undefined,
        values: {},
      });
    }
    errors.sort((a, b) => a.range.start - b.range.start);
    return { text, escape: this.escape, items, directives, comments, instructions, errors, warnings };
  }

  private readItem(): void {
    const { text } = this;
    const start = this.at;
    const lineStart = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
    const next = nextLineStart(text, start);
    const end = contentEnd(text, lineStart, next);
    const first = skipSpaces(text, lineStart, end);
    if (first < end && text.charCodeAt(first) !== 0x23) {
      this.directiveReader.read(text, lineStart, end, start === 0);
      this.readInstruction(start, first, end, next);
      return;
    }
    const range = { start, end: next };
    this.at = next;
    this.lineNumber++;
    const found = this.directiveReader.read(text, lineStart, end, start === 0);
    if (first === end) {
      this.items.push({ kind: 'blank', range });
    } else if (found && (found.honored || found.duplicate)) {
      this.items.push({ kind: 'directive', range, directive: found.directive });
      this.takeDirective(found.directive, found.duplicate);
    } else {
      const comment = this.makeComment({ start: first, end });
      this.comments.push(comment);
      this.items.push({ kind: 'comment', range, comment });
    }
  }

  private takeDirective(directive: Directive, duplicate: boolean): void {
    const { name, value } = directive;
    this.directives.push(directive);
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

  private readInstruction(itemStart: number, first: number, end: number, next: number): void {
    const logical = readLogicalLine(this.text, first, end, next, this.escape);
    const startLine = this.lineNumber;
    const endLine = startLine + logical.lineCount - 1;
    // The first line can be nothing but an escape token: blanks of the next line then stand in front.
    const indent = skipSpaces(logical.content.text, 0, logical.content.text.length);
    const line =
      indent > 0 ? sliceText(logical.content, indent, logical.content.text.length) : logical.content;
    const comments =
      logical.comments.length > 0 ? logical.comments.map((range) => this.makeComment(range)) : noComments;
    const instruction = this.build(line, logical, comments, startLine, endLine, 0);
    for (const comment of comments) {
      comment.inside = instruction;
      this.comments.push(comment);
    }
    this.at = logical.next;
    this.lineNumber = endLine + 1;
    this.warnOfEmptyLines(instruction, logical);
    this.readHeredocs(instruction, line);
    this.instructions.push(instruction);
    this.items.push({ kind: 'instruction', range: { start: itemStart, end: this.at }, instruction });
  }

  private build(
    line: LogicalText,
    logical: LogicalLine,
    comments: readonly Comment[],
    startLine: number,
    endLine: number,
    depth: number,
  ): Draft<Instruction> {
    const { name, keyword, body, flags, args, parsed, argsStart } = parseLine(line, this.escape);
    const start = keyword.range.start;
    const head = { start, end: Math.max(start, logical.end) };
    const isTrigger = depth > 0;
    const instruction: Draft<Instruction> = {
      name,
      keyword,
      range: head,
      head,
      startLine,
      endLine,
      line,
      body,
      flags,
      args,
      words: parsed.words,
      pairs: parsed.pairs,
      json: parsed.json,
      brokenJson: parsed.brokenJson,
      shell: parsed.shell,
      heredocs: noHeredocs,
      trigger: undefined,
      isTrigger,
      comments: isTrigger ? comments.filter((comment) => comment.range.start >= start) : comments,
      continuations: isTrigger ? within(logical.continuations, start) : logical.continuations,
      emptyLines: isTrigger ? within(logical.emptyLines, start) : logical.emptyLines,
    };
    for (const issue of parsed.issues) this.errors.push({ ...issue, instruction });
    if (name === 'ONBUILD' && args.text !== '' && depth < maximumTriggerDepth) {
      const rest = sliceText(line, argsStart, line.text.length);
      instruction.trigger = this.build(rest, logical, comments, startLine, endLine, depth + 1);
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
  private readHeredocs(instruction: Draft<Instruction>, line: LogicalText): void {
    const owner: Draft<Instruction> = instruction.trigger ?? instruction;
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
      each.heredocs = heredocs;
      each.range = { start: each.range.start, end: Math.max(each.head.end, end) };
      each.endLine = this.lineNumber - 1;
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
    return { range, text: trimSpace(this.text.slice(range.start + 1, range.end)), inside: undefined };
  }

  private checkLineLengths(): void {
    const { text } = this;
    if (text.length <= maximumLineBytes / 3) return;
    for (let at = 0; at < text.length; ) {
      const next = nextLineStart(text, at);
      const end = text.charCodeAt(next - 1) === 10 ? next - 1 : next;
      if (end - at > maximumLineBytes / 3 && utf8Length(text, at, end) > maximumLineBytes) {
        this.errors.push({
          code: 'line-too-long',
          message: `dockerfile line greater than max allowed size of ${maximumLineBytes}`,
          range: { start: at, end: contentEnd(text, at, next) },
          instruction: undefined,
          values: { maximum: String(maximumLineBytes) },
        });
      }
      at = next;
    }
  }
}

const noHeredocs: readonly Heredoc[] = [];
const noComments: readonly Draft<Comment>[] = [];

function within(ranges: readonly TextRange[], start: number): readonly TextRange[] {
  return ranges.filter((range) => range.start >= start);
}
