import type { Claim } from '../rules/rule.ts';
import type { TextRange } from '../text/range.ts';
import type { Problem } from './problem.ts';

/** From the first to the last of the places that a problem speaks of. */
export function extentOf(range: TextRange, related: Problem['related'], fixes: Problem['fixes']): TextRange {
  if (related.length === 0 && fixes.length === 0) return range;
  let { start, end } = range;
  const take = (from: number, to: number): void => {
    if (from < start) start = from;
    if (to > end) end = to;
  };
  for (const one of related) if ('range' in one) take(one.range.start, one.range.end);
  for (const { edits, claim } of fixes) {
    for (const edit of edits) if ('range' in edit) take(edit.range.start, edit.range.end);
    if (claim) for (const offset of offsetsOf(claim)) take(offset, offset);
  }
  return start === range.start && end === range.end ? range : { start, end };
}

/** The places a claim is about. */
function offsetsOf(claim: Claim): readonly number[] {
  switch (claim.kind) {
    case 'same':
      return nowhere;
    case 'steps-concatenated':
      return claim.instructions;
    case 'word-added':
      return [claim.instruction, claim.after];
    default:
      return [claim.instruction];
  }
}

const nowhere: readonly number[] = [];
