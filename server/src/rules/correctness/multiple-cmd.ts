import { defineRule } from '../rule.ts';
import { deadInstructions } from '../support/deadInstructions.ts';

export const multipleCmd = defineRule({
  id: 'multiple-cmd',
  summary: 'CMD is void because of a later one',
  why: 'A container starts with one command. BuildKit keeps the last CMD of a stage and drops those above it without a word; whoever changes one of them changes nothing.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'MultipleInstructionsDisallowed', match: 'same' },
    { tool: 'hadolint', code: 'DL4003', match: 'same' },
    { tool: 'rcjsuen', code: 'MULTIPLE_INSTRUCTIONS', match: 'same' },
    { tool: 'sonar', code: 'S6589', match: 'same' },
    { tool: 'trivy', code: 'DS-0016', match: 'same' },
    { tool: 'semgrep', code: 'multiple-cmd-instructions', match: 'same' },
    { tool: 'kics', code: 'Multiple-CMD', match: 'same' },
    { tool: 'dockadvisor', code: 'MultipleInstructionsDisallowed', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    'https://docs.docker.com/reference/dockerfile/#cmd',
  ],
  concerns: { keywords: ['CMD'] },
  messages: {
    dead: 'Only the last CMD of a stage counts, and another follows: this one is void. Delete it.',
  },
  fixes: {
    deleteDead: { title: 'Delete this CMD', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    for (const { instruction, winner, edits, claim } of deadInstructions(model, 'CMD')) {
      report({
        at: instruction.keyword.range,
        message: 'dead',
        tags: ['unnecessary'],
        related: [{ range: winner.keyword.range, message: 'The CMD that counts' }],
        fixes: [{ fix: 'deleteDead', edits, claim }],
      });
    }
  },
});
