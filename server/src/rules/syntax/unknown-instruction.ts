import { keywordNames } from '../../syntax/dockerfile/instructionGrammar.ts';
import { closest } from '../../text/nearest.ts';
import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const unknownInstruction = defineRule({
  id: 'unknown-instruction',
  summary: 'Keyword is no Dockerfile instruction',
  why: 'BuildKit refuses the whole file at a keyword it does not know.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'UNKNOWN_INSTRUCTION', match: 'same' },
    { tool: 'tally', code: 'unknown-instruction', match: 'same' },
    { tool: 'dockerfilelint', code: 'invalid_command', match: 'same' },
    { tool: 'dockadvisor', code: 'UnrecognizedInstruction', match: 'same' },
    { tool: 'dockadvisor', code: 'InvalidInstruction', match: 'same' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#overview'],
  messages: {
    unknown: '{word} is no instruction: the build stops here.',
    misspelt: '{word} is no instruction: the build stops here. Did you mean {nearest}?',
  },
  fixes: {
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'unknown-instruction')) {
      const word = issue.values.word ?? '';
      const nearest = closest(word, keywordNames);
      if (nearest === undefined) {
        report({ at: issue.range, message: 'unknown', values: { word } });
        continue;
      }
      const newText = word === word.toLowerCase() ? nearest.toLowerCase() : nearest;
      report({
        at: issue.range,
        message: 'misspelt',
        values: { word, nearest: newText },
        fixes: [
          { fix: 'useNearest', values: { nearest: newText }, edits: [{ range: issue.range, newText }] },
        ],
      });
    }
  },
});
