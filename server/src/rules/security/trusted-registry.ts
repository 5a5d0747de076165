import type { BuildModel } from '../../model/types.ts';
import { type ImageReference, parseImageReference } from '../../syntax/imageReference.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { baseWithReference } from '../support/baseImages.ts';

export const trustedRegistry = defineRule({
  id: 'trusted-registry',
  summary: 'Image comes from a registry that is not trusted',
  why: 'Whoever controls the registry controls what runs in the build and in production. Name the registries you trust, and nothing else gets in unnoticed.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3026', match: 'same' }],
  references: ['https://github.com/hadolint/hadolint/wiki/DL3026'],
  options: {
    trustedRegistries: {
      type: 'strings',
      default: [],
      description:
        'The registries images may come from: `docker.io` for images without one, `*.example.com` and `example*` for many. Without any, every registry is fine.',
    },
  },
  messages: {
    untrusted:
      '{registry} is none of the registries that images may come from. Take the image from {trusted}.',
  },
  check({ model, options, report }) {
    const { trustedRegistries } = options;
    if (trustedRegistries.length === 0) return;
    const matchers = trustedRegistries.map(matcherOf);
    const trusted = trustedRegistries.length === 1 ? trustedRegistries[0] : 'one of them';
    for (const { reference, range } of imagesOf(model)) {
      const names = reference.domain === 'docker.io' ? hubNames : [reference.domain];
      if (names.some((name) => matchers.some((matches) => matches(name)))) continue;
      report({
        at: range,
        message: 'untrusted',
        values: { registry: reference.domain, trusted: trusted ?? '' },
      });
    }
  },
});

/** People write either for images that name no registry. */
const hubNames = ['docker.io', 'hub.docker.com'];

interface Image {
  readonly reference: ImageReference;
  readonly range: TextRange;
}

function imagesOf(model: BuildModel): Image[] {
  const images: Image[] = [];
  for (const { base, uses } of model.stages) {
    const reference = baseWithReference(base);
    if (reference) images.push({ reference, range: base.range });
    for (const use of uses) {
      // A bare word may be a build context that the command line names.
      if (use.kind === 'base' || use.resolution !== 'image-or-context' || !/[/:@]/.test(use.text)) continue;
      const text = model.expand(use.text, use.instruction).value;
      const parsed = text === undefined ? undefined : parseImageReference(text);
      if (parsed?.ok) images.push({ reference: parsed.reference, range: use.range });
    }
  }
  return images;
}

/** `*` stands for any text at the start, at the end, or for the whole name. */
function matcherOf(pattern: string): (name: string) => boolean {
  if (pattern === '*') return () => true;
  if (pattern.startsWith('*')) return (name) => name.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return (name) => name.startsWith(pattern.slice(0, -1));
  return (name) => name === pattern;
}
