import { quote } from '../../text/goStrings.ts';
import { cleanPath } from '../dockerignore/goPath.ts';
import { isBool } from './goValues.ts';

/** What BuildKit takes a source of ADD or COPY for. `problem`: why it refuses a repository, in its own words. */
export interface GitReference {
  readonly problem: string | undefined;
  /** The commit that the address itself asks for (`?checksum=`). */
  readonly checksum: string | undefined;
  /** What the address says of the folder `.git`. */
  readonly keepGitDir: boolean | undefined;
}

/**
 * Reads a source as a repository, undefined for paths and files to download: `git://`, `ssh://`, an address of the web
 * that ends with `.git`, `user@host:path`. `github.com/…` without a scheme may be a path, and is one. Never throws.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dfgitutil/git_ref.go
 */
export function gitReference(source: string): GitReference | undefined {
  const parts = addressParts(source);
  return parts && readQuery(parts.query, parts.fragment);
}

/** The pieces behind the path, as they are written. */
interface AddressParts {
  readonly query: string;
  readonly fragment: string;
}

function addressParts(source: string): AddressParts | undefined {
  const scheme = /^([a-z0-9]+):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    const found = /^[\w-]+@[A-Za-z0-9.-]+:([^\n?#]*)(?:\?([^\n#]*))?(?:#([^\n]*))?$/.exec(source);
    return found ? { query: found[2] ?? '', fragment: found[3] ?? '' } : undefined;
  }
  // Of addresses that Go cannot read as such a download makes what it can.
  if (!/^(?:https?|ssh|git)$/.test(scheme) || !isAddress(source)) return undefined;
  const [, path = '', query = '', fragment = ''] =
    /^[^:]+:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(source) ?? [];
  if (scheme.startsWith('http') && !unescaped(path)?.endsWith('.git')) return undefined;
  return { query, fragment: unescaped(fragment) ?? fragment };
}

/** What Go's `url.Parse` refuses and people write: blanks, broken escapes, a port that is no number. */
function isAddress(source: string): boolean {
  const [, host = '', rest = ''] = /^[^:]+:\/\/([^/?#]*)(.*)$/s.exec(source) ?? [];
  if (/[\0-\x1f\x7f]/.test(source) || /[\s<>"\\^`{|}]/.test(host)) return false;
  const [path = ''] = rest.split(/[?#]/, 1);
  if (/%(?![\da-f]{2})/i.test(path)) return false;
  const name = host.slice(host.lastIndexOf('@') + 1);
  return name.startsWith('[') ? /^\[[^\]]*\](?::\d*)?$/.test(name) : /^[^:[\]]*(?::\d*)?$/.test(name);
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Keys that came later than the others are let through: what they mean hangs on the version of BuildKit. */
const knownKeys = ['ref', 'tag', 'branch', 'subdir', 'checksum', 'commit', 'keep-git-dir', 'submodules'];
const laterKeys = ['mtime', 'fetch-by-commit'];

function readQuery(query: string, fragment: string): GitReference {
  const values = new Map<string, string[]>();
  for (const piece of query.split('&')) {
    // Go leaves out what it cannot read.
    if (piece === '' || piece.includes(';')) continue;
    const [key, value = ''] = piece.split(/=(.*)/s, 2).map((part) => unescaped(part.replaceAll('+', ' ')));
    if (key === undefined || value === undefined) continue;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  const read = (key: string): string | undefined => values.get(key)?.[0];
  const flag = (key: string): boolean | undefined => {
    const value = read(key);
    return value === undefined ? undefined : value === '' || /^(?:1|t)/i.test(value);
  };
  return {
    problem: keyProblem(values) ?? conflictOf(values, fragment),
    // When both are given it is chance which one counts.
    checksum: read('checksum') ?? read('commit'),
    keepGitDir: flag('keep-git-dir'),
  };
}

function keyProblem(values: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (const [key, [value = '', ...others]] of values) {
    if (laterKeys.includes(key)) continue;
    const isFlag = key === 'submodules' || key === 'keep-git-dir';
    if (others.length > 0) return `query ${quote(key)} has multiple values`;
    if (value === '' && !isFlag) return `query ${quote(key)} has no value`;
    if (!knownKeys.includes(key)) return `unexpected query ${quote(key)}`;
    if (isFlag && value !== '' && !isBool(value)) return `invalid ${key} value: ${quote(value)}`;
  }
  return undefined;
}

/** Two places that say which revision or folder, and do not agree. */
function conflictOf(values: ReadonlyMap<string, readonly string[]>, fragment: string): string | undefined {
  const read = (key: string): string => values.get(key)?.[0] ?? '';
  const colon = fragment.indexOf(':');
  const written = colon < 0 ? fragment : fragment.slice(0, colon);
  const folder = colon < 0 ? '' : cleanFolder(fragment.slice(colon + 1));
  const subdir = read('subdir');
  if (folder !== '' && subdir !== '' && folder !== subdir) {
    return `subdir conflicts: ${quote(folder)} vs ${quote(subdir)}`;
  }
  const tag = withPrefix('refs/tags/', read('tag'));
  const branch = withPrefix('refs/heads/', read('branch'));
  let ref = written;
  for (const name of [read('ref'), tag, branch]) {
    if (name === '') continue;
    if (name === branch && tag !== '') return 'branch conflicts with tag';
    if (ref !== '' && ref !== name) return `ref conflicts: ${quote(ref)} vs ${quote(name)}`;
    ref = name;
  }
  return undefined;
}

function withPrefix(prefix: string, name: string): string {
  return name === '' || name.startsWith(prefix) ? name : prefix + name;
}

function cleanFolder(folder: string): string {
  return cleanPath(`/${folder}`).slice(1);
}
