import { hoverAt } from '../../server/src/features/hover/hover.ts';
import { unknownContext } from '../../server/src/lint/context.ts';
import { defaultConfiguration } from '../../server/src/lint/problem.ts';
import { lintDockerfile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';

/** The hover at the mark `<|>`, and the text it is about. */
export function hover(marked: string, withProblems = false): { about: string; markdown: string } | undefined {
  const offset = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  const model = createModel(parseDockerfile(text));
  const problems = withProblems
    ? lintDockerfile({ text, model, context: unknownContext, configuration: defaultConfiguration }).problems
    : [];
  const found = hoverAt(model, problems, offset);
  return found && { about: text.slice(found.range.start, found.range.end), markdown: found.markdown };
}
