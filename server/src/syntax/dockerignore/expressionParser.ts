import {
  type CharacterSet,
  complement,
  NAMED_SETS,
  NO_LINE_BREAK,
  PERL_SETS,
  setOf,
  unicodeSet,
} from './characterSet.ts';
import { type Branch, codesOf, type Element, type Expression } from './expression.ts';

/**
 * Reads what `translate` writes, as Go's `regexp.Compile` does; undefined where Go refuses it. Never throws; linear.
 *
 * Classes, escapes and (by an oversight upstream) braces and bars of a pattern reach Go untranslated, so here `\d` is
 * a digit, `[*]` a class that ends early, `a*|b` two alternatives and `?{2}` a repetition. Users meet those verdicts,
 * so we keep them.
 */
export function parseExpression(source: string): Expression | undefined {
  const reader: Reader = { source, at: 0, lastNameEnd: source.lastIndexOf(':]') };
  const branches: Branch[] = [];
  let elements: Element[] = [];
  // Go does not allow a repetition of a repetition.
  let repeated = false;
  while (reader.at < source.length) {
    const c = source[reader.at];
    if (c === '|') {
      reader.at++;
      branches.push(toBranch(elements));
      elements = [];
      repeated = false;
      continue;
    }
    const times = c === '{' ? readTimes(reader) : undefined;
    if (times === 'invalid') return undefined;
    if (times) {
      const last = elements.pop();
      if (!last || repeated) return undefined;
      elements.push(...repeat(last, times));
      repeated = true;
      continue;
    }
    const read = readElements(reader);
    if (!read) return undefined;
    for (const element of read.elements) elements.push(element);
    repeated = read.repeated;
  }
  branches.push(toBranch(elements));
  return { branches };
}

interface Reader {
  readonly source: string;
  at: number;
  /** Where the last `:]` stands: behind it no named set needs to be looked for. */
  readonly lastNameEnd: number;
}

interface Read {
  readonly elements: readonly Element[];
  readonly repeated: boolean;
}

/** One element; none or several for a quotation. Text comes one character at a time: a repetition takes the last. */
function readElements(reader: Reader): Read | undefined {
  const { source } = reader;
  switch (source[reader.at]) {
    case '[': {
      const set = readClass(reader);
      if (!set) return undefined;
      const star = source[reader.at] === '*';
      if (star) reader.at++;
      return star
        ? { elements: [{ op: 'set', set, min: 0, max: Number.POSITIVE_INFINITY }], repeated: true }
        : one({ op: 'set', set, min: 1, max: 1 });
    }
    case '(':
      reader.at += '(.*/)?'.length;
      return { elements: [{ op: 'directories' }], repeated: true };
    case '.':
      reader.at += '.*'.length;
      return {
        elements: [{ op: 'set', set: NO_LINE_BREAK, min: 0, max: Number.POSITIVE_INFINITY }],
        repeated: true,
      };
    case '^':
      reader.at++;
      return one({ op: 'start' });
    case '$':
      reader.at++;
      return one({ op: 'end' });
    case '\\':
      return readEscaped(reader);
    default:
      return one(character(readCharacter(reader)));
  }
}

function one(element: Element): Read {
  return { elements: [element], repeated: false };
}

function character(code: number): Element {
  return { op: 'text', codes: [code] };
}

const ASSERTIONS: ReadonlyMap<string, 'start' | 'end' | 'boundary' | 'noBoundary'> = new Map([
  ['A', 'start'],
  ['z', 'end'],
  ['b', 'boundary'],
  ['B', 'noBoundary'],
]);

/** A backslash and what follows, outside of a class. */
function readEscaped(reader: Reader): Read | undefined {
  const { source } = reader;
  const letter = source[reader.at + 1] ?? '';
  const assertion = ASSERTIONS.get(letter);
  if (assertion) {
    reader.at += 2;
    return one({ op: assertion });
  }
  if (letter === 'Q') {
    // A quotation swallows the closing `$` too when `\E` is missing.
    const close = source.indexOf('\\E', reader.at + 2);
    const quoted = source.slice(reader.at + 2, close < 0 ? source.length : close);
    reader.at = close < 0 ? source.length : close + 2;
    return { elements: codesOf(quoted).map(character), repeated: false };
  }
  const group = readGroup(reader);
  if (group === 'invalid') return undefined;
  if (group) return one({ op: 'set', set: group, min: 1, max: 1 });
  const code = readEscape(reader);
  return code === undefined ? undefined : one(character(code));
}

interface Times {
  readonly min: number;
  readonly max: number;
}

/** `{2}`, `{2,}`, `{2,3}`; undefined when the brace stands for itself. */
function readTimes(reader: Reader): Times | 'invalid' | undefined {
  const found = /^\{(0|[1-9][0-9]*)(?:,(0|[1-9][0-9]*)?)?\}/.exec(
    reader.source.slice(reader.at, reader.at + LONGEST_TIMES),
  );
  if (!found) return undefined;
  reader.at += found[0].length;
  const min = Number(found[1]);
  const open = found[0].endsWith(',}');
  const max = open ? Number.POSITIVE_INFINITY : Number(found[2] ?? found[1]);
  return min > 1000 || max < min || (!open && max > 1000) ? 'invalid' : { min, max };
}

/** Far beyond the thousand repetitions Go allows; keeps the search for the brace short. */
const LONGEST_TIMES = 64;

function repeat(element: Element, { min, max }: Times): Element[] {
  if (max === 0) return [];
  switch (element.op) {
    case 'text': {
      const code = element.codes[0] ?? 0;
      return [{ op: 'set', set: setOf(code, code), min, max }];
    }
    case 'set':
      return [{ op: 'set', set: element.set, min: element.min * min, max: element.max * max }];
    case 'directories':
      return [element];
    default:
      return min === 0 ? [] : [element];
  }
}

