/**
 * The working directory after `WORKDIR wanted`, as BuildKit normalizes it (`system.NormalizeWorkdir`): absolute and
 * clean; undefined when it depends on a directory that is not known.
 */
export function joinWorkdir(
  current: string | undefined,
  wanted: string,
  isWindows: boolean,
): string | undefined {
  if (wanted === '') return current;
  if (isWindows) return joinWindows(current, wanted);
  if (wanted.startsWith('/')) return clean(wanted);
  return current === undefined ? undefined : clean(`${current}/${wanted}`);
}

/** Windows paths come back without their drive, which can only be `C:`. */
function joinWindows(current: string | undefined, wanted: string): string | undefined {
  const path = slashed(wanted);
  // Nothing but the drive is refused.
  const absolute = path.startsWith('/') || path === '';
  if (!absolute && current === undefined) return undefined;
  const joined = absolute ? path : `${(current ?? '').replaceAll('\\', '/')}/${path}`;
  return clean(joined)?.replaceAll('/', '\\');
}

/** A path of Windows with slashes, and without its drive, which can only be `C:`. */
export function slashed(path: string): string {
  return path.replace(/^[A-Za-z]:/, '').replaceAll('\\', '/');
}

/** Longer than any system allows; nested a thousand times by `WORKDIR x`, a path is not followed further. */
const maximumLength = 4096;

/** Go's `path.Clean` of an absolute path. */
function clean(path: string): string | undefined {
  if (path.length > maximumLength) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
