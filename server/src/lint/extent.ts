import type { Claim } from '../rules/rule.ts';
import type { TextRange } from '../text/range.ts';
import type { Problem, ProblemFix } from './problem.ts';

/**
 * Tells how far problems reach: from the first to the last of the places that one speaks of. Fixes that several problems
 * share, and that may be as long as the file, are looked through once.
 */
export class Extents {
  private readonly known = new Map<object, TextRange>();

  of(
    range: TextRange,
    related: Problem['related'],
    fixes: Problem['fixes'],
    misread: TextRange | undefined,
  ): TextRange {
    let extent = misread ? around(range, misread) : range;
    if (related.length === 0 && fixes.length === 0) return extent;
    for (const one of related) if ('range' in one) extent = around(extent, one.range);
    for (const { edits, claim } of fixes) {
      const ofEdits = this.once(edits, edits.length, editsExtent);
      if (ofEdits) extent = around(extent, ofEdits);
      const offsets = claim ? offsetsOf(claim) : nowhere;
      const ofClaim = this.once(offsets, offsets.length, offsetsExtent);
      if (ofClaim) extent = around(extent, ofClaim);
    }
    return extent;
  }

  private once<T extends object>(
    list: T,
    length: number,
    compute: (list: T) => TextRange | undefined,
  ): TextRange | undefined {
    if (length < worthKeeping) return compute(list);
    const known = this.known.get(list) ?? compute(list);
    if (known) this.known.set(list, known);
    return known;
  }

  /** What was seen is not shared with what comes. */
  clear(): void {
    if (this.known.size > 0) this.known.clear();
  }
}

/** Shorter lists are looked through faster than they are found again. */
const worthKeeping = 8;

function around(one: TextRange, other: TextRange): TextRange {
  if (one.start <= other.start && one.end >= other.end) return one;
  return { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}

function editsExtent(edits: ProblemFix['edits']): TextRange | undefined {
  let extent: TextRange | undefined;
  for (const edit of edits) {
    if ('range' in edit) extent = extent ? around(extent, edit.range) : edit.range;
  }
  return extent;
}

function offsetsExtent(offsets: readonly number[]): TextRange | undefined {
  if (offsets.length === 0) return undefined;
  let [start, end] = [Number.POSITIVE_INFINITY, 0];
  for (const offset of offsets) {
    start = Math.min(start, offset);
    end = Math.max(end, offset);
  }
  return { start, end };
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