/** Joins neighboring text and notes what every match begins and ends with. */
function toBranch(single: readonly Element[]): Branch {
  const elements: Element[] = [];
  let codes: number[] | undefined;
  for (const element of single) {
    if (element.op !== 'text') {
      elements.push(element);
      codes = undefined;
    } else if (codes) {
      codes.push(...element.codes);
    } else {
      codes = [...element.codes];
      elements.push({ op: 'text', codes });
    }
  }
  const starts = elements[0]?.op === 'start';
  const ends = elements[elements.length - 1]?.op === 'end';
  return {
    elements,
    prefix: starts ? textOf(elements[1]) : '',
    suffix: ends ? textOf(elements[elements.length - 2]) : '',
  };
}

function textOf(element: Element | undefined): string {
  if (element?.op !== 'text') return '';
  return element.codes.map((code) => String.fromCodePoint(code)).join('');
}

/** `[…]`; undefined where Go refuses it. */
function readClass(reader: Reader): CharacterSet | undefined {
  const { source } = reader;
  reader.at++;
  const negated = source[reader.at] === '^';
  if (negated) reader.at++;
  const ranges: number[] = [];
  const parts: (CharacterSet | RegExp)[] = [];
  for (let first = true; first || source[reader.at] !== ']'; first = false) {
    if (reader.at >= source.length) return undefined;
    const group = readNamedSet(reader) ?? readGroup(reader);
    if (group === 'invalid') return undefined;
    if (group) {
      parts.push(group);
      continue;
    }
    const low = readClassCharacter(reader);
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (source[reader.at] === '-' && reader.at + 1 < source.length && source[reader.at + 1] !== ']') {
      reader.at++;
      high = readClassCharacter(reader);
      if (high === undefined || high < low) return undefined;
    }
    ranges.push(low, high);
  }
  reader.at++;
  return { negated, ranges, parts };
}

/** `[:alpha:]` or `[:^alpha:]`; undefined when there is no `[:` with a `:]` behind it. */
function readNamedSet(reader: Reader): CharacterSet | 'invalid' | undefined {
  const { source, at } = reader;
  if (at + 2 > reader.lastNameEnd || !source.startsWith('[:', at)) return undefined;
  const close = source.indexOf(':]', at + 2);
  const inverse = source[at + 2] === '^';
  const set = NAMED_SETS.get(source.slice(at + (inverse ? 3 : 2), close));
  if (!set) return 'invalid';
  reader.at = close + 2;
  return inverse ? complement(set) : set;
}

/** `\d`, `\W`, `\pL`, `\P{Greek}` and the like; undefined when it is none of them. */
function readGroup(reader: Reader): CharacterSet | 'invalid' | undefined {
  const { source, at } = reader;
  if (source[at] !== '\\') return undefined;
  const letter = source[at + 1] ?? '';
  if (letter === 'p' || letter === 'P') return readUnicodeSet(reader, letter === 'P');
  const set = PERL_SETS.get(letter.toLowerCase());
  if (!set) return undefined;
  reader.at += 2;
  return letter === letter.toLowerCase() ? set : complement(set);
}

function readUnicodeSet(reader: Reader, inverse: boolean): CharacterSet | 'invalid' {
  const found = /^(?:\{(\^?)([A-Za-z_]{0,64})\}|([A-Za-z]))/.exec(
    reader.source.slice(reader.at + 2, reader.at + 2 + 68),
  );
  // Go takes names in any case since 1.25; of single letters that is easily followed.
  const set = found && unicodeSet(found[2] ?? found[3]?.toUpperCase() ?? '');
  if (!set) return 'invalid';
  reader.at += 2 + found[0].length;
  return inverse === (found[1] === '^') ? set : complement(set);
}

function readClassCharacter(reader: Reader): number | undefined {
  if (reader.source[reader.at] === '\\') return readEscape(reader);
  return reader.at < reader.source.length ? readCharacter(reader) : undefined;
}

function readCharacter(reader: Reader): number {
  const code = reader.source.codePointAt(reader.at) ?? 0;
  reader.at += code > 0xffff ? 2 : 1;
  return code;
}

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

/** A backslash that stands for a single character; undefined where Go has no such escape. */
function readEscape(reader: Reader): number | undefined {
  const { source } = reader;
  const letter = source[reader.at + 1] ?? '';
  const control = CONTROLS.get(letter);
  if (control !== undefined) {
    reader.at += 2;
    return control;
  }
  const rest = source.slice(reader.at + 1, reader.at + 1 + LONGEST_TIMES);
  const number = letter === 'x' ? readHexadecimal(rest) : readOctal(rest);
  if (number) {
    reader.at += 1 + number.length;
    return number.code;
  }
  // ASCII letters and digits have no meaning beyond these, and other characters may not be escaped at all.
  if (letter === '' || letter.charCodeAt(0) >= 0x80 || /[0-9A-Za-z]/.test(letter)) return undefined;
  reader.at += 2;
  return letter.charCodeAt(0);
}

function readHexadecimal(text: string): { readonly code: number; readonly length: number } | undefined {
  const found = /^x(?:([0-9a-fA-F]{2})|\{0*([0-9a-fA-F]{1,6})\})/.exec(text);
  if (!found) return undefined;
  const code = Number.parseInt(found[1] ?? found[2] ?? '', 16);
  return code > 0x10ffff ? undefined : { code, length: found[0].length };
}

function readOctal(text: string): { readonly code: number; readonly length: number } | undefined {
  const found = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(text);
  return found ? { code: Number.parseInt(found[0], 8), length: found[0].length } : undefined;
}
