// What Go's `path/filepath` does on Linux, where BuildKit's frontend runs. Pure text: no file system is touched.

/**
 * The shortest equal path, by text alone: drops empty and `.` segments, resolves `..` against the segment before it.
 * An empty path becomes `.`. See https://pkg.go.dev/path/filepath#Clean.
 */
export function cleanPath(path: string): string {
  if (!NEEDS_CLEANING.test(path)) return path;
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  let steps = 0;
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') {
      kept.push(segment);
      steps++;
    } else if (steps > 0) {
      kept.pop();
      steps--;
    } else if (!rooted) {
      kept.push(segment);
    }
  }
  const joined = kept.join('/');
  if (rooted) return '/' + joined;
  return joined === '' ? '.' : joined;
}

/** An empty path, a slash at either end, two in a row, or a segment `.` or `..`. */
const NEEDS_CLEANING = /^$|(?:^|\/)(?:\.{0,2})(?:\/|$)/;

/** All but the last segment, cleaned; `.` when there is none. See https://pkg.go.dev/path/filepath#Dir. */
export function parentPath(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}
