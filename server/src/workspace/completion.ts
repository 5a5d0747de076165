import {
  isWantedBehind,
  type NameCompletion,
  type NameCompletions,
  noNames,
} from '../features/contextPaths/nameCompletion.ts';
import { completePaths, typedFolder } from '../features/contextPaths/pathCompletion.ts';
import { completeStages } from '../features/contextPaths/stageCompletion.ts';
import { typedPlaceAt } from '../features/contextPaths/typedPlace.ts';
import { describeKeyword } from '../features/keywordDocs.ts';
import type { Host } from '../host.ts';
import type { BuildModel } from '../model/types.ts';
import type { ContextFacts } from '../rules/rule.ts';
import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import { type Completion, completeKeyword } from '../upstream/dockerfileService.ts';
import type { BuildContexts } from './buildContexts.ts';
import { listFolder } from './folderListing.ts';
import { contextPathOf } from './uris.ts';

export interface CompletionQuestion {
  readonly uri: string;
  readonly tree: () => DockerfileTree;
  readonly model: () => BuildModel;
  readonly offset: number;
  /** False as soon as there is another version of the document. */
  readonly isCurrent: () => boolean;
}

export interface CompletionOptions {
  /** The editor knows snippets. */
  readonly snippets: boolean;
  /** The character that made the editor ask; undefined: somebody wants to know, or types a word. */
  readonly trigger: string | undefined;
}

export interface Completions {
  readonly keywords: readonly KeywordCompletion[];
  readonly names: readonly NameCompletion[];
  /** There is more than this: ask again when more is typed. */
  readonly isIncomplete: boolean;
}

export interface KeywordCompletion extends Completion {
  /** Markdown. */
  readonly documentation: string | undefined;
}

export const noCompletions: Completions = { keywords: [], names: [], isIncomplete: false };

/** Keywords, paths of the build context and names of stages that may stand at an offset. Never rejects. */
export async function complete(
  host: Host,
  contexts: BuildContexts,
  question: CompletionQuestion,
  { snippets, trigger }: CompletionOptions,
): Promise<Completions> {
  const { uri, tree, model, offset, isCurrent } = question;
  const names = async (): Promise<NameCompletions> => {
    await contexts.soon(uri);
    if (!isCurrent()) return noNames;
    const root = contexts.rootOf(uri);
    return completeNames(host, { model: model(), offset, trigger, root, facts: contexts.facts(uri) });
  };
  const [keywords, { items, isIncomplete }] = await Promise.all([
    trigger === undefined ? completeKeyword(tree(), offset, snippets) : [],
    names(),
  ]);
  const documented = keywords.map((completion) => ({
    ...completion,
    documentation: completion.keyword === undefined ? undefined : describeKeyword(completion.keyword),
  }));
  return { keywords: documented, names: items, isIncomplete };
}

export interface NameQuestion {
  readonly model: BuildModel;
  readonly offset: number;
  readonly trigger: string | undefined;
  /** Of the build context, with its trailing slash; undefined: there is none. */
  readonly root: string | undefined;
  readonly facts: ContextFacts;
}

/** The paths and names alone. Rejects only where the host does. */
export async function completeNames(host: Host, question: NameQuestion): Promise<NameCompletions> {
  const { model, offset, trigger, root, facts } = question;
  const { tree } = model;
  const place = typedPlaceAt(tree, offset);
  if (!place || (trigger !== undefined && !isWantedBehind(trigger, place))) return noNames;
  if (place.kind === 'stage') return { items: completeStages(place, model), isIncomplete: false };
  // Everything of the model before anything is waited for: by then the tree may be that of another version.
  const folder = contextPathOf(typedFolder(place, model) ?? '..');
  if (folder === undefined || root === undefined) return noNames;
  const entries = await listFolder(host, root, folder, facts.view);
  return completePaths(place, entries, folder, tree.escape, facts.ignoreFile);
}
