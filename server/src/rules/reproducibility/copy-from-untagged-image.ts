import { parseImageReference } from '../../syntax/imageReference.ts';
import { defineRule } from '../rule.ts';

export const copyFromUntaggedImage = defineRule({
  id: 'copy-from-untagged-image',
  summary: 'COPY --from or a mount takes from an image without a tag',
  why: 'Without a tag the image is `latest`: the files copied change whenever somebody pushes a new one. What was meant may also be a stage.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3022', match: 'same' }],
  yieldsTo: ['copy-from-unknown-stage', 'copy-from-later-stage', 'copy-from-self', 'build-error'],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  options: {
    buildContexts: {
      type: 'strings',
      default: [],
      description:
        'Names that the build is given as further contexts (`--build-context name=…`), beside those in Compose, Bake and workflow files.',
    },
  },
  messages: {
    untagged:
      'No stage above is named {name}, and as an image it has no tag. Name a stage, or give the image a version.',
  },
  concerns: { keywords: ['COPY', 'RUN'], text: /from/i },
  check({ model, context, options, report }) {
    const given = [...options.buildContexts, ...context.namedContexts];
    for (const { uses } of model.stages) {
      for (const { kind, text, range, resolution } of uses) {
        if (resolution === 'stage' || resolution === 'self' || resolution === 'unknown') continue;
        if (kind === 'base' || given.includes(text) || !isUntagged(text)) continue;
        report({ at: range, message: 'untagged', values: { name: text } });
      }
    }
  },
});

/** In `registry.example:5000/tool` the colon is that of a port. What is no name of an image at all has no tag, either. */
function isUntagged(text: string): boolean {
  const parsed = parseImageReference(text);
  if (!parsed.ok) return !text.includes(':');
  return parsed.reference.tag === undefined && parsed.reference.digest === undefined;
}
