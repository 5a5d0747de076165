import { trimSpace } from '../../text/goStrings.ts';
import { type Expression, matchExpression } from './expression.ts';
import { parseExpression } from './expressionParser.ts';
import { cleanPath } from './goPath.ts';

/**
 * One pattern as moby/patternmatcher makes it from what the reader hands over. The kinds are how it is matched:
 * - `none`: blank after trimming; it has no effect.
 * - `invalid`: BuildKit refuses the whole list, whatever is in the context.
 * - `broken`: accepted at first; the build fails as soon as a path is held against it.
 * - `exact`, `prefix` (`dir/**`), `suffix` (`**<slash>name`), `expression`: as said.
 */
export type Pattern =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'broken'; readonly negated: boolean; readonly glob: string; readonly message: string }
  | { readonly kind: 'exact'; readonly negated: boolean; readonly glob: string }
  | {
      readonly kind: 'prefix' | 'suffix';
      readonly negated: boolean;
      readonly glob: string;
      readonly text: string;
    }
  | {
      readonly kind: 'expression';
      readonly negated: boolean;
      readonly glob: string;
      readonly expression: Expression;
    };

export const ILLEGAL_EXCLUSION = 'illegal exclusion pattern: "!"';
const BAD_PATTERN = 'syntax error in pattern';

/**
 * Makes a pattern of a line as the reader left it (`!` in front when it re-includes). Trims and cleans once more, as
 * the matcher does: the second time `!` is part of the first segment, so that `!/` is a lone `!`, `!../../b` is `b`,
 * and the line `/!keep` turns into an exception. Rules: https://github.com/moby/patternmatcher.
 */
export function toPattern(line: string): Pattern {
  const trimmed = trimSpace(line);
  if (trimmed === '') return { kind: 'none' };
  const cleaned = cleanPath(trimmed);
  const negated = cleaned.startsWith('!');
  if (cleaned === '!') return { kind: 'invalid', message: ILLEGAL_EXCLUSION };
  const glob = negated ? cleaned.slice(1) : cleaned;
  if (hasBadSyntax(glob)) return { kind: 'invalid', message: BAD_PATTERN };
  const { kind, source } = translate(glob);
  switch (kind) {
    case 'exact':
      return { kind, negated, glob };
    case 'prefix':
      return { kind, negated, glob, text: glob.slice(0, -2) };
    case 'suffix':
      // A byte order mark in front (see `translate`) is still part of the text that is cut off.
      return { kind, negated, glob, text: glob.startsWith('\uFEFF') ? glob : glob.slice(2) };
    case 'expression': {
      const expression = parseExpression(source);
      if (!expression) return { kind: 'broken', negated, glob, message: BAD_PATTERN };
      return { kind, negated, glob, expression };
    }
  }
}

/** Whether the pattern matches exactly this path; what lies below a matched directory is the caller's business. */
export function matchPattern(pattern: Pattern, path: string): boolean {
  switch (pattern.kind) {
    case 'exact':
      return path === pattern.glob;
    case 'prefix':
      return path.startsWith(pattern.text);
    case 'suffix': {
      const { text } = pattern;
      // `**<slash>name` matches `name` on the top level too.
      return path.endsWith(text) || (text.startsWith('/') && path === text.slice(1));
    }
    case 'expression':
      return matchExpression(pattern.expression, path);
    default:
      return false;
  }
}

/**
 * Whether Go's `filepath.Match(glob, ".")` finds a syntax error: a class without a member or a closing bracket, a
 * range without an end, a trailing backslash. Upstream asks just that to validate a pattern, and Match looks no
 * further than it has to: at the text up to the first star behind it, and at what follows that star only when this
 * text matches the dot. What it does not see breaks later. See https://pkg.go.dev/path/filepath#Match.
 */
function hasBadSyntax(glob: string): boolean {
  const first = chunkAt(glob, 0);
  if (findMalformed(glob, first.start, first.end) !== undefined) return true;
  if (first.end === glob.length || !isDot(glob, first)) return false;
  const second = chunkAt(glob, first.end);
  return findMalformed(glob, second.start, second.end) !== undefined;
}

/** The offset of the first malformed class or escape in [start, end). */
export function findMalformed(glob: string, start: number, end: number): number | undefined {
  for (let at = start; at < end; ) {
    const c = glob[at];
    if (c === '\\') {
      if (at + 1 >= end) return at;
      at += 2;
    } else if (c === '[') {
      const parsed = readGlobClass(glob, at, end);
      if (!parsed) return at;
      at = parsed.end;
    } else {
      at++;
    }
  }
  return undefined;
}

