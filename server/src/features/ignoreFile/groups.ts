import type { CommentLine, IgnoreFile, PatternLine } from '../../syntax/dockerignore/reader.ts';

/** The patterns under a heading, which is a comment, up to the next one; or those before the first heading. */
export interface IgnoreGroup {
  /** The comment lines right above the first pattern; none before the first heading. */
  readonly heading: readonly CommentLine[];
  /** At least one. */
  readonly patterns: readonly PatternLine[];
}

/** A comment with no pattern below it, before the next blank line, is no heading. */
export function groupsOf(file: IgnoreFile): IgnoreGroup[] {
  const groups: { heading: CommentLine[]; patterns: PatternLine[] }[] = [];
  let comments: CommentLine[] = [];
  for (const line of file.lines) {
    if (line.kind === 'blank') {
      comments = [];
    } else if (line.kind === 'comment') {
      comments.push(line);
    } else {
      const current = groups.at(-1);
      if (current && comments.length === 0) current.patterns.push(line);
      else groups.push({ heading: comments, patterns: [line] });
      comments = [];
    }
  }
  return groups;
}
