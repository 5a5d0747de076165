/**
 * A pattern of COPY and ADD, as Go's `filepath.Match` reads it on Linux: `*` and `?` stop at slashes, `**` is `*`, a class
 * may hold a slash or, negated, match one, and `!` in a class means itself. A malformed pattern matches nothing: BuildKit
 * does not look at the error. https://pkg.go.dev/path/filepath#Match
 */
export interface PathGlob {
  /** Undefined: malformed. */
  readonly tokens: readonly Token[] | undefined;
  /** One for each segment; undefined when a class may match a slash, so that segments mean nothing. */
  readonly segments: readonly PathGlob[] | undefined;
}

type Token =
  | { readonly kind: 'star' | 'any' }
  | { readonly kind: 'character'; readonly code: number }
  | {
      readonly kind: 'class';
      readonly negated: boolean;
      /** Inclusive, in pairs. */
      readonly ranges: readonly number[];
    };

/** On Windows a backslash is no escape. Linear in the length; never throws. */
export function readPathGlob(text: string, isWindows: boolean): PathGlob {
  const tokens = readTokens(text, isWindows);
  if (!tokens || tokens.some((token) => token.kind === 'class' && isInClass(token, SLASH))) {
    return { tokens, segments: undefined };
  }
  const segments: PathGlob[] = [];
  let segment: Token[] = [];
  const finish = (): void => {
    const whole: PathGlob = { tokens: segment, segments: undefined };
    segments.push(whole);
    segment = [];
  };
  for (const token of tokens) {
    if (token.kind === 'character' && token.code === SLASH) finish();
    else segment.push(token);
  }
  finish();
  return { tokens, segments };
}

/** Whether a segment of a path makes the path a pattern: what stands before it does not count as one. */
export function hasWildcard(segment: string, isWindows: boolean): boolean {
  return (isWindows ? /[*?[]/ : /^(?:[^\\*?[]|\\.)*[*?[]/s).test(segment);
}

/** The whole path against the whole pattern; in the worst case their lengths multiplied. */
export function matchPathGlob({ tokens }: PathGlob, path: string): boolean {
  if (!tokens) return false;
  // Go takes the first place where what follows a star fits, and never comes back to an earlier star.
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < path.length) {
    const next = tokens[token];
    if (next?.kind === 'star') {
      star = ++token;
      starAt = at;
      continue;
    }
    const code = path.codePointAt(at) ?? 0;
    if (next && matchesOne(next, code)) {
      token++;
      at += width(code);
      continue;
    }
    if (star < 0) return false;
    const skipped = path.codePointAt(starAt) ?? 0;
    if (skipped === SLASH) return false;
    starAt += width(skipped);
    at = starAt;
    token = star;
  }
  while (tokens[token]?.kind === 'star') token++;
  return token === tokens.length;
}

const SLASH = 0x2f;

function matchesOne(token: Token, code: number): boolean {
  switch (token.kind) {
    case 'character':
      return token.code === code;
    case 'any':
      return code !== SLASH;
    case 'class':
      return isInClass(token, code);
    case 'star':
      return false;
  }
}

function isInClass({ negated, ranges }: Extract<Token, { kind: 'class' }>, code: number): boolean {
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    if (code >= (ranges[i] ?? 0) && code <= (ranges[i + 1] ?? 0)) return !negated;
  }
  return negated;
}

function readTokens(text: string, isWindows: boolean): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    let code = text.codePointAt(at) ?? 0;
    if (code === 0x2a) {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
      at++;
    } else if (code === 0x3f) {
      tokens.push({ kind: 'any' });
      at++;
    } else if (code === 0x5b) {
      const found = readClass(text, at, isWindows);
      if (!found) return undefined;
      tokens.push(found.token);
      at = found.end;
    } else {
      if (code === 0x5c && !isWindows) code = text.codePointAt(++at) ?? -1;
      if (code < 0) return undefined;
      tokens.push({ kind: 'character', code });
      at += width(code);
    }
  }
  return tokens;
}

function readClass(
  text: string,
  open: number,
  isWindows: boolean,
): { readonly token: Token; readonly end: number } | undefined {
  const negated = text[open + 1] === '^';
  const ranges: number[] = [];
  let at = open + (negated ? 2 : 1);
  while (ranges.length === 0 || text[at] !== ']') {
    const low = readMember(text, at, isWindows);
    if (!low) return undefined;
    const high = text[low.end] === '-' ? readMember(text, low.end + 1, isWindows) : low;
    if (!high) return undefined;
    ranges.push(low.code, high.code);
    at = high.end;
  }
  return { token: { kind: 'class', negated, ranges }, end: at + 1 };
}

/** One member of a class; undefined when there is none, or nothing behind it. */
function readMember(
  text: string,
  at: number,
  isWindows: boolean,
): { readonly code: number; readonly end: number } | undefined {
  if (text[at] === '-' || text[at] === ']') return undefined;
  const start = text[at] === '\\' && !isWindows ? at + 1 : at;
  const code = text.codePointAt(start);
  if (code === undefined) return undefined;
  const end = start + width(code);
  return end < text.length ? { code, end } : undefined;
}

function width(code: number): number {
  return code > 0xffff ? 2 : 1;
}