/** From behind the stars at `from` to the next star that is in no class, by Match's rough reading of classes. */
function chunkAt(glob: string, from: number): { readonly start: number; readonly end: number } {
  let start = from;
  while (glob[start] === '*') start++;
  let inClass = false;
  for (let at = start; at < glob.length; at++) {
    const c = glob[at];
    if (c === '\\') at++;
    else if (c === '[') inClass = true;
    else if (c === ']') inClass = false;
    else if (c === '*' && !inClass) return { start, end: at };
  }
  return { start, end: glob.length };
}

/** Whether a well-formed chunk without stars matches exactly the path `.`. */
function isDot(glob: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  const chunk = glob.slice(start, end);
  if (chunk === '.' || chunk === '?' || chunk === '\\.') return true;
  const parsed = chunk.startsWith('[') ? readGlobClass(glob, start, end) : undefined;
  return parsed?.end === end && parsed.holdsDot;
}

/** A class of a glob as Match reads it, between `open` and `limit`; undefined when it is malformed. */
export function readGlobClass(
  glob: string,
  open: number,
  limit: number,
): { readonly end: number; readonly holdsDot: boolean } | undefined {
  let at = open + 1;
  const negated = at < limit && glob[at] === '^';
  if (negated) at++;
  let found = false;
  for (let members = 0; members === 0 || at >= limit || glob[at] !== ']'; members++) {
    const low = readMember(glob, at, limit);
    if (!low) return undefined;
    const high = glob[low.end] === '-' ? readMember(glob, low.end + 1, limit) : low;
    if (!high) return undefined;
    if (low.code <= DOT && DOT <= high.code) found = true;
    at = high.end;
  }
  return { end: at + 1, holdsDot: found !== negated };
}

const DOT = 0x2e;

/** One member of a class; undefined when there is none, or nothing behind it. */
function readMember(
  glob: string,
  at: number,
  limit: number,
): { readonly code: number; readonly end: number } | undefined {
  if (at >= limit || glob[at] === '-' || glob[at] === ']') return undefined;
  const start = glob[at] === '\\' ? at + 1 : at;
  const code = start < limit ? glob.codePointAt(start) : undefined;
  if (code === undefined) return undefined;
  const end = start + (code > 0xffff ? 2 : 1);
  return end < limit ? { code, end } : undefined;
}

/**
 * How a glob is matched, and the expression for it. Classes go through as they are, and so does `^`; wildcards are
 * translated even inside of classes. All of that is upstream's doing, and shows.
 */
export function translate(glob: string): {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'expression';
  readonly source: string;
} {
  let kind: 'exact' | 'prefix' | 'suffix' | 'expression' = 'exact';
  let source = '^';
  // Go's text/scanner drops a byte order mark in front of what it reads, which here is each pattern.
  const begin = glob.startsWith('\uFEFF') ? 1 : 0;
  let at = begin;
  while (at < glob.length) {
    const start = at;
    const c = glob[at++] ?? '';
    if (c === '*' && glob[at] === '*') {
      at += glob[at + 1] === '/' ? 2 : 1;
      if (at < glob.length) {
        source += '(.*/)?';
        kind = 'expression';
      } else if (kind === 'exact') {
        kind = 'prefix';
      } else {
        source += '.*';
        kind = 'expression';
      }
      if (start === begin) kind = 'suffix';
    } else if (c === '*') {
      source += '[^/]*';
      kind = 'expression';
    } else if (c === '?') {
      source += '[^/]';
      kind = 'expression';
    } else if (c === '\\') {
      source += c;
      const code = glob.codePointAt(at);
      if (code !== undefined) {
        source += String.fromCodePoint(code);
        at += code > 0xffff ? 2 : 1;
        kind = 'expression';
      }
    } else if (c === '[' || c === ']') {
      source += c;
      kind = 'expression';
    } else {
      source += NEEDS_ESCAPE.has(c) ? '\\' + c : c;
    }
  }
  return { kind, source: source + '$' };
}

/**
 * Upstream means to escape `|`, `{` and `}` as well, but its table holds only characters below 64, so they keep their
 * meaning in Go's expressions.
 */
const NEEDS_ESCAPE = new Set('.+()$');
