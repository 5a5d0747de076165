import { type CharacterSet, isInSet, WORD } from './characterSet.ts';

/**
 * The regular expressions that moby/patternmatcher builds from patterns, with the meaning Go's `regexp` gives them
 * (https://pkg.go.dev/regexp/syntax); `parseExpression` reads them. JavaScript's own are of no use: they backtrack,
 * and `**a**a**a` is all it takes. The language is small and flat (alternatives on the top level, no groups but one),
 * so a match follows the set of reachable places instead: time is at most (elements x length of the path).
 */
export interface Expression {
  /** It matches when one of them does. */
  readonly branches: readonly Branch[];
}

export interface Branch {
  /** From anywhere in the path to anywhere, unless the elements say otherwise. */
  readonly elements: readonly Element[];
  /** Every path that matches begins with this text. */
  readonly prefix: string;
  /** Every path that matches ends with this text. */
  readonly suffix: string;
}

export type Element =
  /** These characters. */
  | { readonly op: 'text'; readonly codes: readonly number[] }
  /** At least `min` and at most `max` characters of the set. */
  | { readonly op: 'set'; readonly set: CharacterSet; readonly min: number; readonly max: number }
  /** `(.*<slash>)?`: any number of whole directories. */
  | { readonly op: 'directories' }
  /** Where the path starts or ends, a word boundary, or none. */
  | { readonly op: 'start' | 'end' | 'boundary' | 'noBoundary' };

/** True when the expression matches the path. Never throws. */
export function matchExpression(expression: Expression, path: string): boolean {
  return expression.branches.some((branch) => matchBranch(branch, path));
}

function matchBranch(branch: Branch, path: string): boolean {
  if (!path.startsWith(branch.prefix) || !path.endsWith(branch.suffix)) return false;
  const codes = codesOf(path);
  const anchored = branch.elements[0]?.op === 'start';
  let reached = anchored ? [0] : Array.from({ length: codes.length + 1 }, (_, place) => place);
  for (const element of branch.elements) {
    reached = step(element, codes, reached);
    if (reached.length === 0) return false;
  }
  return true;
}

/** The code points of a text. */
export function codesOf(text: string): number[] {
  const codes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at++;
    codes.push(code);
  }
  return codes;
}

/** The places that can be reached from `from` by one element. Ascending, without repeats, like `from`. */
function step(element: Element, codes: readonly number[], from: readonly number[]): number[] {
  switch (element.op) {
    case 'text':
      return afterText(element.codes, codes, from);
    case 'set':
      return afterSet(element, codes, from);
    case 'directories':
      return afterDirectories(codes, from);
    case 'start':
      return from[0] === 0 ? [0] : [];
    case 'end':
      return from[from.length - 1] === codes.length ? [codes.length] : [];
    case 'boundary':
      return from.filter((at) => isBoundary(codes, at));
    case 'noBoundary':
      return from.filter((at) => !isBoundary(codes, at));
  }
}

function afterText(text: readonly number[], codes: readonly number[], from: readonly number[]): number[] {
  const reached: number[] = [];
  for (const at of from) {
    let i = 0;
    while (i < text.length && text[i] === codes[at + i]) i++;
    if (i === text.length) reached.push(at + i);
  }
  return reached;
}

function afterSet(
  { set, min, max }: Element & { readonly op: 'set' },
  codes: readonly number[],
  from: readonly number[],
): number[] {
  if (min === 1 && max === 1) {
    const reached: number[] = [];
    for (const at of from) if (at < codes.length && isInSet(set, codes[at] ?? 0)) reached.push(at + 1);
    return reached;
  }
  const reached: number[] = [];
  // `end`: where the run of members that holds the start ends. Known until a start lies behind it.
  let end = -1;
  let last = -1;
  for (const at of from) {
    if (at > end) {
      end = at;
      while (end < codes.length && isInSet(set, codes[end] ?? 0)) end++;
    }
    const stop = Math.min(end, at + max);
    for (let place = Math.max(at + min, last + 1); place <= stop; place++) reached.push(place);
    last = Math.max(last, stop);
  }
  return reached;
}

/** The places themselves and those after a slash that follows one of them with no line break in between. */
function afterDirectories(codes: readonly number[], from: readonly number[]): number[] {
  const reached: number[] = [];
  let next = 0;
  let open = false;
  let behindSlash = false;
  for (let at = from[0] ?? 0; at <= codes.length; at++) {
    if (at === from[next]) {
      open = true;
      next++;
      reached.push(at);
    } else if (behindSlash) {
      reached.push(at);
    }
    if (codes[at] === 0x0a) open = false;
    behindSlash = open && codes[at] === 0x2f;
  }
  return reached;
}

/** ASCII word characters only, as in Go. */
function isBoundary(codes: readonly number[], at: number): boolean {
  return isInSet(WORD, codes[at - 1] ?? -1) !== isInSet(WORD, codes[at] ?? -1);
}
