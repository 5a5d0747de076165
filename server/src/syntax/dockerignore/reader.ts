import { skipSpaces, skipSpacesBack, utf8Length } from '../../text/goStrings.ts';
import type { TextRange } from '../../text/range.ts';
import { cleanPath } from './goPath.ts';
import { findMalformed, ILLEGAL_EXCLUSION, type Pattern, readGlobClass, toPattern } from './pattern.ts';

/**
 * An ignore file as BuildKit reads it (`ignorefile.ReadAll` of https://github.com/moby/patternmatcher), with the place
 * of everything. Lossless: the `range`s of `lines` are ascending, adjacent and cover the whole text.
 * All ranges are half-open UTF-16 offsets into `text`.
 */
export interface IgnoreFile {
  readonly text: string;
  /** Lines as BuildKit counts them: only `\n` ends one. A text that ends with `\n` has no line behind it. */
  readonly lines: readonly IgnoreLine[];
  /** The lines that hold a pattern, in order. What BuildKit hands to the matcher is their `read`. */
  readonly patterns: readonly PatternLine[];
  /** The errors of all lines, in order. The build stops at the first one; we report all and go on. */
  readonly errors: readonly IgnoreError[];
}

export type IgnoreLine = BlankLine | CommentLine | PatternLine;

interface LineBase {
  /** Zero-based. */
  readonly number: number;
  /** The whole line with its line break, and with the byte order mark on the first one. */
  readonly range: TextRange;
  /** Why BuildKit refuses the file because of this line. */
  readonly error: IgnoreError | undefined;
}

export interface BlankLine extends LineBase {
  readonly kind: 'blank';
}

/** A line whose very first character is `#`; behind a blank it would be a pattern. */
export interface CommentLine extends LineBase {
  readonly kind: 'comment';
  /** From `#` to the last character that is no white space. */
  readonly comment: TextRange;
}

export interface PatternLine extends LineBase {
  readonly kind: 'pattern';
  /** What is written, without white space around it: `!` and body. Never empty. */
  readonly written: TextRange;
  /** The `!` in front. */
  readonly mark: TextRange | undefined;
  /** What follows the mark and its white space; empty for a lone `!`. */
  readonly body: TextRange;
  /** True when the pattern re-includes. It follows the matcher, so `/!keep` counts too. */
  readonly negated: boolean;
  /** The line as BuildKit hands it to the matcher: `!` kept, path cleaned, without leading slash. */
  readonly read: string;
  /** The cleaned pattern without `!`, as it is held against paths; empty when there is none. */
  readonly glob: string;
  readonly pattern: Pattern;
  /** The pieces of the body between slashes, in order; empty ones are left out. */
  readonly segments: readonly TextRange[];
  readonly wildcards: readonly Wildcard[];
}

/** A place in the body that does not stand for itself. `class` is `[a-z]`, `escape` a backslash and what follows. */
export interface Wildcard {
  readonly kind: 'star' | 'globstar' | 'question' | 'class' | 'escape';
  readonly range: TextRange;
}

export interface IgnoreError {
  readonly code: 'illegal-exclusion' | 'bad-pattern' | 'broken-expression' | 'line-too-long';
  /** BuildKit's own words. */
  readonly message: string;
  readonly range: TextRange;
  readonly line: number;
  /** False when the build fails only once a path of the context is held against the pattern. */
  readonly always: boolean;
}

/** Never throws; linear in the length of the text. */
export function readIgnoreFile(text: string): IgnoreFile {
  const lines: IgnoreLine[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found + 1;
    lines.push(readLine(text, lines.length, { start, end }));
    start = end;
  }
  return {
    text,
    lines,
    patterns: lines.filter((line) => line.kind === 'pattern'),
    errors: lines.flatMap((line) => line.error ?? []),
  };
}

/**
 * What BuildKit hands to the matcher, by `compile(patternsOf(file))`: indexes of verdicts are indexes of
 * `file.patterns`.
 */
export function patternsOf(file: IgnoreFile): string[] {
  return file.patterns.map((line) => line.read);
}

