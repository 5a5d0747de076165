import type { BaseImage } from '../../model/types.ts';

/** A base image as messages name it: with its tag, or as written where a variable gives it, and without a digest. */
export function shownImage({ kind, reference, hasVariables, text }: BaseImage): string {
  if (kind === 'scratch') return 'scratch';
  if (!reference || hasVariables) return text.replaceAll(/\$\{(\w+)[^}]*\}/g, '$$$1');
  return reference.tag === undefined ? reference.familiarName : `${reference.familiarName}:${reference.tag}`;
}
