import type { BuildModel } from '../../model/types.ts';
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
  stepwise: true,
  check({ model, steps, report }) {
    const isLower = model.fact(majorityIsLower);
    for (const { instruction } of steps) {
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

/**
 * As BuildKit counts: keywords of mixed case have no vote, nor have triggers, since they are not on the top level; a tie
 * is for upper case.
 */
function majorityIsLower({ tree }: BuildModel): boolean {
  let votes = 0;
  for (const instruction of tree.instructions) votes += instruction.once(voteOf);
  return votes > 0;
}

function voteOf({ name, keyword: { text } }: Instruction): number {
  if (!name) return 0;
  return text === text.toLowerCase() ? 1 : text === text.toUpperCase() ? -1 : 0;
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
