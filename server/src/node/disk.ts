import { lstat, readdir, readFile } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { maximumFileSize } from '../../../shared/src/protocol.ts';
import type { FileType, Host } from '../host.ts';

/** `node:fs/promises` has all this, and takes longer to load than the server has for its first answer. */
const [read, stat, list] = [promisify(readFile), promisify(lstat), promisify(readdir)];

/** The files of this machine, by `file:` URIs; links are not followed. Nothing here rejects. */
export const disk: Pick<Host, 'readFile' | 'stat' | 'list' | 'sizes'> = {
  readFile: (uri) =>
    orUndefined(async () => {
      const path = fileURLToPath(uri);
      const { size } = await stat(path);
      return size > maximumFileSize ? undefined : await read(path, 'utf8');
    }),
  stat: (uri) =>
    orUndefined(async () => {
      const found = await stat(fileURLToPath(uri));
      return { type: typeOf(found), size: found.size };
    }),
  list: (uri) =>
    orUndefined(async () => {
      const entries = await list(fileURLToPath(uri), { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, type: typeOf(entry) }));
    }),
  async sizes(uri, names) {
    const folder = await orUndefined(async () => fileURLToPath(uri));
    if (folder === undefined) return names.map(() => undefined);
    return Promise.all(names.map((name) => sizeOf(join(folder, name))));
  },
};

/** A promise of Node's own costs three times as much, and this is asked for each file of a context. */
function sizeOf(path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    lstat(path, (error, found) => resolve(error ? undefined : found.size));
  });
}

/** A file that is not there is no error to anybody. */
async function orUndefined<T>(attempt: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch {
    return undefined;
  }
}

function typeOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileType {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
