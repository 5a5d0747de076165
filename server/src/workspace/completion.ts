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
import { completeDirectives } from '../features/wordCompletion/directives.ts';
import { completeFlags } from '../features/wordCompletion/flags.ts';
import { completeVariables } from '../features/wordCompletion/variables.ts';
import { type WordCompletion, wordTriggers } from '../features/wordCompletion/wordCompletion.ts';
import type { DirectoryEntry, Host } from '../host.ts';
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
}

export interface CompletionOptions {
  /** The editor knows snippets. */
  readonly snippets: boolean;
  /** The character that made the editor ask; undefined: somebody wants to know, or types a word. */
  readonly trigger: string | undefined;
}

export interface Completions {
  readonly keywords: readonly KeywordCompletion[];
  readonly words: readonly WordCompletion[];
  readonly names: readonly NameCompletion[];
  /** There is more than this: ask again when more is typed. */
  readonly isIncomplete: boolean;
}

export interface KeywordCompletion extends Completion {
  /** Markdown. */
  readonly documentation: string | undefined;
}

export const noCompletions: Completions = { keywords: [], words: [], names: [], isIncomplete: false };

/** Keywords, flags, variables, paths of the build context and names of stages that may stand at an offset. Never rejects. */
export async function complete(
  host: Host,
  contexts: BuildContexts,
  question: CompletionQuestion,
  { snippets, trigger }: CompletionOptions,
): Promise<Completions> {
  const { uri, tree, offset } = question;
  // Before anything is waited for: by then the tree may be that of another version.
  const words = completeWords(question, snippets, trigger);
  const [keywords, { items, isIncomplete }] = await Promise.all([
    trigger === undefined ? completeKeyword(tree(), offset, snippets) : [],
    completeNames(question, trigger, async (path) => {
      const { root, facts } = await contexts.soon(uri);
      const { view, ignoreFile } = facts;
      return { entries: root === undefined ? [] : await listFolder(host, root, path, view), ignoreFile };
    }),
  ]);
  const documented = keywords.map((completion) => ({
    ...completion,
    documentation: completion.keyword === undefined ? undefined : describeKeyword(completion.keyword),
  }));
  return { keywords: documented, words, names: items, isIncomplete };
}

function completeWords(
  { tree, model, offset }: CompletionQuestion,
  snippets: boolean,
  trigger: string | undefined,
): readonly WordCompletion[] {
  if (trigger !== undefined && !wordTriggers.includes(trigger)) return [];
  return [
    ...(trigger === undefined ? completeDirectives(tree(), offset, snippets) : []),
    ...completeFlags(tree(), offset, trigger),
    ...completeVariables(model(), offset, trigger),
  ];
}

/** What is in a folder of the build context, and what keeps it out. */
export interface Folder {
  readonly entries: readonly DirectoryEntry[];
  readonly ignoreFile: ContextFacts['ignoreFile'];
}

/** The paths and names alone. Where there are none to be had, no more than the instruction is looked at. */
export async function completeNames(
  { tree, model, offset }: Pick<CompletionQuestion, 'tree' | 'model' | 'offset'>,
  trigger: string | undefined,
  list: (path: string) => Promise<Folder>,
): Promise<NameCompletions> {
  const { escape: escapeToken } = tree();
  const place = typedPlaceAt(tree(), offset);
  if (!place || (trigger !== undefined && !isWantedBehind(trigger, place))) return noNames;
  if (place.kind === 'stage') return { items: completeStages(place, model()), isIncomplete: false };
  const path = contextPathOf(typedFolder(place, model()) ?? '..');
  if (path === undefined) return noNames;
  // From here on the tree may be that of another version.
  const { entries, ignoreFile } = await list(path);
  return completePaths(place, entries, path, escapeToken, ignoreFile);
}
