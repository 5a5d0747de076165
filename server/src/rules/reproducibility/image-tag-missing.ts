import { defineRule } from '../rule.ts';
import { baseWithReference, tagPlaceholder } from '../support/baseImages.ts';

export const imageTagMissing = defineRule({
  id: 'image-tag-missing',
  summary: 'Base image has no tag',
  why: 'Without a tag the image is `latest`: whatever was pushed last. The same file builds something else tomorrow, and a major version can change under it.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3006', match: 'same' },
    { tool: 'sonar', code: 'S6596', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0001', match: 'narrower' },
    { tool: 'kics', code: 'Image-Version-Not-Explicit', match: 'same' },
    { tool: 'semgrep', code: 'missing-image-version', match: 'same' },
    { tool: 'dockerfilelint', code: 'missing_tag', match: 'same' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  messages: {
    missing:
      '{image} has no tag, so this builds on whatever is latest that day. Name the version you tested with.',
  },
  fixes: {
    addTag: { title: 'Add a tag', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    for (const stage of model.stages) {
      const { base } = stage;
      const reference = baseWithReference(base);
      if (!reference || base.hasVariables || reference.tag !== undefined || reference.digest !== undefined)
        continue;
      const image = reference.familiarName;
      // A further context of the build takes the image's place.
      if (context.namedContexts.includes(image)) continue;
      const end = { start: base.range.end, end: base.range.end };
      const isPlain = base.range.end - base.range.start === base.text.length && !/["']/.test(base.text);
      const edits = [
        {
          range: end,
          newText: `:${tagPlaceholder}`,
          placeholder: { start: 1, end: 1 + tagPlaceholder.length },
        },
      ];
      report({
        at: base.range,
        message: 'missing',
        values: { image },
        fixes: isPlain ? [{ fix: 'addTag', edits }] : undefined,
      });
    }
  },
});
