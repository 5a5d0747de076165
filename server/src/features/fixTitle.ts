import type { ProblemFix } from '../lint/problem.ts';

/** What a light bulb shows of a fix: its title, whether it is to be looked at, and which other files it changes. */
export function fixTitle(fix: ProblemFix): string {
  const others = [...new Set(fix.edits.flatMap((edit) => ('path' in edit ? [edit.path] : [])))];
  const notes = [
    ...(fix.safety === 'unsafe' ? ['unsafe'] : []),
    ...(others.length > 0 ? [`also changes ${others.join(', ')}`] : []),
  ];
  return notes.length > 0 ? `${fix.title} (${notes.join(', ')})` : fix.title;
}
