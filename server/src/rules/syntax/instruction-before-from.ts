import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const instructionBeforeFrom = defineRule({
  id: 'instruction-before-from',
  summary: 'Instruction stands before the first FROM',
  why: 'Before the first FROM there is no stage it could work on: only ARG, comments and parser directives may stand there.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3061', match: 'same' },
    { tool: 'rcjsuen', code: 'NO_SOURCE_IMAGE', match: 'narrower' },
    { tool: 'dockerfilelint', code: 'from_first', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],
  messages: {
    tooEarly:
      '{keyword} stands before the first FROM, where only ARG may: the build stops here. Move it below.',
  },
  check({ model, report }) {
    if (model.frontend.isCustom || syntaxIssues(model, 'no-stage').length === 0) return;
    const { instructions } = model.tree;
    // Without any FROM the first instruction is told; with one, everything above it.
    const first = instructions.findIndex((instruction) => instruction.name === 'FROM');
    const early = instructions
      .slice(0, first === -1 ? instructions.length : first)
      .filter((instruction) => instruction.name && instruction.name !== 'ARG');
    for (const instruction of first === -1 ? early.slice(0, 1) : early) {
      const keyword = instruction.keyword.text;
      report({ at: instruction.keyword.range, message: 'tooEarly', values: { keyword } });
    }
  },
});
