import { unknownContext } from '../lint/context.ts';
import type { ContextFacts } from '../rules/rule.ts';
import type { ChosenContext } from './contextChoices.ts';
import type { ReaderUse } from './contextReaders.ts';
import { dockerfileOf } from './ignoreFileNames.ts';
import { folderOf } from './uris.ts';

/** The context of a build, and the ignore file that counts for it. */
export interface InForce extends ChosenContext {
  readonly dockerfile: string;
  /** The workspace folder that the Dockerfile is in, with its trailing slash. */
  readonly workspace: string | undefined;
  /** URI; undefined where there is none. */
  readonly ignoreFile: string | undefined;
}

/** What is known of the context of an open document. */
export interface Context {
  readonly document: string;
  /** The document, or the Dockerfile whose ignore file it is. */
  readonly dockerfile: string;
  readonly folder: string;
  /** The root of the context, as far as it can be told: with its trailing slash. */
  root: string;
  /** Why the root is taken for it; undefined until that is known, and for a `.dockerignore`. */
  chosen: ChosenContext | undefined;
  ignoreFile: ContextFacts['ignoreFile'];
  ignoreUri: string | undefined;
  readonly answers: Map<string, Answer>;
  /** Paths that were answered from the tree. */
  readonly asked: Set<string>;
  reader: ReaderUse | undefined;
  /** What the reader is for. */
  readBy: string;
  isConfirmed: boolean;
  /** The facts were asked for something since the last time anybody was told. */
  unanswered: boolean;
  loading: Promise<void> | undefined;
  /** Counts the searches for an ignore file, so that an old one cannot overtake a new one. */
  loads: number;
  facts: ContextFacts;
}

/** What was found out about one path. */
export interface Answer {
  readonly path: string;
  /** Undefined: not known yet. */
  exists: boolean | undefined;
  /** Undefined: nobody asked. Null: not known yet, or not to be had. */
  text: string | null | undefined;
}

export const contextRoot: Answer = { path: '', exists: true, text: null };

/** Nothing is known yet; undefined for a document that is in no folder. */
export function openContext(document: string): Context | undefined {
  const folder = folderOf(document);
  if (folder === undefined) return undefined;
  return {
    document,
    dockerfile: dockerfileOf(document),
    folder,
    root: folder,
    chosen: undefined,
    ignoreFile: undefined,
    ignoreUri: undefined,
    answers: new Map(),
    asked: new Set(),
    reader: undefined,
    readBy: '',
    isConfirmed: false,
    unanswered: false,
    loading: undefined,
    loads: 0,
    facts: unknownContext,
  };
}
