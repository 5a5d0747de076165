import { expand } from '../../server/src/syntax/dockerfile/expand.ts';
import { instructionErrors } from '../../server/src/syntax/dockerfile/instructionErrors.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import type {
  DockerfileTree,
  Instruction,
  LogicalText,
  SyntaxIssue,
} from '../../server/src/syntax/dockerfile/tree.ts';
import {
  instructionVariables,
  variableReferences,
  withNested,
} from '../../server/src/syntax/dockerfile/variables.ts';
import { contains, type TextRange } from '../../server/src/text/range.ts';

/** Parses a text and throws when the tree breaks one of its promises. Returns how many facts were checked. */
export function checkDockerfile(text: string): number {
  const checker = new Checker(text);
  checker.checkTree();
  return checker.count;
}

class Checker {
  count = 0;
  private readonly tree: DockerfileTree;
  private readonly text: string;
  /** How many line feeds stand in front of each offset asked for, worked out once. */
  private readonly lineStarts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    this.tree = parseDockerfile(text);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  checkTree(): void {
    const { tree, text } = this;
    let at = 0;
    for (const item of tree.items) {
      this.that(item.range.start === at && item.range.end > at, `item at ${at} is not adjacent`);
      at = item.range.end;
      if (item.kind === 'instruction') {
        const { instruction } = item;
        this.inside(item.range, instruction.range, 'instruction');
        this.that(instruction.startLine === this.lineAt(item.range.start), 'start line');
        for (const comment of instruction.comments) this.inside(item.range, comment.range, 'inner comment');
      }
      if (item.kind === 'comment') this.inside(item.range, item.comment.range, 'comment');
      if (item.kind === 'directive') this.inside(item.range, item.directive.range, 'directive');
    }
    this.that(at === text.length, 'items do not cover the text');
    const inItems = tree.items.flatMap((item) => (item.kind === 'instruction' ? [item.instruction] : []));
    this.that(inItems.length === tree.instructions.length, 'instructions and items differ');
    for (const instruction of tree.instructions) this.checkInstruction(instruction);
    this.ascending(
      tree.comments.map((comment) => comment.range),
      'comments',
    );
    for (const comment of tree.comments) {
      this.that(text[comment.range.start] === '#', 'a comment does not begin with its sign');
      if (comment.inside)
        this.that(comment.range.end <= comment.inside.head.end, 'a comment behind its instruction');
    }
    const issues: readonly SyntaxIssue[] = [...tree.errors, ...tree.warnings, ...instructionErrors(tree)];
    for (const { range, message } of issues) {
      this.range(range, message);
      this.that(message !== '', 'an issue without a message');
    }
    this.that(tree.instructions.length > 0 || tree.errors.length > 0, 'an empty file without an error');
  }

  private checkInstruction(instruction: Instruction): void {
    const { range, head, line, keyword, body, args, words, pairs, flags } = instruction;
    this.range(range, 'instruction');
    this.inside(range, head, 'head');
    this.logicalText(line, head, 'line');
    this.that(line.text.startsWith(keyword.text), 'the line does not begin with its keyword');
    this.logicalText(keyword, head, 'keyword');
    this.logicalText(body, head, 'body');
    this.logicalText(args, head, 'args');
    this.that(body.text.endsWith(args.text), 'args are not the end of the body');
    // In front of the keyword there may be a line with nothing but an escape token.
    this.that(instruction.startLine <= this.lineAt(range.start), 'start line');
    this.that(instruction.endLine >= this.lineAt(Math.max(range.start, range.end - 1)), 'end line');
    this.that(instruction.endLine < this.lineStarts.length, 'end line beyond the file');
    for (const word of words) {
      if (!instruction.json) {
        this.logicalText(word, args.range, 'word');
        this.that(line.text.startsWith(word.text, word.offset), 'the offset of a word');
      } else {
        this.inside(args.range, word.range, 'JSON word');
        for (const piece of word.map.segments(0, word.text.length))
          this.inside(head, piece, 'piece of a JSON word');
      }
    }
    if (!instruction.json)
      this.ascending(
        words.map((word) => word.range),
        'words',
      );
    for (const item of instruction.json?.items ?? []) {
      this.inside(instruction.json?.range ?? head, item.range, 'JSON item');
      this.that(
        this.text[item.range.start] === '"' && this.text[item.range.end - 1] === '"',
        'quotes of a JSON item',
      );
    }
    for (const pair of pairs) {
      this.inside(pair.range, pair.name.range, 'name');
      this.logicalText(pair.name, args.range, 'name');
      if (pair.value) this.logicalText(pair.value, args.range, 'value');
    }
    for (const flag of flags) {
      this.inside(body.range, flag.range, 'flag');
      this.inside(flag.range, flag.nameRange, 'flag name');
      if (flag.rawValue) this.logicalText(flag.rawValue, flag.range, 'flag value');
    }
    this.ascending(
      flags.map((flag) => flag.range),
      'flags',
    );
    this.ascending(instruction.continuations, 'continuations');
    this.ascending(instruction.emptyLines, 'empty lines');
    for (const heredoc of instruction.heredocs) {
      this.inside(head, heredoc.range, 'heredoc token');
      this.range(heredoc.contentRange, 'heredoc');
      this.that(heredoc.contentRange.start >= head.end, 'a body inside the head');
      if (heredoc.terminatorRange) {
        this.inside(range, heredoc.terminatorRange, 'terminator');
        const { start, end } = heredoc.terminatorRange;
        this.that(this.text.slice(start, end) === heredoc.name, 'the terminator is not the name');
      }
    }
    this.ascending(
      instruction.heredocs.map((heredoc) => heredoc.contentRange),
      'heredocs',
    );
    this.checkVariables(instruction);
    const { trigger } = instruction;
    if (trigger) {
      this.that(trigger.isTrigger, 'a trigger that does not know it is one');
      this.inside(range, trigger.range, 'trigger');
      this.checkInstruction(trigger);
    }
  }

