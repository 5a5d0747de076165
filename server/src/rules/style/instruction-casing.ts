import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';

export const instructionCasing = defineRule({
  id: 'instruction-casing',
  summary: 'Keyword is cased unlike the others of the file',
  why: 'Keywords work in any case, but a file that mixes them is harder to scan. The majority of the file decides; upper case is the convention and wins a tie.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'ConsistentInstructionCasing', match: 'same' },
    { tool: 'rcjsuen', code: 'CASING_INSTRUCTION', match: 'narrower' },
    { tool: 'sonar', code: 'S6476', match: 'narrower' },
    { tool: 'dockerfilelint', code: 'uppercase_commands', match: 'narrower' },
    { tool: 'dockadvisor', code: 'ConsistentInstructionCasing', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/consistent-instruction-casing/'],
  messages: {
    unlikeMajority: 'Write {wanted}: most keywords of this file are in {style} case.',
  },
  fixes: {
    changeCase: { title: 'Change to {wanted}', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    // Triggers do not vote: BuildKit counts the keywords on the top level only.
    const isLower = majorityIsLower(model.tree.instructions);
    for (const { instruction } of model.steps) {
      const written = instruction.keyword.text;
      const wanted = isLower ? written.toLowerCase() : written.toUpperCase();
      if (!instruction.name || written === wanted) continue;
      report({
        at: instruction.keyword.range,
        message: 'unlikeMajority',
        values: { wanted, style: isLower ? 'lower' : 'upper' },
        fixes: [
          {
            fix: 'changeCase',
            values: { wanted },
            edits: keywordEdits(instruction, wanted),
            claim: { kind: 'same' },
          },
        ],
      });
    }
  },
});

/** As BuildKit counts: keywords of mixed case have no vote, a tie is for upper case. */
function majorityIsLower(instructions: readonly Instruction[]): boolean {
  let lower = 0;
  let upper = 0;
  for (const { name, keyword } of instructions) {
    if (!name) continue;
    if (keyword.text === keyword.text.toLowerCase()) lower++;
    else if (keyword.text === keyword.text.toUpperCase()) upper++;
  }
  return lower > upper;
}

/** One edit per piece: a continuation may run through the keyword. */
function keywordEdits({ keyword }: Instruction, wanted: string): FixEdit[] {
  let at = 0;
  return keyword.map.segments(0, keyword.text.length).flatMap((segment) => {
    const length = segment.end - segment.start;
    const written = keyword.text.slice(at, at + length);
    const newText = wanted.slice(at, at + length);
    at += length;
    return written === newText ? [] : [{ range: segment, newText }];
  });
}
