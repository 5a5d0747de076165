import type { BuildModel } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { type ImageReferenceError, parseImageReference } from '../../syntax/imageReference.ts';
import { contains, type TextRange } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const invalidImageReference = defineRule({
  id: 'invalid-image-reference',
  summary: 'This is no name of an image',
  why: 'BuildKit stops at a name that no image, stage or build context can have, before it looks for one.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'INVALID_REFERENCE_FORMAT', match: 'same' },
    { tool: 'rcjsuen', code: 'FLAG_INVALID_FROM_VALUE', match: 'narrower' },
    { tool: 'dockadvisor', code: 'FromInvalidImageReference', match: 'same' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#from',
    'https://github.com/distribution/reference',
  ],
  messages: {
    refused:
      'The build stops here: {problem}. An image is named registry/path:tag or registry/path@sha256:….',
  },
  check({ model, report }) {
    if (model.frontend.isCustom || model.isTemplate) return;
    const tell = (error: ImageReferenceError, at: TextRange) =>
      report({ at, message: 'refused', values: { problem: shorten(error.message, 90) } });
    for (const { base, uses, from } of model.stages) {
      // What defaults of variables give is told by another rule.
      if (base.kind === 'image' && !base.reference && !base.hasVariables && base.resolved) {
        const parsed = parseImageReference(base.resolved);
        if (!parsed.ok && !isRefused(from, model))
          tell(parsed.error, placeIn(base.range, base.text, base.resolved, parsed.error));
      }
      for (const { kind, resolution, text, range } of uses) {
        if (kind === 'base' || resolution !== 'image-or-context' || text === '') continue;
        const parsed = parseImageReference(text);
        if (!parsed.ok) tell(parsed.error, placeIn(range, text, text, parsed.error));
      }
    }
  },
});

/** BuildKit gets no further than a FROM of two words, or of three without AS. */
function isRefused(from: Instruction, model: BuildModel): boolean {
  return (
    from.words.length !== 1 &&
    syntaxIssues(model, 'invalid-from').some(({ range }) => contains(from.range, range))
  );
}

/** The part at fault, where nothing stands between the name and its place. */
function placeIn(whole: TextRange, text: string, name: string, { range }: ImageReferenceError): TextRange {
  if (text !== name || whole.end - whole.start !== name.length || range.start === range.end) return whole;
  return { start: whole.start + range.start, end: whole.start + range.end };
}
