import type { BaseImage } from '../../model/types.ts';
import type { ImageReference } from '../../syntax/imageReference.ts';
import type { TextRange } from '../../text/range.ts';

/** Stands where only the author can name a version. */
export const tagPlaceholder = 'tag';

/** Puts the placeholder, or a tag that is likely meant, in the place of a tag: to be written over. */
export function tagEdit(range: TextRange, newText = tagPlaceholder) {
  return { range, newText, placeholder: { start: 0, end: newText.length } };
}

/** The reference of a base that is an image: undefined for scratch, stages, and what cannot be known. */
export function baseWithReference(base: BaseImage): ImageReference | undefined {
  return base.kind === 'image' ? base.reference : undefined;
}

/** The tag in the document; undefined when a variable or quotes stand between it and its place. */
export function tagRange(base: BaseImage, reference: ImageReference): TextRange | undefined {
  return reference.tagRange && placeIn(base, reference, reference.tagRange);
}

/** The image without tag and digest, in the document; undefined as above. */
export function imageNameRange(base: BaseImage, reference: ImageReference): TextRange | undefined {
  return placeIn(base, reference, reference.nameRange);
}

function placeIn(
  base: BaseImage,
  reference: ImageReference,
  { start, end }: TextRange,
): TextRange | undefined {
  if (base.hasVariables || base.text !== reference.text) return undefined;
  if (base.range.end - base.range.start !== base.text.length) return undefined;
  return { start: base.range.start + start, end: base.range.start + end };
}
