import { distrolessRelease, tagWithoutLatest } from '../../knowledge/imageTags.ts';
import { type ImageReference, parseImageReference } from '../../syntax/imageReference.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { baseWithReference, tagEdit, tagRange } from '../support/baseImages.ts';

export const imageTagLatest = defineRule({
  id: 'image-tag-latest',
  summary: 'Image has the tag latest',
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
  concerns: { keywords: ['COPY', 'FROM', 'RUN'], text: /latest/i },
  messages: {
    latest: 'The tag latest is whatever was pushed last. Name the version of {image} you tested with.',
    noLatest: 'There is no tag latest of {image}: the build stops. Name the version, such as {tag}.',
    noVersions:
      'The tag latest is whatever was pushed last, and {image} has no tags for versions. Name the release of Debian, as in base-debian12, or a digest.',
  },
  fixes: {
    changeTag: { title: 'Change the tag', safety: 'manual', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    const judge = (reference: ImageReference, range: TextRange | undefined, whole: TextRange): void => {
      if (reference.tag !== 'latest' || reference.digest !== undefined) return;
      const release = distrolessRelease(reference.name);
      if (release === 'named') return;
      const at = range ?? whole;
      const image = reference.familiarName;
      if (release === 'missing') {
        report({ at, message: 'noVersions', values: { image } });
        return;
      }
      const tag = tagWithoutLatest(reference.name);
      const fixes = range && ([{ fix: 'changeTag', edits: [tagEdit(range, tag)] }] as const);
      if (tag === undefined) report({ at, message: 'latest', values: { image }, fixes });
      else report({ at, message: 'noLatest', values: { image, tag }, fixes });
    };
    for (const { base, uses } of model.stages) {
      const reference = baseWithReference(base);
      if (reference && !base.hasVariables) judge(reference, tagRange(base, reference), base.range);
      for (const { kind, text, range, resolution } of uses) {
        if (kind === 'base' || resolution !== 'image-or-context' || context.namedContexts.includes(text))
          continue;
        const parsed = parseImageReference(text);
        if (parsed.ok) judge(parsed.reference, tagIn(parsed.reference, range), range);
      }
    }
  },
});

/** The tag of what `--from` or a mount names; undefined where something stands between the text and its place. */
function tagIn({ text, tagRange: tag }: ImageReference, range: TextRange): TextRange | undefined {
  if (!tag || range.end - range.start !== text.length) return undefined;
  return { start: range.start + tag.start, end: range.start + tag.end };
}
