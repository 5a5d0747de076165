import type { ContextNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextFacts } from '../../rules/rule.ts';
import type { TextRange } from '../../text/range.ts';
import type { Sentence } from './sentence.ts';

/** Why a file is, or is not, in the image that one Dockerfile builds. */
export interface Question {
  /** From the root of the build context, clean; empty for the root itself. */
  readonly path: string;
  /** What is there; undefined: nothing. */
  readonly kind: ContextNode['kind'] | undefined;
  /** A folder above it that is a link. */
  readonly link: string | undefined;
  /** Sources, or folders above them, that are links: a copy follows those, wherever they lead. */
  readonly links: readonly string[];
  /** Where nothing is there: the path that was probably meant. */
  readonly nearest: string | undefined;
  readonly model: BuildModel;
  /** The stage that is built, by name or number; undefined: the last one. */
  readonly target: string | undefined;
  /** As people write it: the name of the Dockerfile, from the root of the context where it is in it. */
  readonly dockerfile: string;
  readonly ignoreFile: NonNullable<ContextFacts['ignoreFile']> | null;
  /** As far as the context has been read; what is said of a file does not rest on it. */
  readonly view: ContextView | undefined;
}

/**
 * - `in`: in the file system of the image
 * - `hidden`: in a layer, but a later one deletes it
 * - `maybe`: it depends on what a RUN does, or on a variable
 * - `out`: it is not
 * - `unknown`: it leads through a link
 */
export type Verdict = 'in' | 'hidden' | 'maybe' | 'out' | 'unknown';

export interface Explanation {
  readonly verdict: Verdict;
  readonly title: Sentence;
  /** The way of the file, in order, up to where it ends. */
  readonly steps: readonly ExplanationStep[];
  /** The best first. Each has been tried: with it the file is kept out, or sent. */
  readonly remedies: readonly Remedy[];
}

export interface ExplanationStep {
  readonly kind: 'passes' | 'stops' | 'may-pass' | 'note';
  readonly sentence: Sentence;
  readonly place: StepPlace | undefined;
}

export interface StepPlace {
  readonly file: 'dockerfile' | 'ignore-file';
  readonly range: TextRange;
}

/** An edit of the ignore file in force; where there is none, of one that is made. */
export interface Remedy {
  readonly title: Sentence;
  /** From the root of the context. */
  readonly path: string;
  readonly edit: { readonly appendLines: readonly string[] } | { readonly delete: TextRange };
}
