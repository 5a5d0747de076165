import type { BaseImage } from '../../model/types.ts';
import type { ImageReference } from '../../syntax/imageReference.ts';

/** Stands where only the author can name a version. */
export const tagPlaceholder = 'tag';

/** The reference of a base that is an image: undefined for scratch, stages, and what cannot be known. */
export function baseWithReference(base: BaseImage): ImageReference | undefined {
  return base.kind === 'image' ? base.reference : undefined;
}
