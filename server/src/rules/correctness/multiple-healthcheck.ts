import { defineRule } from '../rule.ts';
import { deadInstructions } from '../support/deadInstructions.ts';

export const multipleHealthcheck = defineRule({
  id: 'multiple-healthcheck',
  summary: 'HEALTHCHECK is void because of a later one',
  why: 'An image has one health check. BuildKit keeps the last HEALTHCHECK of a stage and drops those above it without a word, so that what they watch is not watched.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'MultipleInstructionsDisallowed', match: 'same' },
    { tool: 'hadolint', code: 'DL3012', match: 'same' },
    { tool: 'rcjsuen', code: 'MULTIPLE_INSTRUCTIONS', match: 'same' },
    { tool: 'trivy', code: 'DS-0023', match: 'same' },
    { tool: 'dockadvisor', code: 'MultipleInstructionsDisallowed', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
  ],
  concerns: { keywords: ['HEALTHCHECK'] },
  messages: {
    dead: 'Only the last HEALTHCHECK of a stage counts, and another follows: this one is void. Delete it.',
  },
  fixes: {
    deleteDead: { title: 'Delete this HEALTHCHECK', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    for (const { instruction, winner, edits, claim } of deadInstructions(model, 'HEALTHCHECK')) {
      report({
        at: instruction.keyword.range,
        message: 'dead',
        tags: ['unnecessary'],
        related: [{ range: winner.keyword.range, message: 'The HEALTHCHECK that counts' }],
        fixes: [{ fix: 'deleteDead', edits, claim }],
      });
    }
  },
});
