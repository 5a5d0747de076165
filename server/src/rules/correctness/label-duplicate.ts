import type { Stage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { type Label, labelsOf } from '../support/labels.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';
import { unquoted } from '../support/words.ts';

export const labelDuplicate = defineRule({
  id: 'label-duplicate',
  summary: 'A label is set twice',
  why: 'An image has one value for each label, the last one. Whoever edits the first changes nothing.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'labels/no-duplicate-keys', match: 'narrower' }],
  references: ['https://docs.docker.com/reference/dockerfile/#label'],
  concerns: { keywords: ['LABEL'] },
  messages: {
    replaced: 'This value of {key} is lost: the stage sets the label again below. Remove one of them.',
  },
  fixes: {
    remove: { title: 'Remove the value that is lost', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const labels = labelsOf(model).filter(({ instruction, stage }) => stage && !instruction.isTrigger);
    if (labels.length < 2) return;
    const winners = new Map<string, Label>();
    for (const label of labels) winners.set(keyOf(label), label);
    for (const label of labels) {
      const winner = winners.get(keyOf(label));
      if (!winner || winner === label) continue;
      const { pair, instruction, key } = label;
      const edit = withoutOne(instruction.pairs, pair, model.tree);
      const isOnly = instruction.pairs.length === 1;
      const edits = edit ? [edit] : isOnly ? linesWithout(model.tree, instruction) : [];
      report({
        at: unquoted(pair.name).range,
        message: 'replaced',
        values: { key },
        tags: ['unnecessary'],
        related: [{ range: winner.pair.name.range, message: 'The value that counts' }],
        fixes:
          edits.length > 0
            ? [
                {
                  fix: 'remove',
                  edits,
                  claim: {
                    kind: 'dead-dropped',
                    instruction: isOnly ? instruction.range.start : pair.range.start,
                  },
                },
              ]
            : undefined,
      });
    }
  },
});

function keyOf({ stage, key }: { readonly stage: Stage | undefined; readonly key: string }): string {
  return `${stage?.index} ${key}`;
}
