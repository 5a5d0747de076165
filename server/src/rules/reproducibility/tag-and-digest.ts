import type { BaseImage, StageUse } from '../../model/types.ts';
import { type ImageReference, parseImageReference } from '../../syntax/imageReference.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';

export const tagAndDigest = defineRule({
  id: 'tag-and-digest',
  summary: 'Image is given by a tag and a digest at once',
  why: 'Beside a digest the tag is not looked at: it may name another version than the one that is built on, and nobody notices when one of them is changed and the other is not.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S8431', match: 'same' }],
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://github.com/distribution/reference/blob/main/reference.go',
  ],
  messages: {
    both: 'The digest decides, and the tag {tag} beside it is not looked at. Write one of them.',
  },
  fixes: {
    dropTag: { title: 'Drop the tag', safety: 'unsafe', availability: 'sometimes' },
    dropDigest: { title: 'Drop the digest', safety: 'unsafe', availability: 'sometimes' },
  },
  concerns: { keywords: ['FROM', 'COPY', 'RUN'], text: /@|\$/ },
  check({ model, report }) {
    for (const { base, uses } of model.stages) {
      for (const { text, range, reference } of [...baseOf(base), ...uses.flatMap(imageOf)]) {
        if (reference.tag === undefined || reference.digest === undefined) continue;
        const { tagRange, digestRange } = reference;
        const isPlain = text === reference.text && range.end - range.start === text.length;
        const part = (of: TextRange | undefined) =>
          of && { start: range.start + of.start - 1, end: range.start + of.end };
        const [tag, digest] = isPlain ? [part(tagRange), part(digestRange)] : [];
        report({
          at: tag ?? range,
          message: 'both',
          values: { tag: reference.tag },
          fixes:
            tag && digest
              ? [
                  { fix: 'dropTag', edits: [{ range: tag, newText: '' }] },
                  { fix: 'dropDigest', edits: [{ range: digest, newText: '' }] },
                ]
              : undefined,
        });
      }
    }
  },
});

interface Named {
  readonly text: string;
  readonly range: TextRange;
  readonly reference: ImageReference;
}

function baseOf({ kind, text, range, reference }: BaseImage): readonly Named[] {
  return kind === 'image' && reference ? [{ text, range, reference }] : [];
}

function imageOf({ kind, text, range, resolution }: StageUse): readonly Named[] {
  if (kind === 'base' || resolution !== 'image-or-context') return [];
  const parsed = parseImageReference(text);
  return parsed.ok ? [{ text, range, reference: parsed.reference }] : [];
}
