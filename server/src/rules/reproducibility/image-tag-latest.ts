import type { BaseImage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { baseWithReference, tagPlaceholder, tagRange } from '../support/baseImages.ts';

export const imageTagLatest = defineRule({
  id: 'image-tag-latest',
  summary: 'Base image has a tag that moves from version to version',
  why: '`latest`, `lts`, `stable` and their like are names of whatever is newest. The same file builds something else tomorrow, and a major version can change under it.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3007', match: 'broader' },
    { tool: 'sonar', code: 'S6596', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0001', match: 'narrower' },
    { tool: 'checkov', code: 'CKV_DOCKER_7', match: 'narrower' },
    { tool: 'kics', code: 'Image-Version-Using-latest', match: 'broader' },
    { tool: 'semgrep', code: 'avoid-latest-version', match: 'broader' },
    { tool: 'dockle', code: 'DKL-DI-0006', match: 'related' },
    { tool: 'dockerfilelint', code: 'latest_tag', match: 'broader' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  concerns: { keywords: ['FROM'] },
  messages: {
    latest: 'The tag latest is whatever was pushed last. Name the version of {image} you tested with.',
    floating: 'The tag {tag} of {image} moves on to the next version by itself. Name a version.',
  },
  fixes: {
    changeTag: { title: 'Change the tag', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { base } of model.stages) {
      const reference = baseWithReference(base);
      if (!reference?.tag || reference.digest !== undefined) continue;
      const { tag } = reference;
      const image = reference.familiarName;
      const at = tagRange(base, reference) ?? base.range;
      const isWritten = at !== base.range;
      const fixes = isWritten
        ? ([
            {
              fix: 'changeTag',
              edits: [
                { range: at, newText: tagPlaceholder, placeholder: { start: 0, end: tagPlaceholder.length } },
              ],
            },
          ] as const)
        : undefined;
      if (tag === 'latest') report({ at, message: 'latest', values: { image }, fixes });
      else if (isFloating(tag, base)) report({ at, message: 'floating', values: { image, tag }, fixes });
    }
  },
});

/** Tags without any version in them. Distroless images and their like have no others: a digest pins those. */
function isFloating(tag: string, base: BaseImage): boolean {
  if (base.facts.distribution === 'distroless' || base.facts.distribution === 'wolfi') return false;
  return tag.split('-').every((part) => floating.has(part));
}

const floating = new Set([
  'alpine',
  'bleeding',
  'canary',
  'current',
  'develop',
  'edge',
  'head',
  'lts',
  'main',
  'mainline',
  'master',
  'nightly',
  'next',
  'rolling',
  'sid',
  'slim',
  'stable',
  'testing',
  'tip',
  'trunk',
  'unstable',
]);
