import { skipSpaces } from '../../text/goStrings.ts';
import { PositionMap } from '../../text/positionMap.ts';
import type { TextRange } from '../../text/range.ts';
import type { BrokenJson, JsonArray, JsonItem, JsonProblem, LogicalText, Word } from './tree.ts';

/** What the arguments of an instruction that could take a JSON array come to. */
export type JsonReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'array'; readonly array: JsonArray; readonly words: readonly Word[] }
  | {
      /** `refused`: valid JSON, but not of strings only, which BuildKit takes for an error. */
      readonly kind: 'broken' | 'refused';
      readonly form: BrokenJson;
    };

/**
 * Reads text[start, end) of a line as BuildKit's `parseJSON` does with Go's encoding/json: `none` when it does
 * not begin with `[`, `broken` when it is no JSON (BuildKit then takes it as words or a shell command).
 * https://pkg.go.dev/encoding/json#Unmarshal
 */
export function readJson(line: LogicalText, start: number, end: number): JsonReading {
  const open = skipSpaces(line.text, start, end);
  if (open >= end || line.text.charCodeAt(open) !== 0x5b) return { kind: 'none' };
  const scanner = new JsonScanner(line.text, open, end);
  const items = scanner.readTopArray();
  if (!items) {
    return broken('broken', line, open, end, scanner.problemAt, scanner.problem);
  }
  // A number too big for Go's float64 makes it give up before it looks at the types.
  if (scanner.overflowAt >= 0) return broken('broken', line, open, end, scanner.overflowAt, 'not-a-string');
  if (scanner.otherAt >= 0) return broken('refused', line, open, end, scanner.otherAt, 'not-a-string');
  return {
    kind: 'array',
    array: {
      range: line.map.toSourceRange(open, scanner.arrayEnd),
      items: items.map((item) => jsonItem(line, item)),
    },
    words: items.map((item) => jsonWord(line, item)),
  };
}

/** A string of the array: offsets of its quotes, and its chunks when it has escapes. */
interface RawString {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** Offsets in `value` and in the line where a run without escapes, or an escape, begins. */
  readonly chunks:
    | readonly { readonly value: number; readonly line: number; readonly length: number }[]
    | undefined;
}

function broken(
  kind: 'broken' | 'refused',
  line: LogicalText,
  start: number,
  end: number,
  at: number,
  reason: JsonProblem,
): JsonReading {
  return {
    kind,
    form: new BrokenForm(line.map.toSourceRange(start, end), line.map.toSourceRange(at, at, 'after'), reason),
  };
}

class BrokenForm implements BrokenJson {
  readonly range: TextRange;
  readonly reason: JsonProblem;
  private readonly place: TextRange;

  constructor(range: TextRange, place: TextRange, reason: JsonProblem) {
    this.range = range;
    this.place = place;
    this.reason = reason;
  }

  get at(): number {
    return this.place.start;
  }
}

function jsonItem(line: LogicalText, item: RawString): JsonItem {
  return { value: item.value, range: line.map.toSourceRange(item.start, item.end) };
}

function jsonWord(line: LogicalText, item: RawString): Word {
  const inside = { start: item.start + 1, end: item.end - 1 };
  const range = line.map.toSourceRange(inside.start, inside.end);
  return { text: item.value, map: decodedMap(line, item), range, offset: inside.start };
}

function decodedMap(line: LogicalText, item: RawString): PositionMap {
  if (!item.chunks) return line.map.slice(item.start + 1, item.end - 1);
  const derived: number[] = [];
  const source: number[] = [];
  for (const chunk of item.chunks) {
    let value = chunk.value;
    for (const piece of line.map.segments(chunk.line, chunk.line + chunk.length)) {
      derived.push(value);
      source.push(piece.start);
      value += piece.end - piece.start;
    }
  }
  if (derived.length === 0) return line.map.slice(item.start + 1, item.start + 1);
  return PositionMap.of(derived, source, item.value.length, line.map.anchor);
}

/** Go refuses JSON nested deeper than this. */
const maximumDepth = 10_000;

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** One pass over one text. Readers return undefined, false or -1 once `problem` is set. */
class JsonScanner {
  problem: JsonProblem = 'other';
  problemAt = 0;
  /** The first element that is no string, and the first number beyond float64; -1 when there is none. */
  otherAt = -1;
  overflowAt = -1;
  arrayEnd = 0;
  private at: number;
  private readonly text: string;
  private readonly end: number;

  constructor(text: string, start: number, end: number) {
    this.text = text;
    this.at = start;
    this.end = end;
  }

  readTopArray(): RawString[] | undefined {
    const items: RawString[] = [];
    this.at++;
    this.skipBlanks();
    if (this.peek() === ']') {
      this.at++;
    } else {
      for (;;) {
        if (!this.readElement(items)) return undefined;
        const more = this.readSeparator(']');
        if (more === undefined) return undefined;
        if (!more) break;
      }
    }
    this.arrayEnd = this.at;
    this.skipBlanks();
    if (this.at < this.end) return this.fail('text-after-array');
    return items;
  }

  private readElement(items: RawString[]): boolean {
    this.skipBlanks();
    if (this.peek() === '"') {
      const item = this.readString();
      if (item) items.push(item);
      return item !== undefined;
    }
    const start = this.at;
    if (!this.skipValue()) return false;
    if (this.otherAt < 0) this.otherAt = start;
    return true;
  }

