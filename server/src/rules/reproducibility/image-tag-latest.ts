import { defineRule } from '../rule.ts';
import { baseWithReference, tagEdit, tagRange } from '../support/baseImages.ts';

export const imageTagLatest = defineRule({
  id: 'image-tag-latest',
  summary: 'Base image has the tag latest',
  why: '`latest` is the name of whatever was pushed last. The same file builds something else tomorrow, and a major version can change under it.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3007', match: 'same' },
    { tool: 'sonar', code: 'S6596', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0001', match: 'narrower' },
    { tool: 'checkov', code: 'CKV_DOCKER_7', match: 'narrower' },
    { tool: 'kics', code: 'Image-Version-Using-latest', match: 'same' },
    { tool: 'semgrep', code: 'avoid-latest-version', match: 'same' },
    { tool: 'dockle', code: 'DKL-DI-0006', match: 'related' },
    { tool: 'dockerfilelint', code: 'latest_tag', match: 'same' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  concerns: { keywords: ['FROM'] },
  messages: {
    latest: 'The tag latest is whatever was pushed last. Name the version of {image} you tested with.',
  },
  fixes: {
    changeTag: { title: 'Change the tag', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { base } of model.stages) {
      const reference = baseWithReference(base);
      if (reference?.tag !== 'latest' || reference.digest !== undefined || base.hasVariables) continue;
      const at = tagRange(base, reference);
      const fixes = at && ([{ fix: 'changeTag', edits: [tagEdit(at)] }] as const);
      report({ at: at ?? base.range, message: 'latest', values: { image: reference.familiarName }, fixes });
    }
  },
});
