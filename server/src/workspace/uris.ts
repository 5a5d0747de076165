// URIs as text: the clients' schemes are many, and nothing here needs more than folders and last segments.

/** The folder of a file, with its trailing slash; undefined where there is none (`untitled:Untitled-1`). */
export function folderOf(uri: string): string | undefined {
  const slash = uri.replace(/[?#].*$/, '').lastIndexOf('/');
  return slash < 0 || !/^[a-z][\w+.-]*:\//i.test(uri) ? undefined : uri.slice(0, slash + 1);
}

/** A path of a build context below its root's URI. */
export function below(root: string, contextPath: string): string {
  return root + contextPath.split('/').map(encodeURIComponent).join('/');
}

/**
 * A path as a Dockerfile names it, relative to the root of the context and clean; empty for the root itself. A leading
 * slash means the root as well, as it does in COPY. Undefined for a path that leaves the context.
 */
export function contextPathOf(path: string): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

/** Clients differ in what they percent-encode: equal keys mean the same resource. */
export function uriKey(uri: string): string {
  if (!uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

export function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}

/** The path of a resource below a root, which ends with a slash; undefined for what is not below it. */
export function contextPathUnder(root: string, uri: string): string | undefined {
  // Events come by the thousand, and most are spelled alike.
  if (!uri.includes('%') && uri.startsWith(root)) return uri.slice(root.length) || undefined;
  const key = uriKey(uri);
  const rootKey = uriKey(root);
  return key.startsWith(rootKey) && key.length > rootKey.length ? key.slice(rootKey.length) : undefined;
}

/**
 * The URI of a path as a file in `folder` (with its trailing slash) names it: relative, or absolute on the same machine;
 * backslashes count as slashes. Without a trailing slash, but for the root. Undefined where the path leads out of the
 * file system.
 */
export function resolvePath(folder: string, path: string): string | undefined {
  const parts = /^([a-z][\w+.-]*:(?:\/\/[^/]*)?)\/(.*)$/i.exec(folder);
  if (!parts) return undefined;
  const [, base = '', below = ''] = parts;
  const drive = /^([A-Za-z]):[\\/]/.exec(path)?.[1];
  const slashed = (drive === undefined ? path : `/${drive.toLowerCase()}${path.slice(1)}`).replaceAll(
    '\\',
    '/',
  );
  const segments = slashed.startsWith('/') ? [] : below.split('/').filter((segment) => segment !== '');
  for (const segment of slashed.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(encodeURIComponent(segment));
    else if (segments.pop() === undefined) return undefined;
  }
  return `${base}/${segments.join('/')}`;
}

/** The way from a folder to a file or folder, with `/` and as people write it; undefined between two file systems. */
export function relativePath(folder: string, uri: string): string | undefined {
  const split = (text: string): readonly [string, string[]] => {
    const [, base = '', path = ''] = /^([a-z][\w+.-]*:(?:\/\/[^/]*)?)\/(.*)$/i.exec(uriKey(text)) ?? [];
    return [base, path.split('/').filter((segment) => segment !== '')];
  };
  const [fromBase, from] = split(folder);
  const [toBase, to] = split(uri);
  if (fromBase !== toBase || fromBase === '') return undefined;
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.';
}

/** Folders above a file that is in no workspace folder; deeper files have none above. */
const maximumFolders = 30;

/** From the file's own folder upward to the workspace folder, or to the root where it is in none. */
export function foldersUpTo(file: string, workspace: string | undefined): string[] {
  const folders: string[] = [];
  let folder = folderOf(file);
  while (folder !== undefined && folders.length < maximumFolders) {
    folders.push(folder);
    if (workspace !== undefined && uriKey(folder) === uriKey(workspace)) break;
    const above: string | undefined = folderOf(folder.slice(0, -1));
    if (above === undefined || above.length >= folder.length || /^[\w+.-]+:\/\/$/.test(above)) break;
    folder = above;
  }
  return folders;
}

/** The innermost of the workspace folders that a file is in. */
export function workspaceFolderOf(file: string, folders: readonly string[]): string | undefined {
  const key = uriKey(file);
  return folders.filter((root) => key.startsWith(uriKey(root))).sort((a, b) => b.length - a.length)[0];
}
