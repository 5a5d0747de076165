import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { isOpenAtEnd } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const missingFrom = defineRule({
  id: 'missing-from',
  summary: 'File has no FROM',
  why: 'A build starts from a base image, be it `scratch`. BuildKit refuses a file without a stage.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'NO_SOURCE_IMAGE', match: 'narrower' },
    { tool: 'tally', code: 'require-stages', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],
  messages: {
    noStage: 'There is no FROM, so there is nothing to build. Begin with FROM and a base image.',
  },
  fixes: {
    addFrom: { title: 'Add FROM', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (model.stages.length > 0) return;
    if (model.tree.instructions.some((instruction) => instruction.name !== 'ARG')) return;
    for (const issue of syntaxIssues(model, 'no-stage', 'empty-file')) {
      const edit = fromBelow(model.tree);
      report({ at: issue.range, message: 'noStage', fixes: edit && [{ fix: 'addFrom', edits: [edit] }] });
    }
  },
});

/** FROM behind all that the file holds, comments and ARGs. */
function fromBelow(tree: DockerfileTree): FixEdit | undefined {
  const { text, instructions } = tree;
  const last = instructions.at(-1);
  if (last && isOpenAtEnd(last)) return undefined;
  const lineBreak = lineBreakOf(text);
  const isNewLine = text === '' || text === '\uFEFF' || text.endsWith('\n');
  const head = `${isNewLine ? '' : lineBreak}${last ? keywordLike(last, 'FROM') : 'FROM'} `;
  const range = { start: text.length, end: text.length };
  const placeholder = { start: head.length, end: head.length + 'image'.length };
  return { range, newText: `${head}image${isNewLine ? lineBreak : ''}`, placeholder };
}