  private checkVariables(instruction: Instruction): void {
    const options = { escape: this.tree.escape };
    for (const reference of withNested(instructionVariables(instruction, this.text, this.tree.escape))) {
      this.range(reference.range, 'reference');
      this.inside(reference.range, reference.nameRange, 'name of a reference');
    }
    for (const text of [instruction.args, ...instruction.words.slice(0, 20)]) {
      const references = variableReferences(text, options);
      const expansion = expand(text.text, () => undefined, options);
      for (const reference of withNested(references)) {
        const slice = text.text.slice(reference.start, reference.end);
        this.that(slice.startsWith('$') && slice.includes(reference.name), `reference ${slice}`);
        if (reference.operand) this.that(slice.includes(reference.operand.text), 'operand');
      }
      if (expansion.error !== undefined) continue;
      // What is looked up is what is referred to.
      const names = new Set([...withNested(references)].map((reference) => reference.name));
      this.that(
        names.size === expansion.unmatched.size && [...names].every((name) => expansion.unmatched.has(name)),
        `references ${[...names]} but lookups ${[...expansion.unmatched]} in ${JSON.stringify(text.text)}`,
      );
      this.that(
        [...withNested(references)].every((each) => each.error === undefined),
        'an error BuildKit does not see',
      );
    }
  }

  /** Text, map and range of a logical text agree with the document. */
  private logicalText(part: LogicalText, outer: TextRange, what: string): void {
    const { text, map, range } = part;
    this.inside(outer, range, what);
    const pieces = map.segments(0, text.length);
    this.ascending(pieces, `pieces of ${what}`);
    this.that(
      pieces.map(({ start, end }) => this.text.slice(start, end)).join('') === text,
      `text of ${what}`,
    );
    if (text === '') {
      this.that(range.start === range.end, `range of empty ${what}`);
      return;
    }
    this.that(range.start === pieces[0]?.start && range.end === pieces.at(-1)?.end, `range of ${what}`);
    for (const at of [0, text.length >> 1, text.length - 1]) {
      this.that(map.toDerived(map.toSource(at)) === at, `map of ${what} at ${at}`);
    }
  }

  private ascending(ranges: readonly TextRange[], what: string): void {
    let last = 0;
    for (const range of ranges) {
      this.range(range, what);
      this.that(range.start >= last, `${what} are not in order`);
      last = range.end;
    }
  }

  private inside(outer: TextRange, inner: TextRange, what: string): void {
    this.range(inner, what);
    const places = JSON.stringify([outer, inner]);
    this.that(contains(outer, inner), `${what} leaves what holds it: ${places}`);
  }

  private range({ start, end }: TextRange, what: string): void {
    this.that(0 <= start && start <= end && end <= this.text.length, `range of ${what}: ${start}-${end}`);
  }

  private lineAt(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private that(holds: boolean, message: string): void {
    this.count++;
    if (!holds) throw new Error(message);
  }
}
