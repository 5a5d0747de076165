import { goExpression } from './slowExpression.ts';

// A second implementation for comparison, written from the sources of https://github.com/moby/patternmatcher (and of
// Go's path/filepath, which it calls) alone: slow, step by step as they have it, and sharing nothing with ours. Texts
// are without lone surrogates, lines shorter than 64 KiB, separators as on Linux.

/** `ignorefile.ReadAll`. */
export function slowRead(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((scanned, number) => {
    let line = scanned.endsWith('\r') ? scanned.slice(0, -1) : scanned;
    if (number === 0 && line[0] === '\uFEFF') line = line.slice(1);
    if (line[0] === '#') return [];
    line = trimmed(line);
    if (line === '') return [];
    const isInverted = line[0] === '!';
    if (isInverted) line = trimmed(line.slice(1));
    if (line !== '') {
      line = cleaned(line);
      if (line !== '/' && line[0] === '/') line = line.slice(1);
    }
    return [isInverted ? `!${line}` : line];
  });
}

export interface SlowPattern {
  /** Its place in the list it was made from. */
  readonly index: number;
  readonly isException: boolean;
  readonly cleaned: string;
  /** Whether it matches exactly this path; `error`: the build fails. */
  readonly match: (path: string) => boolean | 'error';
}

export interface SlowPatterns {
  readonly patterns: readonly SlowPattern[];
  /** The place of the first pattern because of which all are refused; `patterns` are the others. */
  readonly refusedAt: number | undefined;
}

/** `patternmatcher.New`, but that it goes on behind a pattern it refuses. */
export function slowCompile(list: readonly string[]): SlowPatterns {
  const patterns: SlowPattern[] = [];
  let refusedAt: number | undefined;
  list.forEach((text, index) => {
    if (trimmed(text) === '') return;
    const whole = cleaned(trimmed(text));
    const isException = whole[0] === '!';
    const glob = isException ? whole.slice(1) : whole;
    if (whole === '!' || goMatch(glob, '.') === 'error') refusedAt ??= index;
    else patterns.push({ index, isException, cleaned: glob, match: compiled(glob) });
  });
  return { patterns, refusedAt };
}

export interface SlowVerdict {
  readonly excluded: boolean;
  /** The last pattern that matched. */
  readonly decidedBy: number | undefined;
  /** The pattern at which the build fails. */
  readonly failedAt: number | undefined;
}

/** `MatchesOrParentMatches`. */
export function slowVerdict(patterns: readonly SlowPattern[], path: string): SlowVerdict {
  let excluded = false;
  let decidedBy: number | undefined;
  for (const pattern of patterns) {
    if (pattern.isException !== excluded) {
      // What follows changes nothing but who decides: upstream does not look, a line that agrees decides as well.
      if ([path, ...parentsOf(path)].some((one) => pattern.match(one) === true)) decidedBy = pattern.index;
      continue;
    }
    const match = pattern.match(path);
    if (match === 'error') return { excluded: false, decidedBy: undefined, failedAt: pattern.index };
    if (!match && !parentsOf(path).some((parent) => pattern.match(parent) === true)) continue;
    excluded = !pattern.isException;
    decidedBy = pattern.index;
  }
  return { excluded, decidedBy, failedAt: undefined };
}

/** By pattern: it matched the folder, as far as the walk found out. */
export type SlowInfo = readonly boolean[];

/** `MatchesUsingParentResults`. `info` is that of the folder; undefined on the top level. */
export function slowVerdictOnWalk(
  patterns: readonly SlowPattern[],
  path: string,
  info: SlowInfo | undefined,
): SlowVerdict & { readonly info: SlowInfo } {
  const own = patterns.map(() => false);
  let excluded = false;
  let decidedBy: number | undefined;
  for (const [at, pattern] of patterns.entries()) {
    let match = info?.[at] ?? false;
    if (!match) {
      if (pattern.isException !== excluded) continue;
      const found = pattern.match(path);
      if (found === 'error')
        return { excluded: false, decidedBy: undefined, failedAt: pattern.index, info: own };
      match = found;
    }
    own[at] = match;
    if (!match) continue;
    excluded = !pattern.isException;
    decidedBy = pattern.index;
  }
  return { excluded, decidedBy, failedAt: undefined, info: own };
}

/** Whether `filter.go` of https://github.com/tonistiigi/fsutil returns `SkipDir` for a folder that is excluded. */
export function slowIsSkipped(patterns: readonly SlowPattern[], folder: string): boolean {
  const exceptions = patterns.filter(({ isException }) => isException).map(withoutTrailingGlob);
  if (exceptions.some((text) => [...'*[]?^\\'].some((special) => text.includes(special)))) return false;
  return !exceptions.some((text) => `${text}/`.startsWith(`${folder}/`));
}

function withoutTrailingGlob({ cleaned: text }: SlowPattern): string {
  return text.replace(/\/\*\*$/, '').replace(/\/\*$/, '');
}

