/** A set of Unicode characters, as a class of a regular expression describes it. Immutable. */
export interface CharacterSet {
  readonly negated: boolean;
  /** Inclusive, in pairs: low, high, low, high, … */
  readonly ranges: readonly number[];
  /** Sets within the set: `\D`, `[:^alpha:]`, `\pL`. */
  readonly parts: readonly (CharacterSet | RegExp)[];
}

/** A code of -1 (no character) is in no set that is not negated. */
export function isInSet(set: CharacterSet, code: number): boolean {
  return contains(set, code) !== set.negated;
}

function contains(set: CharacterSet, code: number): boolean {
  const { ranges } = set;
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    if (code >= (ranges[i] ?? 0) && code <= (ranges[i + 1] ?? 0)) return true;
  }
  return set.parts.some((part) =>
    part instanceof RegExp ? part.test(String.fromCodePoint(code)) : isInSet(part, code),
  );
}

export function setOf(...ranges: number[]): CharacterSet {
  return { negated: false, ranges, parts: [] };
}

export function complement(set: CharacterSet): CharacterSet {
  return { ...set, negated: !set.negated };
}

/** What `.` stands for in Go. */
export const NO_LINE_BREAK = complement(setOf(0x0a, 0x0a));

const DIGIT = setOf(0x30, 0x39);
export const WORD = setOf(0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a);

/** `\d`, `\s`, `\w`: ASCII only. See https://pkg.go.dev/regexp/syntax. */
export const PERL_SETS: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', DIGIT],
  ['s', setOf(0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20)],
  ['w', WORD],
]);

/** `[:alpha:]` and the like: ASCII only. */
export const NAMED_SETS: ReadonlyMap<string, CharacterSet> = new Map([
  ['alnum', setOf(0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a)],
  ['alpha', setOf(0x41, 0x5a, 0x61, 0x7a)],
  ['ascii', setOf(0x00, 0x7f)],
  ['blank', setOf(0x09, 0x09, 0x20, 0x20)],
  ['cntrl', setOf(0x00, 0x1f, 0x7f, 0x7f)],
  ['digit', DIGIT],
  ['graph', setOf(0x21, 0x7e)],
  ['lower', setOf(0x61, 0x7a)],
  ['print', setOf(0x20, 0x7e)],
  ['punct', setOf(0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e)],
  ['space', setOf(0x09, 0x0d, 0x20, 0x20)],
  ['upper', setOf(0x41, 0x5a)],
  ['word', WORD],
  ['xdigit', setOf(0x30, 0x39, 0x41, 0x46, 0x61, 0x66)],
]);

/** The set of `\p{name}`: a general category, a script, or `Any`; undefined when there is no such name. */
export function unicodeSet(name: string): CharacterSet | undefined {
  if (name === 'Any') return setOf(0, 0x10ffff);
  if (!/^[A-Z][A-Za-z_]*$/.test(name)) return undefined;
  const property = name.length <= 2 ? name : `Script=${name}`;
  try {
    return { negated: false, ranges: [], parts: [new RegExp(`\\p{${property}}`, 'u')] };
  } catch {
    return undefined;
  }
}
