import { defineRule } from '../rule.ts';
import { deadInstructions } from '../support/deadInstructions.ts';

export const multipleEntrypoint = defineRule({
  id: 'multiple-entrypoint',
  summary: 'ENTRYPOINT is void because of a later one',
  why: 'A container has one entry point. BuildKit keeps the last ENTRYPOINT of a stage and drops those above it without a word; whoever changes one of them changes nothing.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'MultipleInstructionsDisallowed', match: 'same' },
    { tool: 'hadolint', code: 'DL4004', match: 'same' },
    { tool: 'rcjsuen', code: 'MULTIPLE_INSTRUCTIONS', match: 'same' },
    { tool: 'sonar', code: 'S6589', match: 'same' },
    { tool: 'trivy', code: 'DS-0007', match: 'same' },
    { tool: 'semgrep', code: 'multiple-entrypoint-instructions', match: 'same' },
    { tool: 'kics', code: 'Multiple-ENTRYPOINT', match: 'same' },
    { tool: 'dockadvisor', code: 'MultipleInstructionsDisallowed', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    'https://docs.docker.com/reference/dockerfile/#entrypoint',
  ],
  concerns: { keywords: ['ENTRYPOINT'] },
  messages: {
    dead: 'Only the last ENTRYPOINT of a stage counts, and another follows: this one is void. Delete it.',
  },
  fixes: {
    deleteDead: { title: 'Delete this ENTRYPOINT', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    for (const { instruction, winner, edits, claim } of deadInstructions(model, 'ENTRYPOINT')) {
      report({
        at: instruction.keyword.range,
        message: 'dead',
        tags: ['unnecessary'],
        related: [{ range: winner.keyword.range, message: 'The ENTRYPOINT that counts' }],
        fixes: [{ fix: 'deleteDead', edits, claim }],
      });
    }
  },
});
