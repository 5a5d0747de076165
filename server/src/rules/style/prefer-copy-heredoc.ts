import { heredocFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';
import { keywordLike } from '../support/keywords.ts';
import { smallEdit } from '../support/smallEdit.ts';
import { type WrittenFile, writtenFile } from '../support/writtenFile.ts';

export const preferCopyHeredoc = defineRule({
  id: 'prefer-copy-heredoc',
  summary: 'A RUN that only writes a file',
  why: 'A COPY with a heredoc shows the file as it will be, without quotes and escapes of a shell, makes the folders above it, and needs no shell and no container to run.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-copy-heredoc', match: 'narrower' }],
  references: ['https://docs.docker.com/reference/dockerfile/#example-creating-inline-files'],
  concerns: { keywords: ['RUN'], text: />/ },
  stepwise: true,
  messages: {
    writes:
      'All that this RUN does is to write {path}. COPY <<EOF shows the file as it will be, and needs no shell.',
  },
  fixes: {
    toCopy: { title: 'Change to COPY with a heredoc', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom || isTooOldFor(model, heredocFeature)) return;
    const { text } = model.tree;
    for (const step of steps) {
      const { instruction, before, stage } = step;
      // COPY gives the file to root, and in a trigger it has no heredoc.
      if (instruction.isTrigger || runsAs(before) === 'unprivileged' || stage?.base.root.facts.defaultUser)
        continue;
      const file = writtenFile(step, model);
      if (!file) continue;
      if (text.slice(instruction.range.start, instruction.range.end).includes('\r')) continue;
      report({
        at: instruction.keyword.range,
        message: 'writes',
        values: { path: file.path },
        fixes: [{ fix: 'toCopy', edits: [copyEdit(step, file, model)] }],
      });
    }
  },
});

function copyEdit({ instruction }: Step, { path, content, mode }: WrittenFile, { tree }: BuildModel) {
  const keyword = keywordLike(instruction, 'COPY');
  const chmod = mode === undefined ? '' : ` --chmod=${mode}`;
  const [heredoc] = instruction.heredocs;
  if (content === undefined && heredoc) {
    const written = tree.text.slice(heredoc.range.start, heredoc.range.end);
    return smallEdit(tree.text, instruction.head, `${keyword}${chmod} ${written} ${path}`);
  }
  const body = content ?? '';
  let name = 'EOF';
  while (body.split('\n').includes(name)) name = `${name}_`;
  // Else the builder would read variables and escapes.
  const shown = /[$\\]/.test(body) ? `'${name}'` : name;
  return smallEdit(tree.text, instruction.range, `${keyword}${chmod} <<${shown} ${path}\n${body}${name}`);
}
