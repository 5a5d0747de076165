/** A text, or BuildKit's reason to refuse the pattern. */
export type PatternResult =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly error: string };

/**
 * `${value#pattern}`: the value without its shortest (or longest) beginning that the pattern matches.
 * Patterns know `*`, `?` and a backslash before one of `* ? \ } /`. Linear in value times pattern pieces.
 */
export function cutMatch(pattern: string, value: string, longest: boolean): PatternResult {
  const parsed = parsePattern(pattern);
  if (typeof parsed === 'string') return refused(pattern, parsed);
  const characters = [...value];
  const end = matchEnd(parsed, characters, 0, longest);
  return { ok: true, value: end < 0 ? value : characters.slice(end).join('') };
}

/** `${value%pattern}`: the same at the end of the value, done as BuildKit does on both reversed. */
export function cutReversedMatch(pattern: string, value: string, longest: boolean): PatternResult {
  const result = cutMatch(reversePattern(pattern), [...value].reverse().join(''), longest);
  return result.ok ? { ok: true, value: [...result.value].reverse().join('') } : result;
}

/** `${value/pattern/replacement}` and, with `all`, `${value//pattern/replacement}`. */
export function replaceMatches(
  pattern: string,
  value: string,
  replacement: string,
  all: boolean,
): PatternResult {
  const parsed = parsePattern(pattern);
  if (typeof parsed === 'string') return refused(pattern, parsed);
  const characters = [...value];
  if (!all) {
    const found = findMatch(parsed, characters, 0);
    if (!found) return { ok: true, value };
    return {
      ok: true,
      value: characters.slice(0, found.start).join('') + replacement + characters.slice(found.end).join(''),
    };
  }
  // Go's ReplaceAllString: the replacement is a template, and an empty match right behind another one is none.
  const inserted = expandTemplate(replacement);
  let result = '';
  let copied = 0;
  for (let from = 0; from <= characters.length; ) {
    const found = findMatch(parsed, characters, from);
    if (!found) break;
    result += characters.slice(copied, found.start).join('');
    if (found.end > copied || found.start === 0) result += inserted;
    copied = found.end;
    from = Math.max(from + 1, found.end);
  }
  return { ok: true, value: result + characters.slice(copied).join('') };
}

/** Runs of single characters between the stars of a pattern; undefined stands for `?`. */
interface Pattern {
  readonly runs: readonly (readonly (string | undefined)[])[];
}

function refused(pattern: string, reason: string): PatternResult {
  return { ok: false, error: `invalid pattern (${pattern}) in substitution: ${reason}` };
}

function parsePattern(pattern: string): Pattern | string {
  const characters = [...pattern];
  // Go's text/scanner drops a byte order mark in front of anything it reads.
  if (characters[0] === '\ufeff') characters.shift();
  const runs: (string | undefined)[][] = [[]];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '*') {
      runs.push([]);
    } else if (character === '?') {
      runs.at(-1)?.push(undefined);
    } else if (character === '\\') {
      const next = characters[i + 1];
      if (next === '}' || next === '/') continue;
      if (next !== '*' && next !== '?' && next !== '\\') return `invalid escape '\\${next ?? '\ufffd'}'`;
      runs.at(-1)?.push(next);
      i++;
    } else {
      runs.at(-1)?.push(character);
    }
  }
  return { runs };
}

/** The end of the match that begins at `start`, or -1. Shortest or longest over all ways to fill the stars. */
function matchEnd(pattern: Pattern, characters: readonly string[], start: number, longest: boolean): number {
  const { runs } = pattern;
  const first = runs[0] ?? [];
  if (!runMatches(first, characters, start)) return -1;
  let at = start + first.length;
  // The earliest place of each run leaves the most room for those behind it.
  for (let i = 1; i < runs.length; i++) {
    const run = runs[i] ?? [];
    const last = i === runs.length - 1;
    if (last && longest) {
      const found = lastRun(run, characters, at);
      return found < 0 ? -1 : found + run.length;
    }
    const found = firstRun(run, characters, at);
    if (found < 0) return -1;
    at = found + run.length;
  }
  return at;
}

/** The leftmost match, stars as long as can be. */
function findMatch(
  pattern: Pattern,
  characters: readonly string[],
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  const start = firstRun(pattern.runs[0] ?? [], characters, from);
  if (start < 0) return undefined;
  // When the runs behind the first one do not fit here, they fit behind no later place either.
  const end = matchEnd(pattern, characters, start, true);
  return end < 0 ? undefined : { start, end };
}

function runMatches(
  run: readonly (string | undefined)[],
  characters: readonly string[],
  at: number,
): boolean {
  if (at + run.length > characters.length) return false;
  for (let i = 0; i < run.length; i++) {
    if (run[i] !== undefined && run[i] !== characters[at + i]) return false;
  }
  return true;
}

function firstRun(run: readonly (string | undefined)[], characters: readonly string[], from: number): number {
  for (let at = from; at + run.length <= characters.length; at++) {
    if (runMatches(run, characters, at)) return at;
  }
  return -1;
}

function lastRun(run: readonly (string | undefined)[], characters: readonly string[], from: number): number {
  for (let at = characters.length - run.length; at >= from; at--) {
    if (runMatches(run, characters, at)) return at;
  }
  return -1;
}

/** Reverses a pattern but keeps each backslash before the character it escapes. */
function reversePattern(pattern: string): string {
  const characters = [...pattern];
  const pieces: string[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '\\' && i + 1 < characters.length) pieces.push(character + characters[++i]);
    else pieces.push(character);
  }
  return pieces.reverse().join('');
}

/** Go's `Regexp.Expand` for an expression without groups: `$name` and `${name}` are empty, `$$` is a dollar. */
function expandTemplate(template: string): string {
  return template.replace(/\$(?:\$|[\p{L}\p{Nd}_]+|\{[\p{L}\p{Nd}_]+\})/gu, (found) =>
    found === '$$' ? '$' : '',
  );
}
