import type { KeywordName } from '../syntax/dockerfile/tree.ts';
import { instructionsOf, instructionsWithAny, noteReads, type Reads } from './reads.ts';

/** The parts of a list by their keywords, each set of keywords once; who asks for one is noted to have read these. */
export class ByKeyword<T> {
  private readonly all: readonly T[];
  private readonly nameOf: (one: T) => KeywordName | undefined;
  private readonly known = new Map<Reads, readonly T[]>();

  constructor(all: readonly T[], nameOf: (one: T) => KeywordName | undefined) {
    this.all = all;
    this.nameOf = nameOf;
  }

  with(keywords: readonly (KeywordName | undefined)[]): readonly T[] {
    const wanted = instructionsWithAny(keywords);
    noteReads(wanted);
    let found = this.known.get(wanted);
    if (!found) {
      found = this.all.filter((one) => (instructionsOf(this.nameOf(one)) & wanted) !== 0);
      this.known.set(wanted, found);
    }
    return found;
  }
}
