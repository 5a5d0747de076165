import {
  compile,
  matchUsingParent,
  type WalkState,
} from '../../../server/src/syntax/dockerignore/matcher.ts';

/** A file system in memory: what each path is; of a file, the file of the context that it is a copy of. */
export class SlowFiles {
  readonly entries = new Map<string, 'folder' | { readonly from: string }>([['/', 'folder']]);

  isFolder(path: string): boolean {
    return this.entries.get(path) === 'folder';
  }

  /** False where a file is in the way. */
  makeFolders(path: string): boolean {
    const parts = path.split('/').filter((part) => part !== '');
    for (let length = 1; length <= parts.length; length++) {
      const at = `/${parts.slice(0, length).join('/')}`;
      if (this.entries.get(at) === undefined) this.entries.set(at, 'folder');
      if (!this.isFolder(at)) return false;
    }
    return true;
  }

  children(folder: string): string[] {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    return [...this.entries.keys()]
      .filter(
        (path) =>
          path.length > prefix.length && path.startsWith(prefix) && !path.slice(prefix.length).includes('/'),
      )
      .sort();
  }
}

export interface SlowCopy {
  readonly sources: readonly string[];
  readonly destination: string;
  readonly workdir: string;
  readonly parents: boolean;
  readonly excludes: readonly string[];
}

/**
 * Copies as BuildKit does, one step after the other on real (if small) file systems: dispatchCopy of the frontend, docopy
 * of the solver, ResolveWildcards, Copy and prepareTargetDir of fsutil. False where the build fails.
 */
export function slowCopy(context: SlowFiles, image: SlowFiles, copy: SlowCopy): boolean {
  const destination = destinationOf(copy);
  for (const written of copy.sources) {
    const pivot = written.indexOf('/./');
    const top = copy.parents ? (pivot < 0 ? '/' : written.slice(0, pivot)) : written;
    const kept = copy.parents
      ? cleanRooted(pivot < 0 ? written : written.slice(pivot + 3)).slice(1)
      : undefined;
    const found = resolveWildcards(context, cleanRooted(top));
    if (!found) return false;
    for (const source of found) {
      if (!copyOne(context, image, { source, destination, kept, excludes: copy.excludes })) return false;
    }
  }
  return true;
}

function destinationOf({ destination, workdir }: SlowCopy): string {
  const wanted = destination === '' || destination === '.' ? './' : destination;
  const joined = cleanRooted(wanted.startsWith('/') ? wanted : `${workdir}/${wanted}`);
  if (wanted.endsWith('/')) return joined === '/' ? '/' : `${joined}/`;
  if (wanted.endsWith('/.')) return joined === '/' ? '/.' : `${joined}/.`;
  return joined;
}

function cleanRooted(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Undefined: there is no such folder. A path without a wildcard is not looked for here. */
function resolveWildcards(context: SlowFiles, source: string): string[] | undefined {
  const parts = source.slice(1).split('/');
  const wild = parts.findIndex(isWild);
  if (wild < 0) return [source];
  const base = `/${parts.slice(0, wild).join('/')}`;
  const pattern = [...parts.slice(wild).join('/')];
  if (!context.entries.has(base)) return undefined;
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const child of context.children(folder)) {
      const relative = child.slice(base === '/' ? 1 : base.length + 1);
      if (slowMatch(pattern, [...relative]) === true) found.push(child);
      else if (context.isFolder(child)) walk(child);
    }
  };
  if (context.isFolder(base)) walk(base);
  return found;
}

function isWild(part: string): boolean {
  for (let i = 0; i < part.length; i++) {
    if (part[i] === '\\') i++;
    else if ('*?['.includes(part[i] ?? '')) return true;
  }
  return false;
}

