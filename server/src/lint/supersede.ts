import type { TextRange } from '../text/range.ts';
import type { Problem } from './problem.ts';

/**
 * Settles overlap between rules: a problem is dropped where a rule it yields to reports an overlapping range, and
 * stays dropped only for a problem that itself stays. Keeps the order of the rest. Sorting aside, linear.
 */
export function supersede<T extends Problem>(problems: readonly T[]): T[] {
  const byRule = new Map<string, Problem[]>();
  for (const problem of problems) {
    const list = byRule.get(problem.rule.id);
    if (list) list.push(problem);
    else byRule.set(problem.rule.id, [problem]);
  }
  const kept = new Map<string, Problem[]>();
  const places = new Map<string, Places>();
  const lost = new Set<Problem>();
  const settle = (id: string, path: readonly string[]): readonly Problem[] => {
    const settled = kept.get(id);
    if (settled) return settled;
    const own = byRule.get(id) ?? [];
    // Winners first. A circle cannot come from the registry (a test sees to it); it must not hang here either.
    const winners = (own[0]?.rule.yieldsTo ?? []).filter(
      (other) => byRule.has(other) && !path.includes(other),
    );
    for (const other of winners) {
      if (!places.has(other)) places.set(other, new Places(settle(other, [...path, id])));
    }
    const loses = (problem: Problem) => winners.some((other) => places.get(other)?.overlaps(problem.range));
    const stay: Problem[] = [];
    for (const problem of own) {
      if (loses(problem)) lost.add(problem);
      else stay.push(problem);
    }
    kept.set(id, stay);
    return stay;
  };
  // Most rules yield to none, or to none that has found anything.
  for (const [id, own] of byRule) {
    if (own[0]?.rule.yieldsTo.some((other) => byRule.has(other))) settle(id, [id]);
  }
  return lost.size === 0 ? [...problems] : problems.filter((problem) => !lost.has(problem));
}

/** Ranges of one rule, asked for overlap in logarithmic time. An empty range stands for the character after it. */
class Places {
  private readonly starts: number[];
  /** The furthest end of all ranges up to and including the same index. */
  private readonly ends: number[];

  constructor(problems: readonly Problem[]) {
    const ranges = problems.map((problem) => problem.range).sort((a, b) => a.start - b.start);
    this.starts = ranges.map((range) => range.start);
    let furthest = -1;
    this.ends = ranges.map((range) => {
      furthest = Math.max(furthest, range.end, range.start + 1);
      return furthest;
    });
  }

  overlaps(range: TextRange): boolean {
    const end = Math.max(range.end, range.start + 1);
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (this.ends[low - 1] ?? 0) > range.start;
  }
}
