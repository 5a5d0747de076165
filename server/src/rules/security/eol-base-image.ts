import { endedRelease } from '../../knowledge/endOfLife.ts';
import type { ImageReference } from '../../syntax/imageReference.ts';
import { defineRule } from '../rule.ts';
import { baseWithReference, imageNameRange, tagRange } from '../support/baseImages.ts';
import { speaksOfRelease } from '../support/releaseMentions.ts';

export const eolBaseImage = defineRule({
  id: 'eol-base-image',
  summary: 'Base image is a release that gets no more security updates',
  why: 'What is found in a release after its end of life stays open in every image built on it, and its packages sooner or later move from the mirrors: then the build fails as well.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'ruby/eol-ruby-version', match: 'related' }],
  references: ['https://endoflife.date/', 'https://docs.docker.com/build/building/best-practices/'],
  messages: {
    ended:
      '{product} {release} has had no security updates since {date}: what was found in it since is open. Move to {successor}.',
    endedLongAgo:
      '{product} {release} has had no security updates for years: what was found in it since is open. Move to {successor}.',
    imageEnded:
      'The image {image} has not been updated since {date}: what was found in it since is open. Move to {successor}.',
  },
  fixes: {
    moveTag: { title: 'Change the tag to {tag}', safety: 'unsafe', availability: 'sometimes' },
    moveImage: { title: 'Change to {image}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { base } of model.stages) {
      const reference = baseWithReference(base);
      if (!reference) continue;
      const found = endedRelease(
        reference.name,
        reference.tag ?? (reference.digest === undefined ? 'latest' : ''),
      );
      if (!found) continue;
      const { product, release, ended, successor, tag, image } = found;
      const range = reference.digest === undefined ? tagRange(base, reference) : undefined;
      const name = range && imageNameRange(base, reference);
      const at = tagRange(base, reference) ?? base.range;
      if (product === 'openjdk') {
        // Beside it in the same organization or mirror.
        const moved = image && folderOf(reference) + image;
        const fixes =
          name && moved !== undefined && !speaksOfRelease(model, found, moved)
            ? ([
                {
                  fix: 'moveImage',
                  values: { image: moved },
                  edits: [{ range: { start: name.start, end: range.end }, newText: moved }],
                },
              ] as const)
            : undefined;
        const { familiarName } = reference;
        const named = reference.tag === undefined ? familiarName : `${familiarName}:${reference.tag}`;
        report({
          at: name ? { start: name.start, end: range.end } : base.range,
          message: 'imageEnded',
          values: { image: named, date: ended ?? '', successor },
          fixes,
        });
        continue;
      }
      const fixes =
        range && tag !== undefined && !speaksOfRelease(model, found, tag)
          ? ([{ fix: 'moveTag', values: { tag }, edits: [{ range, newText: tag }] }] as const)
          : undefined;
      if (ended === undefined) {
        report({ at, message: 'endedLongAgo', values: { product, release, successor }, fixes });
      } else {
        report({ at, message: 'ended', values: { product, release, date: ended, successor }, fixes });
      }
    }
  },
});

/** What is written before the last part of the name: `arm64v8/`; mostly nothing. */
function folderOf({ text, nameRange }: ImageReference): string {
  const name = text.slice(nameRange.start, nameRange.end);
  return name.slice(0, name.lastIndexOf('/') + 1);
}
