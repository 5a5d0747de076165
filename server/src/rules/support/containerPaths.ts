import { joinWorkdir } from '../../model/paths.ts';
import type { Step } from '../../model/types.ts';

/**
 * The working directory in which an instruction runs. Where the base image decides it and is not known, a path of its
 * own that no other path equals, so that what is relative to it can still be compared. With slashes, on Windows too.
 */
export function workdirOf({ before, stage }: Step): string {
  const { value, by } = before.workdir;
  return (
    value?.replaceAll('\\', '/') ??
    `/${UNKNOWN}${stage ? identity(stage.base.root) : ''}:${by ? identity(by) : ''}`
  );
}

/** A number that tells objects apart. An offset would not do: paths are kept while instructions move. */
function identity(thing: object): number {
  let known = identities.get(thing);
  if (known === undefined) {
    known = ++last;
    identities.set(thing, known);
  }
  return known;
}

const identities = new WeakMap<object, number>();

let last = 0;

/** True of a path that begins at a directory nobody knows. */
export function isUnknownPath(path: string): boolean {
  return path.includes(UNKNOWN);
}

/** A path as a message shows it: below a directory nobody knows it is relative. */
export function shownPath(path: string): string {
  return path.replace(unknownStart, '');
}

/** A path of the container, made absolute and clean. */
export function joinPath(directory: string, path: string): string {
  return joinWorkdir(directory, path, false) ?? directory;
}

/**
 * The way from a directory down to a path, without slashes at its ends; empty for the directory itself. Undefined when
 * the path is elsewhere, or when nobody can tell.
 */
export function wayDown(directory: string, path: string): string | undefined {
  if (directory === path) return '';
  const prefix = directory === '/' ? '/' : `${directory}/`;
  if (!path.startsWith(prefix)) return undefined;
  const way = path.slice(prefix.length);
  return isUnknownPath(way) ? undefined : way;
}

/** Whether one of the two holds the other, or might. */
export function mayOverlap(a: string, b: string): boolean {
  if (isUnknownPath(a) !== isUnknownPath(b)) return true;
  return wayDown(a, b) !== undefined || wayDown(b, a) !== undefined;
}

const UNKNOWN = '\uFFFC';

const unknownStart = new RegExp(`^/${UNKNOWN}\\d*:\\d*/`);
