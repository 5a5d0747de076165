import { type LabelType, labelTypes } from '../../knowledge/labels.ts';
import { defineRule } from '../rule.ts';
import { imageStages, labelInsertion, labelsOf, readSchema } from '../support/labels.ts';

export const labelRequired = defineRule({
  id: 'label-required',
  summary: 'A required label is missing',
  why: 'Labels that every image of a team must have tell whom to ask, and what an image was built from, when all that is left is the image.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3049', match: 'same' },
    { tool: 'sonar', code: 'S7028', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#label',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  options: {
    schema: {
      type: 'strings',
      default: [],
      description: `Labels that every image must have, each as \`key\` or \`key=type\`. Types: ${labelTypes.join(', ')}. Without any, nothing is reported.`,
    },
  },
  messages: {
    missing: 'The image lacks labels it must have: {keys}. Add them to this stage.',
  },
  fixes: {
    add: { title: 'Add LABEL {keys}', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, options, report }) {
    if (options.schema.length === 0) return;
    const schema = readSchema(options.schema);
    const known = new Map<string, Set<number>>();
    for (const { key, stage, instruction } of labelsOf(model)) {
      if (!stage || (instruction.isTrigger && stage !== model.finalStage)) continue;
      known.set(key, (known.get(key) ?? new Set()).add(stage.index));
    }
    for (const stage of imageStages(model)) {
      const missing = [...schema].filter(
        ([key]) => stage.final.label(key) === undefined && !known.get(key)?.has(stage.index),
      );
      if (missing.length === 0) continue;
      const values = { keys: missing.map(([key]) => key).join(', ') };
      const edit = labelInsertion(
        stage,
        missing.map(([key, type]) => [key, EXAMPLES[type]] as const),
        model,
      );
      report({
        at: stage.base.range,
        message: 'missing',
        values,
        fixes: edit && [{ fix: 'add', values, edits: [edit] }],
      });
    }
  },
});

const EXAMPLES: Readonly<Record<LabelType, string>> = {
  text: 'value',
  url: 'https://example.org',
  rfc3339: '2026-01-01T00:00:00Z',
  spdx: 'Apache-2.0',
  hash: '0000000',
  semver: '1.0.0',
  email: 'name@example.org',
  digest: `sha256:${'0'.repeat(64)}`,
};
