import { distrolessRelease, namesNoVersion, tagWithoutLatest } from '../../knowledge/imageTags.ts';
import type { BaseImage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { baseWithReference, tagEdit, tagRange } from '../support/baseImages.ts';

export const imageTagFloating = defineRule({
  id: 'image-tag-floating',
  summary: 'Base image moves from version to version by its tag or default',
  why: '`lts`, `stable` and their like are names of whatever is newest, and so is a default without a version. The same file builds something else tomorrow, and a major version can change under it.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S6596', match: 'related' },
    { tool: 'trivy', code: 'DS-0001', match: 'related' },
    { tool: 'hadolint', code: 'DL3006', match: 'related' },
    { tool: 'hadolint', code: 'DL3007', match: 'related' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  messages: {
    floating: 'The tag {tag} of {image} moves on to the next version by itself. Name a version.',
    latestByDefault:
      'By default this is {image} with the tag latest: whatever was pushed last. Give the default a version.',
    missingByDefault:
      'By default this is {image} without a tag: whatever is latest that day. Give the default a version.',
    noLatestByDefault:
      'By default this is {image}, and there is no tag latest of it: the build stops. Give the default a version, such as :{version}.',
  },
  fixes: {
    changeTag: { title: 'Change the tag', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { base } of model.stages) {
      const reference = baseWithReference(base);
      if (!reference || reference.digest !== undefined) continue;
      const { tag, familiarName: image } = reference;
      if (tag === undefined || tag === 'latest') {
        // As it is written it is told by other rules.
        if (!base.hasVariables || distrolessRelease(reference.name) === 'named') continue;
        const at = base.range;
        const version = tagWithoutLatest(reference.name);
        if (version !== undefined) report({ at, message: 'noLatestByDefault', values: { image, version } });
        else if (tag === undefined) report({ at, message: 'missingByDefault', values: { image } });
        else report({ at, message: 'latestByDefault', values: { image } });
      } else if (isFloating(tag, base)) {
        const at = tagRange(base, reference);
        const fixes = at && ([{ fix: 'changeTag', edits: [tagEdit(at)] }] as const);
        report({ at: at ?? base.range, message: 'floating', values: { image, tag }, fixes });
      }
    }
  },
});

/** Tags without any version in them. Distroless images and their like have no others: a digest pins those. */
function isFloating(tag: string, { facts, reference }: BaseImage): boolean {
  if (facts.distribution === 'distroless' || facts.distribution === 'wolfi') return false;
  return reference !== undefined && namesNoVersion(reference.name, tag);
}