  /** True after a comma, false after the closing bracket, undefined when there is neither. */
  private readSeparator(close: ']' | '}'): boolean | undefined {
    this.skipBlanks();
    const next = this.peek();
    if (next === ',') {
      this.at++;
      return true;
    }
    if (next === close) {
      this.at++;
      return false;
    }
    if (next === '') return this.fail('unterminated-array');
    return this.fail(next === '"' || next === "'" || next === '[' ? 'missing-comma' : 'other');
  }

  /** Skips any JSON value with a stack of its own, so that deep nesting cannot exhaust the engine's. */
  private skipValue(): boolean {
    const closers: (']' | '}')[] = [];
    for (;;) {
      this.skipBlanks();
      const next = this.peek();
      if (next === '[' || next === '{') {
        if (closers.length + 2 > maximumDepth) return this.fail('other') ?? false;
        this.at++;
        const close = next === '[' ? ']' : '}';
        this.skipBlanks();
        if (this.peek() === close) {
          this.at++;
        } else {
          closers.push(close);
          if (close === '}' && !this.skipKey()) return false;
          continue;
        }
      } else if (!this.skipScalar(next)) {
        return false;
      }
      for (;;) {
        const close = closers.at(-1);
        if (close === undefined) return true;
        const more = this.readSeparator(close);
        if (more === undefined) return false;
        if (more) {
          if (close === '}' && !this.skipKey()) return false;
          break;
        }
        closers.pop();
      }
    }
  }

  private skipKey(): boolean {
    this.skipBlanks();
    if (this.peek() !== '"') return this.fail('other') ?? false;
    if (!this.readString()) return false;
    this.skipBlanks();
    if (this.peek() !== ':') return this.fail('other') ?? false;
    this.at++;
    return true;
  }

  private skipScalar(next: string): boolean {
    if (next === '"') return this.readString() !== undefined;
    const rest = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y;
    rest.lastIndex = this.at;
    const found = rest.exec(this.text)?.[0];
    if (found === undefined || this.at + found.length > this.end) {
      if (next === '') return this.fail('unterminated-array') ?? false;
      if (next === "'") return this.fail('single-quotes') ?? false;
      return this.fail(next === ']' ? 'trailing-comma' : 'other') ?? false;
    }
    if (
      this.overflowAt < 0 &&
      !Number.isFinite(Number(found === 'null' ? 0 : found.replace(/true|false/, '0')))
    ) {
      this.overflowAt = this.at;
    }
    this.at += found.length;
    return true;
  }

  private readString(): RawString | undefined {
    const { text, end } = this;
    const start = this.at;
    let at = start + 1;
    let runStart = at;
    let value = '';
    let chunks: { value: number; line: number; length: number }[] | undefined;
    for (;;) {
      if (at >= end) return this.fail('unterminated-string', start);
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (code < 0x20) return this.fail('other', at);
      if (code !== 0x5c) {
        at++;
        continue;
      }
      chunks ??= [];
      if (at > runStart) chunks.push({ value: value.length, line: runStart, length: at - runStart });
      value += text.slice(runStart, at);
      const decoded = decodeEscape(text, at, end);
      if (!decoded)
        return this.fail(at + 1 < end ? 'bad-escape' : 'unterminated-string', at + 1 < end ? at : start);
      chunks.push({ value: value.length, line: at, length: 1 });
      value += decoded.value;
      at = decoded.end;
      runStart = at;
    }
    if (chunks && at > runStart) chunks.push({ value: value.length, line: runStart, length: at - runStart });
    value += text.slice(runStart, at);
    this.at = at + 1;
    return { start, end: at + 1, value, chunks };
  }

  /** JSON's own blanks: the rest of Unicode's are no blanks to it. */
  private skipBlanks(): void {
    while (this.at < this.end) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x09 && code !== 0x0d && code !== 0x0a) return;
      this.at++;
    }
  }

  private peek(): string {
    return this.at < this.end ? this.text.charAt(this.at) : '';
  }

  private fail(problem: JsonProblem, at = this.at): undefined {
    this.problem = problem;
    this.problemAt = at;
    return undefined;
  }
}

function decodeEscape(text: string, at: number, end: number): { value: string; end: number } | undefined {
  if (at + 1 >= end) return undefined;
  const letter = text.charAt(at + 1);
  if (letter !== 'u') {
    const value = Object.hasOwn(simpleEscapes, letter) ? simpleEscapes[letter] : undefined;
    return value === undefined ? undefined : { value, end: at + 2 };
  }
  const unit = hexUnit(text, at, end);
  if (unit < 0) return undefined;
  if (unit < 0xd800 || unit > 0xdfff) return { value: String.fromCharCode(unit), end: at + 6 };
  // Go joins a surrogate pair and replaces a lone surrogate.
  const low = unit <= 0xdbff ? hexUnit(text, at + 6, end) : -1;
  if (low >= 0xdc00 && low <= 0xdfff) return { value: String.fromCharCode(unit, low), end: at + 12 };
  return { value: '\ufffd', end: at + 6 };
}

/** The code unit of a `\uXXXX` at `at`, or -1. */
function hexUnit(text: string, at: number, end: number): number {
  if (at + 6 > end || text.charCodeAt(at) !== 0x5c || text.charCodeAt(at + 1) !== 0x75) return -1;
  const digits = text.slice(at + 2, at + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}
