import { defineRule } from '../rule.ts';
import { topLevel } from '../support/insertLine.ts';
import { labelsOf, readSchema } from '../support/labels.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';
import { unquoted } from '../support/words.ts';

export const labelUnknown = defineRule({
  id: 'label-unknown',
  summary: 'A label outside the schema',
  why: 'Where the labels of all images are agreed on, one more is a slip of the pen or something that nobody will look for.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3050', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#label'],
  concerns: { keywords: ['LABEL'] },
  options: {
    schema: {
      type: 'strings',
      default: [],
      description:
        'The labels an image may have, each as `key` or `key=type`. Without any, nothing is reported.',
    },
  },
  messages: {
    unknown:
      '"{key}" is not among the labels that images have here. Correct the key, or leave the label out.',
  },
  fixes: {
    remove: { title: 'Remove the label {key}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, options, report }) {
    if (options.schema.length === 0) return;
    const schema = readSchema(options.schema);
    for (const { key, pair, instruction } of labelsOf(model)) {
      if (schema.has(key)) continue;
      const edit = withoutOne(instruction.pairs, pair, model.tree);
      const isOnly = instruction.pairs.length === 1;
      const edits = edit ? [edit] : isOnly ? linesWithout(model.tree, topLevel(model.tree, instruction)) : [];
      report({
        at: unquoted(pair.name).range,
        message: 'unknown',
        values: { key },
        fixes: edits.length > 0 ? [{ fix: 'remove', values: { key }, edits }] : undefined,
      });
    }
  },
});
