import { defineRule } from '../rule.ts';
import { labelInsertion, labelsOf } from '../support/labels.ts';

export const missingOciLabels = defineRule({
  id: 'missing-oci-labels',
  summary: 'The image does not say what it is',
  why: 'Registries show these labels beside the image, and tools follow them to the source. Once an image is on its way they are all that tells where it came from.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  references: ['https://github.com/opencontainers/image-spec/blob/main/annotations.md'],
  messages: {
    missing: 'The image lacks labels of the OCI specification: {keys}. Add what is known of it.',
  },
  fixes: {
    add: { title: 'Add the labels of the OCI specification', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    if (!stage) return;
    const own = labelsOf(model).filter((label) => label.stage === stage);
    const missing = wanted.filter(
      ([wantedKey]) =>
        stage.final.label(wantedKey) === undefined && !own.some(({ key }) => key === wantedKey),
    );
    if (missing.length === 0) return;
    const keys = missing.map(([key]) => key.slice(prefix.length)).join(', ');
    const edit = labelInsertion(stage, missing, model);
    report({
      at: stage.base.range,
      message: 'missing',
      values: { keys },
      fixes: edit && [{ fix: 'add', edits: [edit] }],
    });
  },
});

const prefix = 'org.opencontainers.image.';

const wanted: readonly (readonly [key: string, example: string])[] = [
  [`${prefix}description`, 'What the image is for'],
  [`${prefix}version`, '1.0.0'],
  [`${prefix}authors`, 'name@example.org'],
  [`${prefix}source`, 'https://example.org/source'],
  [`${prefix}created`, '2026-01-01T00:00:00Z'],
];
