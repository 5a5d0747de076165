import { createModel } from '../../model/model.ts';
import type { BuildModel } from '../../model/types.ts';
import { keywordNames } from '../../syntax/dockerfile/instructionGrammar.ts';
import { parseDockerfile } from '../../syntax/dockerfile/parser.ts';
import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
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
  if (typed !== tree.escape || layout.onlyFirstLines || position.line + 1 >= lines.lineCount) return [];
  const isThere = text.charAt(offset - 1) === typed;
  const token = isThere ? offset - 1 : offset;
  const rest = text.slice(offset);
  // The file as it was, and as it is once the character is there.
  const before = parseDockerfile(text.slice(0, token) + rest);
  const then = createModel(parseDockerfile(text.slice(0, token) + typed + rest));
  const begin = new LineIndex(then.tree.text).fullRange(position.line + 1).start;
  const instruction = then.tree.instructions.find(({ range }) => range.end >= begin);
  const isJoint = instruction?.continuations.some((one) => one.start === token && one.end === begin);
  if (!instruction || !isJoint || isInHeredoc(before, begin - typed.length)) return [];
  const [blanks = '', word = ''] = /^([ \t]*)(\S*)/.exec(then.tree.text.slice(begin))?.slice(1) ?? [];
  if (word === '' || (isKeyword(word) && !takesKeyword(instruction))) return [];
  const { isReadable, bound } = boundTokens(instruction, then);
  if (!isReadable || bound({ start: begin, end: begin + blanks.length })) return [];
  const isFirst = lines.lineAt(instruction.range.start) === position.line;
  const newText = isFirst ? indentOf(0, layout) : (/^[ \t]*/.exec(lines.lineText(position.line))?.[0] ?? '');
  const start = isThere ? begin : begin - typed.length;
  return newText === blanks ? [] : [{ range: { start, end: start + blanks.length }, newText }];
}

/** The line there was text of a heredoc, and will be again: the line above is about to change once more. */
function isInHeredoc({ instructions }: DockerfileTree, offset: number): boolean {
  return instructions.some(({ heredocs }) =>
    heredocs.some(
      ({ contentRange, terminatorRange }) =>
        offset >= contentRange.start && offset < (terminatorRange?.end ?? Number.POSITIVE_INFINITY),
    ),
  );
}

/** ONBUILD, and HEALTHCHECK with flags alone. */
function takesKeyword({ name, words, trigger }: Instruction): boolean {
  return name === 'ONBUILD' ? trigger !== undefined : name === 'HEALTHCHECK' && words.length > 0;
}

function isKeyword(word: string): boolean {
  return keywordNames.some((name) => name === word);
}