function parentsOf(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** `strings.TrimSpace`: https://pkg.go.dev/unicode#IsSpace */
function trimmed(text: string): string {
  const space = '[\\t\\n\\v\\f\\r \\u0085\\u00A0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
  return text.replace(new RegExp(`^${space}`), '').replace(new RegExp(`${space}$`), '');
}

/** `filepath.Clean`, by the four steps of https://pkg.go.dev/path/filepath#Clean, again and again. */
function cleaned(path: string): string {
  const steps: readonly (readonly [RegExp, string])[] = [
    [/\/\/+/, '/'],
    [/(^|\/)\.(\/|$)/, '$1'],
    [/(^|\/)(?!\.{1,2}(?:\/|$))[^/]+\/\.\.(\/|$)/, '$1'],
    [/^\/\.\.(\/|$)/, '/'],
    [/(.)\/$/s, '$1'],
  ];
  let text = path;
  for (let before = ''; before !== text; ) {
    before = text;
    for (const [step, by] of steps) text = text.replace(step, by);
  }
  return text === '' ? '.' : text;
}

/** `filepath.Match`: `*` and `?` stop at slashes; the text behind a mismatch is looked at as far as the next star. */
function goMatch(pattern: string, name: string): boolean | 'error' {
  const left = [...pattern];
  let rest = [...name];
  search: while (left.length > 0) {
    const star = left[0] === '*';
    while (left[0] === '*') left.shift();
    const chunk = left.splice(0, chunkLength(left));
    if (star && chunk.length === 0) return !rest.includes('/');
    for (let skipped = 0; ; skipped++) {
      const behind = matchChunk([...chunk], rest.slice(skipped));
      if (behind === 'error') return 'error';
      if (behind && (behind.length === 0 || left.length > 0)) {
        rest = behind;
        continue search;
      }
      if (!star || skipped >= rest.length || rest[skipped] === '/') return false;
    }
  }
  return rest.length === 0;
}

function chunkLength(pattern: readonly string[]): number {
  let inRange = false;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '[') inRange = true;
    else if (pattern[at] === ']') inRange = false;
    else if (pattern[at] === '*' && !inRange) return at;
  }
  return pattern.length;
}

/** What is left of the name behind the chunk; undefined: no match. */
function matchChunk(chunk: string[], name: readonly string[]): string[] | 'error' | undefined {
  const rest = [...name];
  let failed = false;
  while (chunk.length > 0) {
    if (rest.length === 0) failed = true;
    const c = chunk.shift();
    if (c === '[') {
      const r = failed ? '' : (rest.shift() ?? '');
      const matches = matchRanges(chunk, r);
      if (matches === 'error') return 'error';
      if (!matches) failed = true;
    } else if (c === '?') {
      if (!failed && rest.shift() === '/') failed = true;
    } else {
      const literal = c === '\\' ? chunk.shift() : c;
      if (literal === undefined) return 'error';
      if (!failed && rest.shift() !== literal) failed = true;
    }
  }
  return failed ? undefined : rest;
}

function matchRanges(chunk: string[], r: string): boolean | 'error' {
  const isNegated = chunk[0] === '^';
  if (isNegated) chunk.shift();
  const code = r.codePointAt(0) ?? 0;
  let matches = false;
  for (let ranges = 0; ; ranges++) {
    if (chunk[0] === ']' && ranges > 0) {
      chunk.shift();
      return matches !== isNegated;
    }
    const low = rangeEnd(chunk);
    if (low === 'error') return 'error';
    let high = low;
    if (chunk[0] === '-') {
      chunk.shift();
      const end = rangeEnd(chunk);
      if (end === 'error') return 'error';
      high = end;
    }
    if (low <= code && code <= high) matches = true;
  }
}

function rangeEnd(chunk: string[]): number | 'error' {
  if (chunk.length === 0 || chunk[0] === '-' || chunk[0] === ']') return 'error';
  if (chunk[0] === '\\') chunk.shift();
  const c = chunk.shift();
  return c === undefined || chunk.length === 0 ? 'error' : (c.codePointAt(0) ?? 0);
}

/** `Pattern.compile` and `Pattern.match`. */
function compiled(glob: string): SlowPattern['match'] {
  const left = [...glob];
  // text/scanner leaves out a byte order mark in front.
  if (left[0] === '\uFEFF') left.shift();
  let kind = 'exact';
  let source = '^';
  for (let count = 0; left.length > 0; count++) {
    const c = left.shift() as string;
    if (c === '*' && left[0] === '*') {
      left.shift();
      if (left.at(0) === '/') left.shift();
      if (left.length === 0 && kind === 'exact') {
        kind = 'prefix';
      } else {
        source += left.length === 0 ? '.*' : '(.*/)?';
        kind = 'expression';
      }
      if (count === 0) kind = 'suffix';
    } else if (c === '*' || c === '?') {
      source += c === '*' ? '[^/]*' : '[^/]';
      kind = 'expression';
    } else if (isEscaped(c)) {
      source += `\\${c}`;
    } else if (c === '\\') {
      const next = left.shift();
      source += c + (next ?? '');
      if (next !== undefined) kind = 'expression';
    } else {
      source += c;
      if (c === '[' || c === ']') kind = 'expression';
    }
  }
  if (kind === 'exact') return (path) => path === glob;
  if (kind === 'prefix') return (path) => path.startsWith(glob.slice(0, -2));
  if (kind === 'suffix') {
    // Two bytes are cut off, which behind a byte order mark are not the stars.
    const suffix = Buffer.from(glob).subarray(2).toString('latin1');
    return (path) => {
      const bytes = Buffer.from(path).toString('latin1');
      return bytes.endsWith(suffix) || (suffix[0] === '/' && bytes === suffix.slice(1));
    };
  }
  const expression = goExpression(`${source}$`);
  return (path) => (expression ? expression.test(path) : 'error');
}

/** The table of upstream has eight bytes, and so no place for what is above 63: `|`, `{` and `}`. */
function isEscaped(c: string): boolean {
  const table = new Uint8Array(8);
  for (const special of '.+()|{}$') {
    const code = special.charCodeAt(0);
    table[code % 8] = (table[code % 8] ?? 0) | (1 << Math.floor(code / 8));
  }
  const code = c.codePointAt(0) ?? 0;
  return code < 128 && ((table[code % 8] ?? 0) & (1 << Math.floor(code / 8))) !== 0;
}
