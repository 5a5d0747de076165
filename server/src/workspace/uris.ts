// URIs as text: the clients' schemes are many, and nothing here needs more than folders and last segments.

/** The folder of a file, with its trailing slash; undefined where there is none (`untitled:Untitled-1`). */
export function folderOf(uri: string): string | undefined {
  const slash = uri.replace(/[?#].*$/, '').lastIndexOf('/');
  return slash < 0 || !/^[a-z][\w+.-]*:\//i.test(uri) ? undefined : uri.slice(0, slash + 1);
}

/** A path below a folder; undefined for a path that is absolute, leaves the folder, or is empty. */
export function below(folder: string, path: string): string | undefined {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (path.startsWith('/') || segments.length === 0 || segments.includes('..')) return undefined;
  return folder + segments.map(encodeURIComponent).join('/');
}

/** Clients differ in what they percent-encode: equal keys mean the same resource. */
export function uriKey(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

export function withSlash(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}
