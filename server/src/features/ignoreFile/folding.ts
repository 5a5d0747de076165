import type { CommentLine, IgnoreFile } from '../../syntax/dockerignore/reader.ts';
import { groupsOf } from './groups.ts';

export interface IgnoreFold {
  readonly kind: 'group' | 'comment';
  /** Offset in the first line, which stays visible, and in the last one. */
  readonly start: number;
  readonly end: number;
}

/** Groups with their heading, and comments of several lines that are no heading, such as a license. In order. */
export function ignoreFolds(file: IgnoreFile): IgnoreFold[] {
  const folds: IgnoreFold[] = [];
  const headings = new Set<CommentLine>();
  for (const { heading, patterns } of groupsOf(file)) {
    for (const line of heading) headings.add(line);
    const [first] = heading;
    const last = patterns.at(-1);
    if (first && last) folds.push({ kind: 'group', start: first.comment.start, end: last.written.end });
  }
  let block: CommentLine[] = [];
  const close = (): void => {
    const [first] = block;
    const last = block.at(-1);
    if (first && last && first !== last) {
      folds.push({ kind: 'comment', start: first.comment.start, end: last.comment.end });
    }
    block = [];
  };
  for (const line of file.lines) {
    if (line.kind === 'comment' && !headings.has(line)) block.push(line);
    else close();
  }
  close();
  return folds.sort((a, b) => a.start - b.start);
}
