import { defineRule } from '../rule.ts';
import { commentMove, trailingComments } from '../support/trailingComments.ts';

export const refusedTrailingComment = defineRule({
  id: 'refused-trailing-comment',
  summary: 'Comment behind an instruction stops the build',
  why: 'Dockerfiles have no comments at the end of a line: there # and the words behind it are arguments like any other, and these instructions do not take them.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
    { tool: 'rcjsuen', code: 'ARGUMENT_REQUIRES_ONE_OR_THREE', match: 'related' },
    { tool: 'rcjsuen', code: 'SYNTAX_MISSING_EQUALS', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  concerns: { text: /#/ },
  stepwise: true,
  messages: {
    refused:
      'Only a line that begins with # is a comment: {keyword} takes this for arguments, and the build stops here. Move it above.',
  },
  fixes: {
    moveUp: { title: 'Move the comment to a line above', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom) return;
    for (const { instruction } of steps) {
      for (const { range, isRefused } of trailingComments(instruction, model.tree)) {
        if (!isRefused) continue;
        const edits = commentMove(model.tree, range);
        report({
          at: range,
          message: 'refused',
          values: { keyword: instruction.keyword.text },
          fixes: edits && [{ fix: 'moveUp', edits }],
        });
      }
    }
  },
});
