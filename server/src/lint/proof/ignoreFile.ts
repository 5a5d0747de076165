import type { Claim } from '../../rules/rule.ts';
import { type IgnoreFile, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import { type Proof, refuse } from './proof.ts';

/** The same for an ignore file, whose normal form is the list of patterns as the matcher gets them. */
export function proveIgnoreFile(before: string, after: string, claims: readonly Claim[]): Proof {
  const file = readIgnoreFile(before);
  const result = readIgnoreFile(after);
  const dropped = new Set<number>();
  for (const claim of claims) {
    if (claim.kind === 'same') continue;
    if (claim.kind !== 'dead-dropped') return refuse(`"${claim.kind}" says nothing of an ignore file`);
    const index = file.patterns.findIndex(({ written }) => written.start === claim.instruction);
    if (index < 0) return refuse(`there is no pattern at offset ${claim.instruction}`);
    dropped.add(index);
  }
  for (const index of dropped) {
    if (!isDead(file, index, dropped))
      return refuse(`the pattern "${file.patterns[index]?.read}" is not dead`);
  }
  const wanted = file.patterns.filter((_, index) => !dropped.has(index)).map(({ read }) => read);
  const found = result.patterns.map(({ read }) => read);
  if (wanted.join('\n') !== found.join('\n')) return refuse('the patterns are not the same');
  if (commentsOf(file) !== commentsOf(result)) return refuse('the comments are not the same');
  if (result.errors.length > file.errors.length) return refuse('the build would stop');
  return { ok: true };
}

/** A twin that stays says the same, and no pattern of the other kind stands between the two. */
function isDead(file: IgnoreFile, index: number, dropped: ReadonlySet<number>): boolean {
  const pattern = file.patterns[index];
  return file.patterns.some((twin, other) => {
    if (!pattern || twin.read !== pattern.read || dropped.has(other)) return false;
    const between = file.patterns.slice(Math.min(index, other) + 1, Math.max(index, other));
    return between.every(({ negated }) => negated === pattern.negated);
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
