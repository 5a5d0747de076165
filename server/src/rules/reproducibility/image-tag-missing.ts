import { distrolessRelease, tagWithoutLatest, takesRelease } from '../../knowledge/imageTags.ts';
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
    noLatest:
      'There is no tag latest of {image}: without a tag the build stops. Name the version, such as :{tag}.',
    noVersions:
      '{image} has no tag, so this builds on whatever is latest that day. It has no tags for versions: name the release of Debian, as in base-debian12, or a digest.',
  },
  fixes: {
    addTag: { title: 'Add a tag', safety: 'manual', availability: 'sometimes' },
    addRelease: { title: 'Add the release of Debian', safety: 'manual', availability: 'sometimes' },
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
      const release = distrolessRelease(reference.name);
      if (release === 'named') continue;
      const at = base.range;
      const isPlain = at.end - at.start === base.text.length && !/["']/.test(base.text);
      const adding = (mark: string, text: string) => [
        {
          range: { start: at.end, end: at.end },
          newText: mark + text,
          placeholder: { start: mark.length, end: mark.length + text.length },
        },
      ];
      if (release === 'missing') {
        const mayAdd = isPlain && takesRelease(reference.name);
        const fixes = mayAdd ? ([{ fix: 'addRelease', edits: adding('-', 'debian12') }] as const) : undefined;
        report({ at, message: 'noVersions', values: { image }, fixes });
        continue;
      }
      const tag = tagWithoutLatest(reference.name);
      const edits = adding(':', tag ?? tagPlaceholder);
      const fixes = isPlain ? ([{ fix: 'addTag', edits }] as const) : undefined;
      if (tag === undefined) report({ at, message: 'missing', values: { image }, fixes });
      else report({ at, message: 'noLatest', values: { image, tag }, fixes });
    }
  },
});
