import type { Claim } from '../../rules/rule.ts';
import { isCovered } from '../../syntax/dockerignore/interplay.ts';
import { type IgnoreFile, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import { type Proof, refuse } from './proof.ts';

/** The same for an ignore file, whose normal form is the list of patterns as the matcher gets them. */
export function proveIgnoreFile(before: string, after: string, claims: readonly Claim[]): Proof {
  const file = readIgnoreFile(before);
  const result = readIgnoreFile(after);
  const byStart = new Map(file.patterns.map(({ written }, index) => [written.start, index]));
  const dropped = new Set<number>();
  for (const claim of claims) {
    if (claim.kind === 'same') continue;
    if (claim.kind !== 'dead-dropped') return refuse(`"${claim.kind}" says nothing of an ignore file`);
    const index = byStart.get(claim.instruction);
    if (index === undefined) return refuse(`there is no pattern at offset ${claim.instruction}`);
    dropped.add(index);
  }
  const keys = keysOf(file);
  const left = new Set(keys.filter((_, index) => !dropped.has(index)));
  for (const index of dropped) {
    const isTwin = left.has(keys[index] ?? '');
    if (!isTwin && !isCovered(file.patterns, index, (other) => !dropped.has(other)))
      return refuse(`the pattern "${file.patterns[index]?.read}" is not dead`);
  }
  const wanted = file.patterns.filter((_, index) => !dropped.has(index)).map(({ read }) => read);
  const found = result.patterns.map(({ read }) => read);
  if (wanted.join('\n') !== found.join('\n')) return refuse('the patterns are not the same');
  if (commentsOf(file) !== commentsOf(result)) return refuse('the comments are not the same');
  if (result.errors.length > file.errors.length) return refuse('the build would stop');
  return { ok: true };
}

/** Equal for patterns that say the same with no pattern of the other kind between the two: one of them is enough. */
function keysOf({ patterns }: IgnoreFile): string[] {
  let run = 0;
  return patterns.map(({ read, negated }, index) => {
    if (index > 0 && patterns[index - 1]?.negated !== negated) run++;
    return `${run} ${read}`;
  });
}

function commentsOf(file: IgnoreFile): string {
  return file.lines
    .flatMap((line) =>
      line.kind === 'comment' ? [file.text.slice(line.comment.start, line.comment.end)] : [],
    )
    .sort()
    .join('\n');
}
