import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDockerfileName, isIgnoreFileName } from '../../../shared/src/languages.ts';

export interface FoundFiles {
  /** As they were named, or below the folders that were; each once, in order. */
  readonly files: readonly string[];
  /** What is not there or cannot be read: a sentence each. */
  readonly failures: readonly string[];
}

/** Folders in which nobody keeps Dockerfiles of their own. */
const foreignFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);

/**
 * The files that are named, whatever their names, and the Dockerfiles and ignore files below the folders that are. Links
 * below a folder are not followed, so that there are no circles. Never rejects.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Set<string>();
  const failures: string[] = [];
  for (const path of paths) {
    const isFolder = await isFolderAt(path);
    if (isFolder instanceof Error) failures.push(failure(path, isFolder));
    else if (isFolder) await look(path, files, failures);
    else files.add(path);
  }
  return { files: [...files], failures };
}

/** Of a link, what it leads to: somebody named it. */
async function isFolderAt(path: string): Promise<boolean | Error> {
  try {
    const found = await lstat(path);
    if (!found.isSymbolicLink()) return found.isDirectory();
    await readdir(path);
    return true;
  } catch (error) {
    return isNotFolder(error) ? false : toError(error);
  }
}

async function look(folder: string, files: Set<string>, failures: string[]): Promise<void> {
  // A loop and not a recursion: nobody knows how deep folders go.
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const below: string[] = [];
    try {
      const entries = await readdir(at, { withFileTypes: true });
      entries.sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of entries) {
        const path = join(at, entry.name);
        if (entry.isDirectory() && !foreignFolders.has(entry.name)) below.push(path);
        if (entry.isFile() && isOurs(entry.name)) files.add(path);
      }
    } catch (error) {
      failures.push(failure(at, toError(error)));
    }
    waiting.push(...below.reverse());
  }
}

function isOurs(name: string): boolean {
  return isDockerfileName(name) || isIgnoreFileName(name);
}

function isNotFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What went wrong with a file or folder, in a sentence. */
export function failure(path: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return `${path}: there is no such file or folder.`;
    case 'EACCES':
    case 'EPERM':
      return `${path}: access is denied.`;
    case 'EISDIR':
      return `${path}: this is a folder.`;
    default:
      return `${path}: ${error.message}`;
  }
}
