import { keywordNames } from '../syntax/dockerfile/instructionGrammar.ts';
import type { KeywordName } from '../syntax/dockerfile/tree.ts';

/**
 * What of a model a computation has looked at: a set of bits. Whoever keeps a result together with its reads knows
 * later, from what has changed (`changes.ts`), whether it is still the result. Every way from a model to a part of it
 * notes the part; what stands in an instruction itself needs no note, since the way to it has one.
 */
export type Reads = number;

const bits: ReadonlyMap<string, Reads> = new Map(keywordNames.map((keyword, i) => [keyword, 1 << i]));
const unknownKeyword: Reads = 1 << keywordNames.length;

/** The instructions with a keyword; undefined stands for all words that are none. */
export function instructionsOf(keyword: KeywordName | undefined): Reads {
  return keyword === undefined ? unknownKeyword : (bits.get(keyword) ?? unknownKeyword);
}

/** The instructions with any of these. */
export function instructionsWithAny(keywords: readonly (KeywordName | undefined)[]): Reads {
  let all: Reads = 0;
  for (let i = 0; i < keywords.length; i++) all |= instructionsOf(keywords[i]);
  return all;
}

const part = (index: number): Reads => 1 << (keywordNames.length + 1 + index);

export const reads = {
  nothing: 0,
  instructions: unknownKeyword * 2 - 1,
  /** Of an image state: who runs, where, with which shell, what the container starts, variables, and all the rest. */
  user: part(0),
  workdir: part(1),
  shell: part(2),
  start: part(3),
  variables: part(4),
  otherSettings: part(5),
  /** Names and bases of stages; not which there are (that is the order), nor what stands in them. */
  stages: part(6),
  /** What instructions stand next to, and what stands between them: comments and blank lines. */
  layout: part(7),
  /** What BuildKit refuses. */
  errors: part(8),
  /** Who copies or mounts what of whom. */
  uses: part(9),
  /** On which image each stage is built in the end. */
  images: part(10),
  /** Which keywords follow each other. */
  order: part(11),
} as const;

/**
 * What the language of a shell form hangs on: SHELL and the base image. (A comment that names it counts as a change of
 * the shell: `changes.ts`.)
 */
export const dialectReads: Reads = reads.shell | reads.images;

let noted: Reads = reads.nothing;

export function noteReads(these: Reads): void {
  noted |= these;
}

/** Begins a record of its own; what it gives back is for `endReads`. */
export function beginReads(): Reads {
  const outer = noted;
  noted = reads.nothing;
  return outer;
}

/** What was read since the matching `beginReads`; whoever records around it has read it as well. */
export function endReads(outer: Reads): Reads {
  const own = noted;
  noted = outer | own;
  return own;
}

/** Ends a record whose reads count for nobody. */
export function forgetReads(outer: Reads): void {
  noted = outer;
}

/** A value that is kept, and what it was made of. */
export interface Kept<T> {
  readonly value: T;
  reads: Reads;
}

/** A computation that throws keeps nothing. */
export function recorded<A, T>(compute: (given: A) => T, given: A): Kept<T> {
  const outer = beginReads();
  let own = reads.nothing as Reads;
  let value: T;
  try {
    value = compute(given);
  } finally {
    own = endReads(outer);
  }
  return { value, reads: own };
}
