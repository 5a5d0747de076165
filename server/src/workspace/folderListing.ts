import { schemeOf } from '../../../shared/src/languages.ts';
import type { DirectoryEntry, Host } from '../host.ts';
import { findNode } from '../model/context/contextTree.ts';
import type { ContextView } from '../model/context/contextView.ts';
import { below } from './uris.ts';

/**
 * The entries of one folder of a build context; none when it cannot be read. A disk answers at once and is never old. An
 * editor's file system may be far away: there, what has been read of the context comes first.
 */
export async function listFolder(
  host: Host,
  root: string,
  path: string,
  view: ContextView | undefined,
): Promise<readonly DirectoryEntry[]> {
  const ask = async (): Promise<readonly DirectoryEntry[] | undefined> => await host.list(below(root, path));
  const isNear = schemeOf(root) === 'file';
  const found = isNear
    ? ((await ask()) ?? readBefore(view, path))
    : (readBefore(view, path) ?? (await ask()));
  return found ?? [];
}

function readBefore(view: ContextView | undefined, path: string): DirectoryEntry[] | undefined {
  const folder = view && findNode(view.tree, path);
  if (typeof folder !== 'object' || folder.kind !== 'folder') return undefined;
  return folder.children?.map(({ name, kind }) => ({ name, type: kind === 'folder' ? 'directory' : kind }));
}
