import { keywordNames } from '../syntax/dockerfile/instructionGrammar.ts';
import type { KeywordName } from '../syntax/dockerfile/tree.ts';
import type { PlainValue } from './types.ts';

/**
 * What of a model a computation has looked at: a set of 32 bits, and so a number that may be below zero. Whoever keeps a
 * result together with its reads knows later, from what has changed (`changes.ts`), whether it is still the result. Every
 * way from a model to a part of it notes the part; what stands in an instruction itself needs no note, since the way to
 * it has one.
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
  /**
   * What stages are built on; not which stages there are (that is the order), nor what stands in them. Their names are
   * a matter of the FROM instructions.
   */
  bases: part(6),
  /** What instructions stand next to, and what stands between them: comments and blank lines. */
  layout: part(7),
  /** What BuildKit refuses. */
  errors: part(8),
  /** Who copies or mounts what of whom, and under which name. */
  uses: part(9),
  /** On which image each stage is built in the end. */
  images: part(10),
  /** Which keywords follow each other. */
  order: part(11),
  /** Of no model: what is known of the build context. The last bit there is. */
  context: part(12),
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

/** Does something whose reads count for nobody: whoever asks for it notes himself what it stands for. */
export function unrecorded<T>(task: () => T): T {
  const outer = beginReads();
  try {
    return task();
  } finally {
    noted = outer;
  }
}

/** A value that is kept, and what it was made of. */
export interface Kept<T> {
  readonly value: T;
  reads: Reads;
}

/** A plain value that a function makes of a model: whoever asks for it looks at the value, and at nothing behind it. */
export interface ModelFact extends Kept<PlainValue> {
  readonly of: (model: never) => PlainValue;
}

/** What a record that takes facts has taken; undefined while none is being made that does. */
let facts: ModelFact[] | undefined;

/** What was looked at, and the facts asked for. */
export interface Seen {
  readonly reads: Reads;
  readonly facts: readonly ModelFact[];
}

/** Records what a task looks at; throws what it throws. What is kept within the task takes part with all its reads. */
export function recordWithFacts(task: () => void): Seen {
  const outerFacts = facts;
  const taken: ModelFact[] = [];
  const outer = beginReads();
  let own = reads.nothing as Reads;
  facts = taken;
  try {
    task();
  } finally {
    facts = outerFacts;
    own = endReads(outer);
  }
  return { reads: own, facts: taken.length === 0 ? noFacts : taken };
}

const noFacts: readonly ModelFact[] = [];

/** Notes a fact; where facts are not taken, all it was made of. */
export function noteFact(fact: ModelFact): void {
  if (!facts) noteReads(fact.reads);
  else if (!facts.includes(fact)) facts.push(fact);
}

/** A computation that throws keeps nothing. */
export function recorded<A, T>(compute: (given: A) => T, given: A): Kept<T> {
  const outer = beginReads();
  const outerFacts = facts;
  let own = reads.nothing as Reads;
  let value: T;
  facts = undefined;
  try {
    value = compute(given);
  } finally {
    facts = outerFacts;
    own = endReads(outer);
  }
  return { value, reads: own };
}