/** By trying everything; undefined: malformed. Characters, not code units. */
function slowMatch(pattern: readonly string[], name: readonly string[]): boolean | undefined {
  const [first, ...rest] = pattern;
  if (first === undefined) return name.length === 0;
  if (first === '*') {
    let result = slowMatch(rest, name);
    for (let skip = 1; skip <= name.length && name[skip - 1] !== '/'; skip++) {
      if (result !== false) break;
      result = slowMatch(rest, name.slice(skip));
    }
    return result;
  }
  const [character] = name;
  if (first === '?') return and(character !== undefined && character !== '/', slowMatch(rest, name.slice(1)));
  if (first === '[') {
    const parsed = slowClass(rest, character);
    return parsed && and(parsed.isIn, slowMatch(parsed.rest, name.slice(1)));
  }
  if (first === '\\') {
    if (rest.length === 0) return undefined;
    return and(character === rest[0], slowMatch(rest.slice(1), name.slice(1)));
  }
  return and(character === first, slowMatch(rest, name.slice(1)));
}

/** What is malformed further on is malformed, whether or not the name fits up to there. */
function and(isHere: boolean, later: boolean | undefined): boolean | undefined {
  return later === undefined ? undefined : isHere && later;
}

function slowClass(
  pattern: readonly string[],
  character: string | undefined,
): { readonly isIn: boolean; readonly rest: readonly string[] } | undefined {
  const left = [...pattern];
  const negated = left[0] === '^';
  if (negated) left.shift();
  const member = (): string | undefined => {
    if (left[0] === undefined || left[0] === '-' || left[0] === ']') return undefined;
    if (left[0] === '\\') left.shift();
    const found = left.shift();
    return left.length === 0 ? undefined : found;
  };
  let isIn = false;
  for (let count = 0; left[0] !== ']' || count === 0; count++) {
    const low = member();
    let high = low;
    if (left[0] === '-') {
      left.shift();
      high = member();
    }
    if (low === undefined || high === undefined) return undefined;
    if (character !== undefined && low <= character && character <= high) isIn = true;
  }
  return { isIn: character !== undefined && isIn !== negated, rest: left.slice(1) };
}

interface One {
  readonly source: string;
  readonly destination: string;
  readonly kept: string | undefined;
  readonly excludes: readonly string[];
}

function copyOne(
  context: SlowFiles,
  image: SlowFiles,
  { source, destination, kept, excludes }: One,
): boolean {
  const last = destination.slice(destination.lastIndexOf('/') + 1);
  const ensured =
    last === '' || last === '.' ? destination : destination.slice(0, destination.lastIndexOf('/') + 1);
  if (!image.makeFolders(cleanRooted(ensured))) return false;
  const entry = context.entries.get(source);
  if (entry === undefined) return false;
  let target = cleanRooted(destination);
  if (entry !== 'folder' && image.isFolder(target)) {
    target = cleanRooted(`${target}/${source.slice(source.lastIndexOf('/') + 1)}`);
  }
  const parent = target.slice(0, target.lastIndexOf('/'));
  if (!image.makeFolders(entry === 'folder' && !image.entries.has(target) ? target : parent)) return false;
  const include = kept === undefined ? undefined : compile([kept]);
  const exclude = excludes.length === 0 ? undefined : compile(excludes);
  const recur = (from: string, way: string, to: string, above: { i?: WalkState; e?: WalkState }): boolean => {
    const at = way === '' ? undefined : way;
    const included = at && include ? matchUsingParent(include, at, above.i) : undefined;
    const excluded = at && exclude ? matchUsingParent(exclude, at, above.e) : undefined;
    const takes = (included?.excluded ?? true) && !(excluded?.excluded ?? false);
    const here = context.entries.get(from);
    if (here !== 'folder') {
      if (!takes || here === undefined) return true;
      if (image.isFolder(to) || !image.makeFolders(to.slice(0, to.lastIndexOf('/')))) return false;
      image.entries.set(to, here);
      return true;
    }
    if (takes && !image.makeFolders(to)) return false;
    const below = { ...(included ? { i: included.state } : {}), ...(excluded ? { e: excluded.state } : {}) };
    return context.children(from).every((child) => {
      const name = child.slice(child.lastIndexOf('/') + 1);
      return recur(child, way === '' ? name : `${way}/${name}`, cleanRooted(`${to}/${name}`), below);
    });
  };
  return recur(source, '', target, {});
}
