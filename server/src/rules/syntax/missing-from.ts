import { defineRule } from '../rule.ts';
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
  check({ model, report }) {
    if (model.stages.length > 0) return;
    if (model.tree.instructions.some((instruction) => instruction.name !== 'ARG')) return;
    for (const issue of syntaxIssues(model, 'no-stage', 'empty-file')) {
      report({ at: issue.range, message: 'noStage' });
    }
  },
});