function readLine(text: string, number: number, range: TextRange): IgnoreLine {
  const start = number === 0 && text.startsWith('\uFEFF') ? 1 : range.start;
  const end = text.charCodeAt(range.end - 1) === 0x0a ? range.end - 1 : range.end;
  const written = trimmedRange(text, start, end);
  const tooLong = findTooLong(text, number, { start: range.start, end });
  if (text[start] === '#' && start < end) {
    const comment = { start, end: Math.max(written.end, start + 1) };
    return { kind: 'comment', number, range, error: tooLong, comment };
  }
  if (written.start === written.end) return { kind: 'blank', number, range, error: tooLong };

  const marked = text[written.start] === '!';
  const body = marked ? trimmedRange(text, written.start + 1, written.end) : written;
  const read = (marked ? '!' : '') + readBody(text.slice(body.start, body.end));
  // BuildKit never gets to judge a line that is too long.
  const pattern = tooLong ? ({ kind: 'none' } as const) : toPattern(read);
  const place = { written, body, number };
  return {
    kind: 'pattern',
    number,
    range,
    error: tooLong ?? findError(text, pattern, place),
    written,
    mark: marked ? { start: written.start, end: written.start + 1 } : undefined,
    body,
    negated: 'negated' in pattern && pattern.negated,
    read,
    glob: 'glob' in pattern ? pattern.glob : '',
    pattern,
    segments: findSegments(text, body),
    wildcards: findWildcards(text, body),
  };
}

/** What is left of [start, end) without white space at both ends, in Go's sense. */
function trimmedRange(text: string, start: number, end: number): TextRange {
  const from = skipSpaces(text, start, end);
  return { start: from, end: skipSpacesBack(text, from, end) };
}

function readBody(body: string): string {
  if (body === '') return '';
  const cleaned = cleanPath(body);
  return cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
}

/** The longest line that Go's `bufio.Scanner` takes with its default buffer, in bytes, without the `\n`. */
const LONGEST_LINE = 65_535;

function findTooLong(text: string, line: number, range: TextRange): IgnoreError | undefined {
  if ((range.end - range.start) * 3 <= LONGEST_LINE) return undefined;
  if (utf8Length(text, range.start, range.end) <= LONGEST_LINE) return undefined;
  return { code: 'line-too-long', message: 'bufio.Scanner: token too long', range, line, always: true };
}

function findError(
  text: string,
  pattern: Pattern,
  place: { readonly written: TextRange; readonly body: TextRange; readonly number: number },
): IgnoreError | undefined {
  const { written, body, number: line } = place;
  if (pattern.kind !== 'broken' && pattern.kind !== 'invalid') return undefined;
  const { message } = pattern;
  if (message === ILLEGAL_EXCLUSION) {
    return { code: 'illegal-exclusion', message, range: written, line, always: true };
  }
  // The matcher judges the cleaned pattern; point at the place in what is written, where it is there too.
  const at = findMalformed(text, body.start, body.end);
  const range = at === undefined ? body : { start: at, end: body.end };
  return pattern.kind === 'invalid'
    ? { code: 'bad-pattern', message, range, line, always: true }
    : { code: 'broken-expression', message, range, line, always: false };
}

function findSegments(text: string, body: TextRange): TextRange[] {
  const segments: TextRange[] = [];
  for (let start = body.start; start < body.end; ) {
    const slash = text.indexOf('/', start);
    const end = slash < 0 || slash > body.end ? body.end : slash;
    if (end > start) segments.push({ start, end });
    start = end + 1;
  }
  return segments;
}

function findWildcards(text: string, body: TextRange): Wildcard[] {
  const wildcards: Wildcard[] = [];
  const glob = text.slice(body.start, body.end);
  const push = (kind: Wildcard['kind'], start: number, end: number): void => {
    wildcards.push({ kind, range: { start: body.start + start, end: body.start + end } });
  };
  // A class that is never closed would otherwise be looked for again at each `[` of the line.
  let classes = true;
  for (let at = 0; at < glob.length; ) {
    const start = at;
    const c = glob[at++];
    if (c === '*') {
      if (glob[at] === '*') at++;
      push(at - start === 2 ? 'globstar' : 'star', start, at);
    } else if (c === '?') {
      push('question', start, at);
    } else if (c === '\\' && at < glob.length) {
      at += (glob.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      push('escape', start, at);
    } else if (c === '[' && classes) {
      const end = readGlobClass(glob, start, glob.length)?.end;
      if (end === undefined) {
        classes = false;
      } else {
        at = end;
        push('class', start, at);
      }
    }
  }
  return wildcards;
}
