import { parentPath } from './goPath.ts';
import { matchPattern, type Pattern, toPattern } from './pattern.ts';

/**
 * A list of patterns, ready to judge paths as moby/patternmatcher does. Indexes are those of the list given to
 * `compile`, so that a verdict names its line. Immutable.
 */
export interface Matcher {
  /** What was given to `compile`. */
  readonly lines: readonly string[];
  readonly patterns: readonly Pattern[];
  /** The first pattern that makes BuildKit refuse the whole list. Ours goes on without it. */
  readonly refusal: { readonly index: number; readonly message: string } | undefined;
  readonly hasExceptions: boolean;
  /**
   * The first exception with a wildcard before its last segment's `*` or `**`. Because of it BuildKit walks every
   * excluded directory instead of skipping it. See https://github.com/tonistiigi/fsutil (filter.go).
   */
  readonly wildcardException: number | undefined;
  /** True when some pattern fails only once a path is held against it. */
  readonly hasBroken: boolean;
}

export interface Verdict {
  readonly excluded: boolean;
  /** The index of the last pattern that matches the path or a directory above it: the one that counts. */
  readonly decidedBy: number | undefined;
  /** The index of the broken pattern at which BuildKit gives up on this path; the path then counts as included. */
  readonly failedAt: number | undefined;
}

/** Never throws; linear in the length of the patterns. `patterns` are what the reader hands over. */
export function compile(patterns: readonly string[]): Matcher {
  const compiled = patterns.map(toPattern);
  const exceptions = compiled.flatMap((pattern, index) => (isException(pattern) ? [{ pattern, index }] : []));
  const refused = compiled.findIndex((pattern) => pattern.kind === 'invalid');
  const refusal = compiled[refused];
  return {
    lines: patterns,
    patterns: compiled,
    refusal: refusal?.kind === 'invalid' ? { index: refused, message: refusal.message } : undefined,
    hasExceptions: exceptions.length > 0,
    wildcardException: exceptions.find(({ pattern }) => wildcardBeforeEnd(pattern.glob))?.index,
    hasBroken: compiled.some((pattern) => pattern.kind === 'broken'),
  };
}

/**
 * Whether a path is kept out: the last pattern wins that matches it or one of the directories above it (upstream's
 * `MatchesOrParentMatches`). The path is relative to the context root with `/` as separator, on every system.
 */
export function matchesOrParentMatches(matcher: Matcher, path: string): Verdict {
  const { patterns } = matcher;
  const parents = parentsOf(path);
  if (matcher.hasBroken) return judgeForward(patterns, path, parents);
  for (let index = patterns.length - 1; index >= 0; index--) {
    const pattern = patterns[index];
    if (pattern && matchesAny(pattern, path, parents)) {
      return { excluded: !isException(pattern), decidedBy: index, failedAt: undefined };
    }
  }
  return { excluded: false, decidedBy: undefined, failedAt: undefined };
}

/** Whether the pattern at `index` matches the path or a directory above it, whatever the others say. */
export function patternMatches(matcher: Matcher, index: number, path: string): boolean {
  const pattern = matcher.patterns[index];
  return pattern !== undefined && matchesAny(pattern, path, parentsOf(path));
}

/** What a walk carries from a directory to what is in it. */
export interface WalkState {
  /** Per pattern: it matched the directory or one above it. */
  readonly matched: readonly boolean[];
}

/**
 * The verdict of BuildKit's own walk over the context (upstream's `MatchesUsingParentResults`): `parent` is the
 * state of the directory that holds the path, undefined on the top level. Faster than `matchesOrParentMatches`, and
 * not always equal to it: a pattern is held against a directory only where it could change the verdict, and what was
 * not held against it is not remembered below. So `?/x` and then `!a` keeps `a/x` out, which the whole path does not.
 */
export function matchUsingParent(
  matcher: Matcher,
  path: string,
  parent: WalkState | undefined,
): Verdict & { readonly state: WalkState } {
  const matched: boolean[] = new Array(matcher.patterns.length).fill(false);
  let excluded = false;
  let decidedBy: number | undefined;
  for (const [index, pattern] of matcher.patterns.entries()) {
    let match = parent?.matched[index] ?? false;
    if (!match) {
      if (!isHeldAgainst(pattern, excluded)) continue;
      if (pattern.kind === 'broken') {
        return { excluded: false, decidedBy: undefined, failedAt: index, state: { matched } };
      }
      match = matchPattern(pattern, path);
      if (!match) continue;
    }
    matched[index] = true;
    excluded = !isException(pattern);
    decidedBy = index;
  }
  return { excluded, decidedBy, failedAt: undefined, state: { matched } };
}

/**
 * Whether BuildKit's walk skips an excluded directory whole: no exception has a wildcard before its trailing glob,
 * and none reaches into the directory.
 */
export function canSkipDirectory(matcher: Matcher, directory: string): boolean {
  if (matcher.wildcardException !== undefined) return false;
  return !matcher.patterns.some(
    (pattern) => isException(pattern) && `${withoutTrailingGlob(pattern.glob)}/`.startsWith(`${directory}/`),
  );
}

/** In upstream's order, because a broken pattern fails only when it is reached in a state where it counts. */
function judgeForward(patterns: readonly Pattern[], path: string, parents: readonly string[]): Verdict {
  let excluded = false;
  let decidedBy: number | undefined;
  for (const [index, pattern] of patterns.entries()) {
    if (pattern.kind === 'broken') {
      if (isHeldAgainst(pattern, excluded)) return { excluded: false, decidedBy: undefined, failedAt: index };
    } else if (matchesAny(pattern, path, parents)) {
      excluded = !isException(pattern);
      decidedBy = index;
    }
  }
  return { excluded, decidedBy, failedAt: undefined };
}

type Effective = Exclude<Pattern, { kind: 'none' | 'invalid' }>;

function isException(pattern: Pattern): pattern is Effective & { readonly negated: true } {
  return pattern.kind !== 'none' && pattern.kind !== 'invalid' && pattern.negated;
}

/** Only a pattern that could change the verdict is held against a path. */
function isHeldAgainst(pattern: Pattern, excluded: boolean): boolean {
  if (pattern.kind === 'none' || pattern.kind === 'invalid') return false;
  return pattern.negated === excluded;
}

function matchesAny(pattern: Pattern, path: string, parents: readonly string[]): boolean {
  if (matchPattern(pattern, path)) return true;
  for (const parent of parents) if (matchPattern(pattern, parent)) return true;
  return false;
}

/** The directories above a path, the topmost first; none on the top level. */
function parentsOf(path: string): string[] {
  const parent = parentPath(path);
  if (parent === '.') return [];
  const parents: string[] = [];
  for (let at = parent.indexOf('/'); at >= 0; at = parent.indexOf('/', at + 1)) {
    parents.push(parent.slice(0, at));
  }
  parents.push(parent);
  return parents;
}

/** Whether an exception of this pattern keeps BuildKit from skipping excluded directories. */
export function wildcardBeforeEnd(glob: string): boolean {
  return /[*[\]?^\\]/.test(withoutTrailingGlob(glob));
}

/** `dir/**` and `dir/*` without their last part. */
function withoutTrailingGlob(glob: string): string {
  const shorter = glob.endsWith('/**') ? glob.slice(0, -3) : glob;
  return shorter.endsWith('/*') ? shorter.slice(0, -2) : shorter;
}
