import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { commentAbove } from '../support/commentAbove.ts';

export const definitionDescription = defineRule({
  id: 'definition-description',
  summary: 'Comment above ARG or FROM does not begin with its name',
  why: 'The calls outline and targets of docker build show the comment right above an ARG or a named stage as its description, if it begins with the name.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'buildkit', code: 'InvalidDefinitionDescription', match: 'same' }],
  references: ['https://docs.docker.com/reference/build-checks/invalid-definition-description/'],
  messages: {
    description:
      'As a description of {name} this comment begins with that name. Begin it so, or set it apart by an empty line.',
    several:
      'As a description this comment begins with the name of one of these arguments. Begin it so, or set it apart.',
  },
  fixes: {
    beginWithName: { title: 'Begin the comment with {name}', safety: 'unsafe', availability: 'sometimes' },
    setApart: { title: 'Set the comment apart by an empty line', safety: 'safe', availability: 'sometimes' },
  },
  concerns: { keywords: ['ARG', 'FROM'] },
  check({ model, steps, report }) {
    for (const { instruction, stage } of steps) {
      if (instruction.isTrigger) continue;
      const names =
        instruction.name === 'FROM'
          ? [stage?.name ?? '']
          : instruction.name === 'ARG'
            ? instruction.pairs.map(({ name }) => name.text)
            : [];
      const [name] = names;
      const comment = name && commentAbove(model.tree, instruction);
      if (!name || !comment || names.includes(comment.text.split(' ')[0] ?? '')) continue;
      const at = comment.range;
      if (names.length > 1) report({ at, message: 'several' });
      else if (describesNothing(comment, model.tree)) {
        const edits = [{ range: { start: at.end, end: at.end }, newText: lineBreakOf(model.tree.text) }];
        const claim = { kind: 'same' } as const;
        report({ at, message: 'description', values: { name }, fixes: [{ fix: 'setApart', edits, claim }] });
      } else {
        const start = at.end - comment.text.length;
        const edits = [{ range: { start, end: start }, newText: `${name} ` }];
        const values = { name };
        report({ at, message: 'description', values, fixes: [{ fix: 'beginWithName', values, edits }] });
      }
    }
  },
});

/** A ruler, code or an address, or the last line of a longer text: with a name in front it is no description either. */
function describesNothing(
  comment: { readonly text: string; readonly range: TextRange },
  tree: DockerfileTree,
) {
  if (!/^\p{L}[\p{L}\p{N}'.,:-]*(?:\s|$)/u.test(comment.text) || /:\/\//.test(comment.text)) return true;
  const lineStart = tree.text.lastIndexOf('\n', comment.range.start - 1) + 1;
  const aboveStart = tree.text.lastIndexOf('\n', lineStart - 2) + 1;
  if (lineStart === 0 || !/^\uFEFF?\s*#/.test(tree.text.slice(aboveStart, lineStart))) return false;
  return !tree.directives.some(({ range }) => range.start >= aboveStart && range.start < lineStart);
}
