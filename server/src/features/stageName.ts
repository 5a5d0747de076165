import type { Stage } from '../model/types.ts';

/** The name of a stage in the case its author gave it; undefined without one. */
export function stageName({ name, nameRange }: Stage, text: string): string | undefined {
  const written = nameRange && text.slice(nameRange.start, nameRange.end);
  // A name that goes on behind a continuation is not what is written.
  return written?.toLowerCase() === name ? written : name;
}
