import { directiveDocs, flagLink } from '../../knowledge/flagDocs.ts';
import type { Problem } from '../../lint/problem.ts';
import type { BuildModel } from '../../model/types.ts';
import { instructionAt } from '../../syntax/dockerfile/locate.ts';
import type { Directive, Instruction } from '../../syntax/dockerfile/tree.ts';
import { codeBlock } from '../../text/markdown.ts';
import { type TextRange, touches } from '../../text/range.ts';
import { usedAt } from '../variableAt.ts';
import { type ContextInWords, describeContext } from './context.ts';
import { describeDefinedName } from './definition.ts';
import { describeFlag } from './flag.ts';
import type { Hover } from './hoverContent.ts';
import { describeImage } from './image.ts';
import { describeInstruction } from './instruction.ts';
import { describeProblem } from './problem.ts';
import { describeShellUse } from './shellUse.ts';
import { describeStageReference } from './stage.ts';
import { describeVariable } from './variable.ts';

/**
 * What there is to say at an offset: of the keyword, flag, directive, variable or stage name under it, and of the
 * problems that cover it. `context` is asked where files come from the build context. Undefined when there is nothing.
 * Never throws.
 */
export function hoverAt(
  model: BuildModel,
  problems: readonly Problem[],
  offset: number,
  context: () => ContextInWords | undefined = () => undefined,
): Hover | undefined {
  const token = tokenAt(model, offset, context);
  const covering = problems.filter((problem) => touches(problem.range, offset));
  const sections = [...(token ? [token.markdown] : []), ...covering.map(describeProblem)];
  if (sections.length === 0) return undefined;
  const range = token?.range ?? smallest(covering.map((problem) => problem.range));
  return { range, markdown: sections.join('\n\n---\n\n') };
}

function smallest(ranges: readonly TextRange[]): TextRange {
  return ranges.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
}

function tokenAt(
  model: BuildModel,
  offset: number,
  context: () => ContextInWords | undefined,
): Hover | undefined {
  const directive = model.tree.directives.find((candidate) => touches(candidate.range, offset));
  if (directive) return describeDirective(directive);

  const instruction = instructionAt(model.tree, offset);
  if (!instruction) return undefined;

  const variable = usedAt(model, instruction, offset);
  const explained =
    variable &&
    (variable.expandedBy === 'build' ? describeVariable(variable, model) : describeShellUse(variable, model));
  if (variable && explained !== undefined) return { range: variable.range, markdown: explained };

  for (let at: Instruction | undefined = instruction; at; at = at.trigger) {
    if (touches(at.keyword.range, offset)) {
      const markdown = describeInstruction(at, model, describeContext(model.stepOf(at), context));
      return markdown ? { range: at.keyword.range, markdown } : undefined;
    }
    const flag = at.flags.find((candidate) => touches(candidate.range, offset));
    if (flag) {
      const stage = describeStageReference(at, model, offset);
      if (stage) return stage;
      const markdown = describeFlag(at, flag);
      return markdown ? { range: flag.range, markdown } : undefined;
    }
    const named =
      describeStageReference(at, model, offset) ??
      describeDefinedName(at, model, offset) ??
      describeImage(at, model, offset);
    if (named) return named;
  }
  return undefined;
}

function describeDirective(directive: Directive): Hover {
  const doc = directiveDocs[directive.name];
  const parts = [
    `**# ${directive.name}=** ${doc.summary}`,
    ...(doc.habit ? [doc.habit] : []),
    codeBlock('dockerfile', doc.example),
    `[Reference](${flagLink(doc)})`,
  ];
  return { range: directive.range, markdown: parts.join('\n\n') };
}
