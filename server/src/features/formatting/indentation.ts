/** Columns that a line begins with, and what they are made of. */
export interface Indentation {
  /** Blanks in place of tabs. */
  readonly spaces: boolean;
  /** Columns of an indent, and of a tab. At least one. */
  readonly size: number;
}

/** The columns that some blanks and tabs take. */
export function widthOf(blanks: string, { size }: Indentation): number {
  let width = 0;
  for (const blank of blanks) width += blank === '\t' ? size - (width % size) : 1;
  return width;
}

/** What a continuation line begins with: one indent, and so many columns more. */
export function indentOf(more: number, { spaces, size }: Indentation): string {
  const width = size + more;
  return spaces ? ' '.repeat(width) : '\t'.repeat(Math.floor(width / size)) + ' '.repeat(width % size);
}
