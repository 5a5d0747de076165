import type { Anchor } from '../../text/anchor.ts';
import type { TextRange } from '../../text/range.ts';
import type { LineParts } from './instructionGrammar.ts';
import type { Piece } from './piece.ts';
import type { RetiredPieces } from './retiredPieces.ts';
import type {
  BrokenJson,
  Comment,
  Directive,
  DockerfileTree,
  Escape,
  Flag,
  Heredoc,
  Instruction,
  Item,
  JsonArray,
  KeywordName,
  LogicalText,
  Pair,
  SyntaxIssue,
  Word,
} from './tree.ts';

/** A tree as the parser makes it: the pieces, and what is in them by kind. */
export class ParsedTree implements DockerfileTree {
  readonly text: string;
  readonly escape: Escape;
  readonly pieces: readonly Piece[];
  /** How many pieces stand where directives are still looked for. */
  readonly headerLength: number;
  /** Its pieces belong to a later tree now. */
  isUsedUp = false;
  /** Pieces of earlier versions, for the next one. */
  readonly retired: RetiredPieces;
  readonly items: readonly Item[];
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  readonly errors: readonly SyntaxIssue[];
  readonly warnings: readonly SyntaxIssue[];

  constructor(
    text: string,
    escapeToken: Escape,
    pieces: readonly Piece[],
    headerLength: number,
    issuesOfLines: readonly SyntaxIssue[],
    retired: RetiredPieces,
  ) {
    this.text = text;
    this.escape = escapeToken;
    this.pieces = pieces;
    this.headerLength = headerLength;
    this.retired = retired;
    const items: Item[] = [];
    const directives: Directive[] = [];
    const comments: Comment[] = [];
    const instructions: Instruction[] = [];
    const errors: SyntaxIssue[] = [...issuesOfLines];
    const warnings: SyntaxIssue[] = [];
    // Every keystroke goes through all of them: most have none, and an iterator for nothing is garbage all the same.
    for (let i = 0; i < pieces.length; i++) {
      const { item, errors: ownErrors, warnings: ownWarnings } = pieces[i] as Piece;
      items.push(item);
      if (item.kind === 'directive') directives.push(item.directive);
      else if (item.kind === 'comment') comments.push(item.comment);
      else if (item.kind === 'instruction') {
        instructions.push(item.instruction);
        const { comments: inside } = item.instruction;
        if (inside.length > 0) for (const comment of inside) comments.push(comment);
      }
      if (ownErrors.length > 0) for (const error of ownErrors) errors.push(error);
      if (ownWarnings.length > 0) for (const warning of ownWarnings) warnings.push(warning);
    }
    this.items = items;
    this.directives = directives;
    this.comments = comments;
    this.instructions = instructions;
    this.errors = errors.sort((a, b) => a.range.start - b.range.start);
    this.warnings = warnings;
  }
}

/** What of an earlier tree stands in a new text as it did. */
export interface ReusablePieces {
  readonly tree: ParsedTree;
  /** So many pieces from the top are unchanged. */
  readonly top: number;
  /** From this piece on all are unchanged, though somewhere else. Moves on as the new text is read. */
  rest: number;
  /** How far the rest has moved. */
  readonly moved: number;
}

/** Uses the tree up. Undefined when it has been already. */
export function reusablePieces(tree: ParsedTree, text: string): ReusablePieces | undefined {
  if (tree.isUsedUp) return undefined;
  tree.isUsedUp = true;
  const { pieces, headerLength } = tree;
  const same = commonStart(tree.text, text);
  const sameEnd = commonEnd(tree.text, text, Math.min(tree.text.length, text.length) - same);
  let top = 0;
  // The last one ends with the text: it might go on in a longer one.
  while (top < pieces.length - 1) {
    const piece = pieces[top] as Piece;
    if (piece.item.range.end > same || piece.isOpenEnded) break;
    top++;
  }
  // As long as directives are looked for, a piece is what the ones above it allow.
  if (top <= headerLength) top = 0;
  let rest = pieces.length;
  const firstSame = tree.text.length - sameEnd;
  const first = Math.max(top, headerLength, 1);
  while (rest > first && (pieces[rest - 1] as Piece).anchor.offset >= firstSame) rest--;
  return { tree, top, rest, moved: text.length - tree.text.length };
}

const block = 1024;

function commonStart(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at + block <= length && a.slice(at, at + block) === b.slice(at, at + block)) at += block;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonEnd(a: string, b: string, limit: number): number {
  const [endA, endB] = [a.length, b.length];
  let same = 0;
  while (
    same + block <= limit &&
    a.slice(endA - same - block, endA - same) === b.slice(endB - same - block, endB - same)
  ) {
    same += block;
  }
  while (same < limit && a.charCodeAt(endA - same - 1) === b.charCodeAt(endB - same - 1)) same++;
  return same;
}

/** An instruction: a class, since its lines move with its anchor, and because there are many. */
export class ParsedInstruction implements Instruction {
  readonly name: KeywordName | undefined;
  readonly keyword: Word;
  range: TextRange;
  readonly head: TextRange;
  readonly line: LogicalText;
  readonly body: LogicalText;
  readonly flags: readonly Flag[];
  readonly args: LogicalText;
  readonly words: readonly Word[];
  readonly pairs: readonly Pair[];
  readonly json: JsonArray | undefined;
  readonly brokenJson: BrokenJson | undefined;
  readonly shell: LogicalText | undefined;
  heredocs: readonly Heredoc[] = noHeredocs;
  trigger: ParsedInstruction | undefined = undefined;
  readonly isTrigger: boolean;
  readonly comments: readonly Comment[];
  readonly continuations: readonly TextRange[];
  readonly emptyLines: readonly TextRange[];
  private readonly anchor: Anchor;
  private lineCount: number;
  #kept: Map<(instruction: Instruction) => unknown, unknown> | undefined;

  constructor(
    anchor: Anchor,
    head: TextRange,
    lineCount: number,
    isTrigger: boolean,
    { name, keyword, body, flags, args, parsed }: Omit<LineParts, 'argsStart'>,
    line: LogicalText,
    inside: Pick<Instruction, 'comments' | 'continuations' | 'emptyLines'>,
  ) {
    this.name = name;
    this.keyword = keyword;
    this.range = head;
    this.head = head;
    this.line = line;
    this.body = body;
    this.flags = flags;
    this.args = args;
    this.words = parsed.words;
    this.pairs = parsed.pairs;
    this.json = parsed.json;
    this.brokenJson = parsed.brokenJson;
    this.shell = parsed.shell;
    this.isTrigger = isTrigger;
    this.comments = inside.comments;
    this.continuations = inside.continuations;
    this.emptyLines = inside.emptyLines;
    this.anchor = anchor;
    this.lineCount = lineCount;
  }

  get startLine(): number {
    return this.anchor.line;
  }

  get endLine(): number {
    return this.anchor.line + this.lineCount - 1;
  }

  /** For the parser, which reads them when the instruction is there. */
  takeHeredocs(heredocs: readonly Heredoc[], end: number, lineCount: number): void {
    this.heredocs = heredocs;
    this.range = this.anchor.range(this.range.start, end);
    this.lineCount = lineCount;
  }

  once<T>(compute: (instruction: Instruction) => T): T {
    this.#kept ??= new Map();
    if (!this.#kept.has(compute)) this.#kept.set(compute, compute(this));
    // What is kept under a function is what that function gave.
    return this.#kept.get(compute) as T;
  }
}

const noHeredocs: readonly Heredoc[] = [];
