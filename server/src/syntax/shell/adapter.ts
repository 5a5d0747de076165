import type { ParsedScript, SyntaxNode } from 'unbash';
import { forEachChild, parse } from 'unbash';

/**
 * The gate to the shell parser: the only module that imports it. Its tree stays inside this folder; rules see
 * `ShellScript`. Offsets of its nodes are UTF-16 offsets into the parsed text, half-open.
 */
export type {
  AndOr,
  ArithmeticExpression,
  Assignment,
  Command,
  CommandNode,
  CompoundCommand,
  CompoundList,
  Coproc,
  Function as FunctionDefinition,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  SyntaxNode,
  TestExpression,
  Word,
  WordPart,
} from 'unbash';

/** Linear in the text; nesting is capped by the parser (256 levels, then an error in the tree). */
export function parseShellText(text: string): ParsedScript {
  return parse(text);
}

/** Calls back for each direct child: words, parts, and the scripts of substitutions. */
export function eachChild(node: SyntaxNode, callback: (child: SyntaxNode) => void): void {
  forEachChild(node, callback);
}

/** A construct that the parser had to close itself ends where it begins: take the end of its last child. */
export function endOf(node: SyntaxNode): number {
  let end = node.end;
  if (end > node.pos) return end;
  eachChild(node, (child) => {
    end = Math.max(end, endOf(child));
  });
  return end;
}
