import { isWantedBehind, type NameCompletions, noNames } from '../features/contextPaths/nameCompletion.ts';
import { completePaths, typedFolder } from '../features/contextPaths/pathCompletion.ts';
import { completeStages } from '../features/contextPaths/stageCompletion.ts';
import { typedPlaceAt } from '../features/contextPaths/typedPlace.ts';
import type { Host } from '../host.ts';
import type { BuildModel } from '../model/types.ts';
import type { ContextFacts } from '../rules/rule.ts';
import { listFolder } from './folderListing.ts';
import { contextPathOf } from './uris.ts';

export interface NameQuestion {
  readonly model: BuildModel;
  readonly offset: number;
  /** The character that made the editor ask; undefined: somebody wants to know. */
  readonly trigger: string | undefined;
  /** Of the build context, with its trailing slash; undefined: there is none. */
  readonly root: string | undefined;
  readonly facts: ContextFacts;
}

/** Paths of the build context and names of stages that may stand at an offset. Never rejects where the host does not. */
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
