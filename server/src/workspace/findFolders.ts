import type { Host } from '../host.ts';
import { contextPathUnder, uriKey } from './uris.ts';

const maximumFolders = 500;
const maximumDepth = 6;
/** A folder with more entries is one of data, not of a project's parts. */
const maximumEntries = 2000;

/**
 * The folders below `root` that hold a file which is wanted, the upper ones first; not `root` itself. Within a budget of
 * folders and depth, and not where tools keep what they fetch or make. Never rejects as long as the host does not.
 * @param root URI with its trailing slash
 * @param isWanted asked of a folder's URI and the name of a file in it
 */
export async function findFolders(
  host: Host,
  root: string,
  isWanted: (folder: string, name: string) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  let level = [root];
  let left = maximumFolders;
  for (let depth = 0; depth <= maximumDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (left-- <= 0) return found;
      await host.pause();
      const entries = (await host.list(folder)) ?? [];
      if (entries.length > maximumEntries) continue;
      if (depth > 0 && entries.some(({ name, type }) => type !== 'directory' && isWanted(folder, name))) {
        found.push(folder);
      }
      for (const { name, type } of entries) {
        if (type === 'directory' && !isSkipped(name)) next.push(`${folder}${encodeURIComponent(name)}/`);
      }
    }
    level = next;
  }
  return found;
}

/** Whether a folder below `root` is one that `findFolders` would not look into. */
export function isOutOfTheWay(root: string, folder: string): boolean {
  const path = contextPathUnder(root, folder);
  return path === undefined ? uriKey(root) !== uriKey(folder) : path.split('/').some(isSkipped);
}

function isSkipped(name: string): boolean {
  return (name.startsWith('.') && name !== '.devcontainer' && name !== '.docker') || skipped.has(name);
}

const skipped: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'venv',
  'site-packages',
  '__pycache__',
  'target',
  'dist',
]);
