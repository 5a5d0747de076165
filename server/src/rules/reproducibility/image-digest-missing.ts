import { defineRule } from '../rule.ts';
import { baseWithReference } from '../support/baseImages.ts';

export const imageDigestMissing = defineRule({
  id: 'image-digest-missing',
  summary: 'Base image is not pinned by its digest',
  why: 'A tag is a name that its owner can move to another image at any time: for a security update, or because somebody broke in. A digest is the image itself: the same file builds on the same bytes, today and next year.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S7023', match: 'same' },
    { tool: 'semgrep', code: 'dockerfile-source-not-pinned', match: 'narrower' },
  ],
  // First which version it is.
  yieldsTo: ['image-tag-missing', 'image-tag-latest', 'image-tag-floating'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://docs.docker.com/reference/cli/docker/buildx/imagetools/inspect/',
  ],
  messages: {
    missing:
      'The tag of {image} can be moved to another image. Pin the digest that docker buildx imagetools inspect {image} shows.',
  },
  fixes: {
    addDigest: { title: 'Add a digest', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { base } of model.stages) {
      const reference = baseWithReference(base);
      if (!reference || reference.digest !== undefined) continue;
      const { end } = base.range;
      const isPlain = end - base.range.start === base.text.length && !/["'\\`]/.test(base.text);
      const newText = `@sha256:${PLACEHOLDER}`;
      const placeholder = { start: newText.length - PLACEHOLDER.length, end: newText.length };
      report({
        at: base.range,
        message: 'missing',
        values: { image: base.resolved ?? base.text },
        fixes: isPlain
          ? [{ fix: 'addDigest', edits: [{ range: { start: end, end }, newText, placeholder }] }]
          : undefined,
      });
    }
  },
});

/** Only the registry knows it. */
const PLACEHOLDER = '…';
