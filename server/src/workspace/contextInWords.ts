import type { ContextInWords } from '../features/hover/context.ts';
import { type ContextChoice, guessed } from './contextChoices.ts';
import type { InForce } from './openContext.ts';
import { folderOf, relativePath, uriKey } from './uris.ts';

/** How a hover shows the context of a Dockerfile. */
export function contextInWords(inForce: InForce | undefined): ContextInWords | undefined {
  const folder = inForce && folderOf(inForce.dockerfile);
  if (!inForce || folder === undefined) return undefined;
  const from = (uri: string): string => relativePath(folder, uri) ?? uri;
  const seen = new Set([uriKey(inForce.root)]);
  const others = inForce.alternatives.filter(({ root }) => seen.size < seen.add(uriKey(root)).size);
  return {
    path: from(inForce.root),
    description: inForce.description,
    source: inForce.source && `${linkable(inForce.source.uri)}#L${inForce.source.line}`,
    isGuess: inForce.kind === 'dockerfile-folder' || inForce.kind === 'workspace-folder',
    isFromGit: inForce.isFromGit === true,
    others: others.map(({ root, description }) => ({ path: from(root), description })),
    ignoreFile: inForce.ignoreFile === undefined ? undefined : from(inForce.ignoreFile),
  };
}

/** Parentheses and blanks would end a link of Markdown. */
function linkable(uri: string): string {
  return uri
    .replace(/[()\s<>]/g, encodeURIComponent)
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
}

/** The folders that may be the context of a Dockerfile, for somebody who picks one. */
export interface KnownContexts {
  readonly chosen: ChoiceInWorkspace;
  /** The likelier first; each folder once, and the Dockerfile's own and the workspace folder always. */
  readonly others: readonly ChoiceInWorkspace[];
  readonly dockerfile: string;
  /** The workspace folder, and the Dockerfile's path in it. */
  readonly workspace: string | undefined;
  readonly path: string | undefined;
}

export interface ChoiceInWorkspace extends ContextChoice {
  /** Path of the root from the workspace folder; `.` for that folder itself. */
  readonly folder: string | undefined;
}

export function knownContexts(inForce: InForce): KnownContexts {
  const { dockerfile, workspace, alternatives, ...chosen } = inForce;
  const folder = folderOf(dockerfile);
  const all = [
    ...alternatives,
    ...(folder === undefined ? [] : [guessed(folder, 'dockerfile-folder')]),
    ...(workspace === undefined ? [] : [guessed(workspace, 'workspace-folder')]),
  ];
  const seen = new Set([uriKey(chosen.root)]);
  const others = all.filter(({ root }) => seen.size < seen.add(uriKey(root)).size);
  const placed = (choice: ContextChoice): ChoiceInWorkspace => ({
    ...choice,
    folder: workspace === undefined ? undefined : relativePath(workspace, choice.root),
  });
  return {
    chosen: placed(chosen),
    others: others.map(placed),
    dockerfile,
    workspace,
    path: workspace === undefined ? undefined : relativePath(workspace, dockerfile),
  };
}
