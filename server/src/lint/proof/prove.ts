import type { Claim, Rule } from '../../rules/rule.ts';
import { silencesNext } from '../../rules/support/suppressionComments.ts';
import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { applyEdits, areDisjoint, sortEdits, type TextEdit } from '../../text/edit.ts';
import type { ProblemFix } from '../problem.ts';
import { type ClaimedStep, ClaimedSteps, FalseClaim } from './claims.ts';
import { proveIgnoreFile } from './ignoreFile.ts';
import { type NormalForm, type NormalStep, normalFormOf } from './normalForm.ts';
import { programKey } from './program.ts';
import { type Proof, refuse } from './proof.ts';

/** What a proof looks at. */
export type ProvableFix = Pick<ProblemFix, 'edits' | 'claim'>;

/**
 * Whether fixes, applied together, keep what they claim: N(before) with the claims applied equals N(after), comments
 * are the same multiset but for those that silence a linter for an instruction that goes, bodies of heredocs and instructions that
 * no edit touches are byte for byte the same, and no syntax error is new. `text` is the document before. Never throws;
 * linear in the text.
 */
export function proveFixes(language: Rule['language'], text: string, fixes: readonly ProvableFix[]): Proof {
  const edits: TextEdit[] = [];
  const claims: Claim[] = [];
  for (const fix of fixes) {
    if (!fix.claim) return refuse('it claims nothing');
    claims.push(fix.claim);
    for (const edit of fix.edits) {
      if ('path' in edit) return refuse('it changes another file');
      edits.push(edit);
    }
  }
  if (!areDisjoint(edits)) return refuse('its edits overlap');
  const after = applyEdits(text, edits);
  if (language === 'dockerignore') return proveIgnoreFile(text, after, claims);
  return proveDockerfile(text, after, edits, claims);
}

function proveDockerfile(
  text: string,
  afterText: string,
  edits: readonly TextEdit[],
  claims: readonly Claim[],
): Proof {
  const before = normalFormBefore(text);
  const after = normalFormOf(afterText);
  let expected: readonly ClaimedStep[];
  try {
    const claimed = new ClaimedSteps(before);
    for (const claim of claims) claimed.apply(claim);
    expected = claimed.result();
  } catch (error) {
    if (error instanceof FalseClaim) return refuse(error.message);
    throw error;
  }
  return (
    newErrors(before.tree, after.tree) ??
    differentSteps(expected, after.steps) ??
    lostComments(before, after, edits) ??
    touchedOthers(before.tree, after.tree, edits) ?? { ok: true }
  );
}

let lastBefore: NormalForm | undefined;

/** Code actions ask for proofs of many fixes of one text. */
function normalFormBefore(text: string): NormalForm {
  if (lastBefore?.tree.text !== text) lastBefore = normalFormOf(text);
  return lastBefore;
}

function newErrors(before: DockerfileTree, after: DockerfileTree): Proof | undefined {
  if (after.errors.length <= before.errors.length) return undefined;
  return refuse(`the build would stop: ${after.errors[0]?.message}`);
}

function differentSteps(expected: readonly ClaimedStep[], actual: readonly NormalStep[]): Proof | undefined {
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const wanted = expected[i];
    const found = actual[i];
    if (!wanted) return refuse(`a step is new: ${found?.operation}`);
    if (!found) return refuse(`a step is gone: ${wanted.operation}`);
    const skip = wanted.changesBody ? 1 : 0;
    if (stepKey(wanted, skip) !== stepKey(found, skip)) {
      return refuse(
        `${wanted.operation} is not what it was: ${stepKey(wanted, skip)} became ${stepKey(found, skip)}`,
      );
    }
  }
  return undefined;
}

function stepKey(step: NormalStep, skippedBodies: number): string {
  return JSON.stringify([
    step.stage,
    step.operation,
    step.flags,
    step.operands,
    step.program && programKey(step.program),
    step.isHeredocProgram,
    step.heredocs.slice(skippedBodies),
  ]);
}

function lostComments(before: NormalForm, after: NormalForm, edits: readonly TextEdit[]): Proof | undefined {
  // A comment may be empty: one more of those shows only in the count.
  const isSameCount = before.comments.length === after.comments.length;
  if (isSameCount && before.comments.join('\n') === after.comments.join('\n')) return undefined;
  const left = countsOf(after.comments);
  const mayGo = countsOf(commentsOfGone(before.tree, edits));
  let lost = 0;
  for (const comment of before.comments) {
    if (take(left, comment)) continue;
    if (!take(mayGo, comment)) return refuse(`the comment "${comment}" is lost`);
    lost++;
  }
  if (before.comments.length - lost === after.comments.length) return undefined;
  return refuse('the comments are not the same');
}

/** What silences a linter right on top of instructions that go, and goes with them in one edit. */
function commentsOfGone({ items }: DockerfileTree, edits: readonly TextEdit[]): string[] {
  const deletions = sortEdits(edits).filter(({ newText }) => newText === '');
  const gone: string[] = [];
  let above: string[] = [];
  let next = 0;
  for (const item of items) {
    while ((deletions[next]?.range.end ?? Number.POSITIVE_INFINITY) <= item.range.start) {
      next++;
      above = [];
    }
    const deleted = deletions[next]?.range;
    if (item.kind === 'comment' && deleted && deleted.start <= item.comment.range.start) {
      if (silencesNext(item.comment.text)) above.push(item.comment.text);
      continue;
    }
    if (item.kind === 'instruction' && deleted && item.instruction.keyword.range.end <= deleted.end) {
      gone.push(...above);
    }
    above = [];
  }
  return gone;
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, text: string): boolean {
  const count = counts.get(text) ?? 0;
  if (count > 0) counts.set(text, count - 1);
  return count > 0;
}

/** Instructions that no edit touches must be read from the very same text afterwards. */
function touchedOthers(
  before: DockerfileTree,
  after: DockerfileTree,
  edits: readonly TextEdit[],
): Proof | undefined {
  const texts = new Map(after.instructions.map(({ range }) => [range.start, range.end] as const));
  const sorted = sortEdits(edits);
  let shift = 0;
  let next = 0;
  for (const { range } of before.instructions) {
    for (let edit = sorted[next]; edit && edit.range.end <= range.start; edit = sorted[++next]) {
      shift += edit.newText.length - (edit.range.end - edit.range.start);
    }
    const edit = sorted[next];
    // What begins right at its end continues it.
    if (edit && edit.range.start <= range.end) continue;
    const end = texts.get(range.start + shift);
    const same =
      end !== undefined &&
      before.text.slice(range.start, range.end) === after.text.slice(range.start + shift, end);
    if (!same) return refuse(`it changes an instruction it does not touch, at offset ${range.start}`);
  }
  return undefined;
}
