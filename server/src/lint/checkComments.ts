import type { Comment, DockerfileTree } from '../syntax/dockerfile/tree.ts';

/**
 * The comments `# check=…` that BuildKit reads for the instruction below them: of several above one instruction the
 * first, none above a bare `#`, and none between the lines of an instruction.
 * https://github.com/moby/buildkit/pull/6334
 */
export function checkComments({ comments, instructions }: DockerfileTree): ReadonlySet<Comment> {
  const read = new Set<Comment>();
  let next = 0;
  let first: Comment | undefined;
  for (const comment of comments) {
    if (comment.inside) continue;
    while ((instructions[next]?.range.end ?? Number.POSITIVE_INFINITY) <= comment.range.start) {
      next++;
      first = undefined;
    }
    if (comment.text === '') {
      if (first) read.delete(first);
      first = undefined;
    } else if (!first && /^check\s*=/i.test(comment.text)) {
      first = comment;
      read.add(comment);
    }
  }
  return read;
}
