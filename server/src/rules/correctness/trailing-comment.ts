import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { commentMove, trailingComments } from '../support/trailingComments.ts';

export const trailingComment = defineRule({
  id: 'trailing-comment',
  summary: 'Comment behind an instruction is taken for arguments',
  why: 'Dockerfiles have no comments at the end of a line: there # and the words behind it are arguments like any other. COPY copies files of these names into a folder named after the last word.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  concerns: { text: /#/ },
  stepwise: true,
  messages: {
    argument:
      'Only a line that begins with # is a comment: {keyword} takes this for {meaning}. Move it to a line of its own.',
    array:
      'A comment may not follow the array: {keyword} takes all of it for {meaning}. Move it to a line of its own.',
  },
  fixes: {
    moveUp: { title: 'Move the comment to a line above', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      for (const { range, isRefused } of trailingComments(instruction, model.tree)) {
        if (isRefused) continue;
        const keyword = instruction.keyword.text;
        const edits = commentMove(model.tree, range);
        const fixes = edits && ([{ fix: 'moveUp', edits }] as const);
        if (instruction.brokenJson) {
          const meaning = instruction.shell ? 'a shell command' : 'plain words';
          report({ at: range, message: 'array', values: { keyword, meaning }, fixes });
        } else {
          const meaning = meaningOf(instruction);
          report({ at: range, message: 'argument', values: { keyword, meaning }, fixes });
        }
      }
    }
  },
});

function meaningOf({ name, pairs }: Instruction): string {
  switch (name) {
    case 'ADD':
    case 'COPY':
      return 'more paths';
    case 'ARG':
      return 'more arguments';
    case 'VOLUME':
      return 'more volumes';
    case 'ENV':
    case 'LABEL':
      return pairs[0]?.form === 'legacy' ? 'a part of the value' : 'another name';
    case 'WORKDIR':
      return 'a part of the path';
    default:
      return 'a part of the name';
  }
}
