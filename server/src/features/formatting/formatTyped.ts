import { createModel } from '../../model/model.ts';
import type { BuildModel } from '../../model/types.ts';
import { keywordNames } from '../../syntax/dockerfile/instructionGrammar.ts';
import { parseDockerfile } from '../../syntax/dockerfile/parser.ts';
import type { TextEdit } from '../../text/edit.ts';
import { LineIndex, type Position } from '../../text/lines.ts';
import { boundTokens } from './boundTokens.ts';
import { asShown } from './format.ts';
import { indentOf } from './indentation.ts';
import type { Layout } from './layout.ts';

/**
 * The escape character has been typed in front of a position, or is about to be typed there. Where it ends its line, the
 * next line belongs to the instruction now, and gets the indentation of one that does. A line with a keyword of its own
 * stays: a line is about to be typed above it.
 */
export function formatTyped(
  model: BuildModel,
  position: Position,
  typed: string,
  layout: Layout,
): TextEdit[] {
  const { tree } = asShown(model);
  const { text } = tree;
  const lines = new LineIndex(text);
  const offset = lines.offsetAt(position);
  const next = lines.contentRange(position.line + 1);
  const [blanks = '', word] = /^([ \t]*)(\S*)/.exec(text.slice(next.start, next.end))?.slice(1) ?? [];
  const isMeant = typed === tree.escape && !layout.onlyFirstLines && position.line + 1 < lines.lineCount;
  if (!isMeant || !word || isKeyword(word)) return [];
  const isThere = text.charAt(offset - 1) === typed;
  const token = isThere ? offset - 1 : offset;
  const typedText = isThere ? '' : typed;
  // What the file is once the character is there.
  const then = createModel(parseDockerfile(text.slice(0, offset) + typedText + text.slice(offset)));
  const begin = next.start + typedText.length;
  const instruction = then.tree.instructions.find(({ range }) => range.end >= begin);
  const isJoint = instruction?.continuations.some((one) => one.start === token && one.end === begin);
  if (!instruction || !isJoint) return [];
  const { isReadable, bound } = boundTokens(instruction, then);
  if (!isReadable || bound({ start: begin, end: begin + blanks.length })) return [];
  const isFirst = lines.lineAt(instruction.range.start) === position.line;
  const newText = isFirst ? indentOf(0, layout) : (/^[ \t]*/.exec(lines.lineText(position.line))?.[0] ?? '');
  return newText === blanks
    ? []
    : [{ range: { start: next.start, end: next.start + blanks.length }, newText }];
}

function isKeyword(word: string): boolean {
  return keywordNames.some((name) => name === word);
}
