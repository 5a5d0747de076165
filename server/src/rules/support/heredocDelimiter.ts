import type { BuildModel, VariableUse } from '../../model/types.ts';
import type { Heredoc, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { contains } from '../../text/range.ts';

/** What takes its meaning from a character in the body of a COPY or ADD, whatever the file's escape token is. */
export const bodyEscape = '\\';

/**
 * Quotes the delimiter of a body, so that the builder takes it as it is written. Undefined where it has something for
 * the builder as well: a variable of the build, or an escaped `$`.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go (dispatch, ExpandRaw)
 */
export function quotedDelimiter(
  { content, contentRange, name, range }: Heredoc,
  instruction: Instruction,
  model: BuildModel,
): TextEdit | undefined {
  if (/\\[\\$`]/.test(content)) return undefined;
  const isOfBuild = ({ result, range: place }: VariableUse) =>
    contains(contentRange, place) &&
    (result.kind === 'out-of-scope' || (result.kind === 'defined' && result.definition.kind !== 'base'));
  if (model.variableUsesIn([model.stepOf(instruction)]).some(isOfBuild)) return undefined;
  return { range: { start: range.end - name.length, end: range.end }, newText: `'${name}'` };
}
