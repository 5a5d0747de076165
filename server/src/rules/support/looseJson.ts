import type { Instruction, LogicalText } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';

/** What is meant to be a JSON array of strings, and why it is none. */
export interface BrokenArray {
  /** The first thing that is wrong. */
  readonly defect: JsonDefect;
  /** Where. */
  readonly at: TextRange;
  /** Makes it valid; undefined where what is meant is not certain. */
  readonly edits: readonly FixEdit[] | undefined;
}

export type JsonDefect =
  | 'quotes'
  | 'unquoted'
  | 'missing-comma'
  | 'extra-comma'
  | 'open-string'
  | 'open-array'
  | 'bad-escape'
  | 'text-behind';

/**
 * Reads arguments that begin with `[` and are no valid JSON as what the author meant. Undefined where they are not
 * meant as JSON: `[ -f x ] && y` is a shell's test, `[a-z]*` a pattern, `[Net.Dns]::…` PowerShell. Linear.
 */
export function readBrokenArray(instruction: Instruction): BrokenArray | undefined {
  const { brokenJson } = instruction;
  if (!brokenJson) return undefined;
  const text = argumentText(instruction, brokenJson.range);
  if (!text) return undefined;
  const reading = new LooseReader(text.text).read();
  if (!reading || !isMeant(reading, text.text, instruction)) return undefined;
  const first = reading.defects[0];
  if (!first) return undefined;
  return {
    defect: first.defect,
    at: text.map.toSourceRange(first.start, first.end),
    edits: editsOf(reading, text),
  };
}

/**
 * The document offset of a `#` that follows what is meant to be a JSON array, valid or not: because of it BuildKit
 * takes the array for plain text.
 */
export function commentBehindArray(instruction: Instruction): number | undefined {
  const text = instruction.brokenJson && argumentText(instruction, instruction.brokenJson.range);
  const reading = text && new LooseReader(text.text).read();
  if (!text || !reading?.tail.startsWith('#') || !isMeant(reading, text.text, instruction)) return undefined;
  return text.map.toSource(reading.tailStart);
}

/** The arguments from the bracket on: all of them, or those after CMD of HEALTHCHECK. */
function argumentText({ args }: Instruction, range: TextRange): LogicalText | undefined {
  const open = args.text.indexOf('[');
  if (open < 0) return undefined;
  if (open === 0) return args;
  const map = args.map.slice(open, args.text.length);
  return { text: args.text.slice(open), map, range };
}

interface Item {
  readonly kind: 'string' | 'other-quotes' | 'bare';
  readonly start: number;
  readonly end: number;
}

interface Defect {
  readonly defect: JsonDefect;
  readonly start: number;
  readonly end: number;
  /** Changes of the text; undefined where it is not certain what is meant. */
  readonly changes: readonly Change[] | undefined;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

interface Reading {
  readonly items: readonly Item[];
  readonly commas: number;
  readonly isClosed: boolean;
  /** What stands behind the closing bracket. */
  readonly tail: string;
  readonly tailStart: number;
  readonly defects: readonly Defect[];
}

/** Words that only a shell's test has between its operands, or in front of one. */
const testOperators = /^(?:!|=|==|!=|=~|<|>|-[a-zA-Z]|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;

function isMeant(reading: Reading, text: string, { name }: Instruction): boolean {
  const { items, commas, isClosed } = reading;
  const [first] = items;
  if (!first) return false;
  const tail = reading.tail.startsWith('#') ? '' : reading.tail;
  const isQuoted = first.kind !== 'bare';
  // In front of a path, a bracket may begin a pattern.
  const isPath = name === 'COPY' || name === 'ADD';
  if (isPath && !isQuoted && (commas === 0 || !isClosed || tail !== '')) return false;
  if (commas > 0) return isQuoted || (isClosed && tail === '');
  const words = items.map(({ start, end }) => text.slice(start, end));
  if (words.some((word, index) => items[index]?.kind === 'bare' && testOperators.test(word))) return false;
  const hasBlanks = /\s/.test(text.charAt(1));
  // `[ "$X" ]` asks the shell whether there is any text.
  if (hasBlanks && items.length === 1 && name === 'RUN') return false;
  if (tail !== '') return isQuoted && !hasBlanks && !/^[&|;<>):.]/.test(tail);
  if (isQuoted) return items.every(({ kind }) => kind !== 'bare') || !hasBlanks;
  return isClosed && !hasBlanks;
}

/** Made once per text: one pass, strictly forward. */
class LooseReader {
  private readonly text: string;
  private readonly items: Item[] = [];
  private readonly defects: Defect[] = [];
  private commas = 0;
  private at = 1;

  constructor(text: string) {
    this.text = text;
  }

  /** Undefined where it is nothing like an array of strings. */
  read(): Reading | undefined {
    let isClosed = false;
    let pendingComma: number | undefined;
    let isFirst = true;
    for (;;) {
      this.skipBlanks();
      const next = this.text.charAt(this.at);
      if (next === '') break;
      if (next === ']') {
        isClosed = true;
        this.at++;
        break;
      }
      if (next === ',') {
        this.commas++;
        if (isFirst || pendingComma !== undefined) this.extraComma(this.at);
        else pendingComma = this.at;
        this.at++;
        continue;
      }
      if (next === '[' || next === '{' || next === '}') return undefined;
      const previous = this.items.at(-1);
      if (!this.readItem(next)) {
        if (!previous || !this.swallows(previous)) return undefined;
        const { start, end } = previous;
        const defects = [{ defect: 'open-string', start, end, changes: undefined }] as const;
        const tailStart = this.text.length;
        return { items: this.items, commas: 1, isClosed: true, tail: '', tailStart, defects };
      }
      const item = this.items.at(-1);
      if (previous && item && pendingComma === undefined) this.missingComma(previous, item);
      isFirst = false;
      pendingComma = undefined;
    }
    if (pendingComma !== undefined) this.extraComma(pendingComma);
    const end = this.text.length;
    const last = this.items.at(-1);
    if (!isClosed && !this.defects.some(({ defect }) => defect === 'open-string')) {
      const changes = last && [{ start: end, end, newText: ']' }];
      this.defects.push({ defect: 'open-array', start: 0, end: 1, changes });
    }
    const tail = isClosed ? this.text.slice(this.at).trim() : '';
    const tailStart = tail === '' ? end : this.text.indexOf(tail, this.at);
    // A comment is another mistake, and has another cure.
    if (tail !== '' && !tail.startsWith('#')) {
      const start = tailStart;
      // Punctuation of prose.
      const changes = /^[,;.]$/.test(tail) ? [{ start, end: start + 1, newText: '' }] : undefined;
      this.defects.push({ defect: 'text-behind', start, end: start + tail.length, changes });
    }
    const { items, commas } = this;
    const defects = this.defects.sort((a, b) => a.start - b.start);
    return { items, commas, isClosed, tail, tailStart, defects };
  }

  private readItem(next: string): boolean {
    if (next === '"') return this.readString();
    const close = otherQuotes.get(next);
    return close === undefined ? this.readBare() : this.readOtherQuotes(close);
  }

  private readString(): boolean {
    const start = this.at;
    const { text } = this;
    const lone: number[] = [];
    let isBad = false;
    for (let at = start + 1; at < text.length; at++) {
      const c = text.charAt(at);
      if (c === '"') {
        this.at = at + 1;
        this.items.push({ kind: 'string', start, end: this.at });
        if (isBad) this.badEscape(start, lone);
        return true;
      }
      if (c !== '\\') continue;
      const escaped = text.charAt(at + 1);
      if (escaped === '"' && isFolderEnd(text, start + 1, at)) {
        this.at = at + 2;
        this.items.push({ kind: 'string', start, end: this.at });
        this.badEscape(start, [...lone, at]);
        return true;
      }
      if (
        escaped === 'u' ? !/^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) : !/["\\/bfnrt]/.test(escaped)
      )
        isBad = true;
      if (escaped !== '"' && escaped !== '\\') lone.push(at);
      else at++;
    }
    return this.openString(start, '"');
  }

  /** A string that is never closed has swallowed the bracket, if there is one at the end. */
  private openString(start: number, quote: string): boolean {
    const { text } = this;
    const content = /[^\s\]](\s*\])$/.exec(text.slice(start + 1));
    const end = text.length;
    const at = content ? end - (content[1]?.length ?? 0) : end;
    // Another comma or quote inside: the quote that lacks may be anywhere.
    const inside = text.slice(start + 1, at);
    const isCertain = quote === '"' && inside !== '' && !/[,"'\\]/.test(inside);
    const newText = content ? '"' : '"]';
    const changes = isCertain ? [{ start: at, end: at, newText }] : undefined;
    this.defects.push({ defect: 'open-string', start, end, changes });
    this.items.push({ kind: quote === '"' ? 'string' : 'other-quotes', start, end });
    this.at = end;
    return true;
  }

  /** `"a, "b"`: the closing quote of this string opens the next one. */
  private swallows({ kind, start, end }: Item): boolean {
    return kind === 'string' && /,\s*$/.test(this.text.slice(start + 1, end - 1));
  }

  private badEscape(start: number, lone: readonly number[]): void {
    const changes = lone.map((at) => ({ start: at, end: at, newText: '\\' }));
    this.defects.push({ defect: 'bad-escape', start, end: this.at, changes });
  }

  private readOtherQuotes(close: string): boolean {
    const start = this.at;
    const { text } = this;
    const end = text.indexOf(close, start + 1);
    if (end < 0) return this.openString(start, close);
    const changes: Change[] = [{ start, end: start + 1, newText: '"' }];
    for (let at = start + 1; at < end; at++) {
      const c = text.charAt(at);
      if (c === '"' || c === '\\') changes.push({ start: at, end: at, newText: '\\' });
    }
    changes.push({ start: end, end: end + 1, newText: '"' });
    this.at = end + 1;
    this.items.push({ kind: 'other-quotes', start, end: this.at });
    this.defects.push({ defect: 'quotes', start, end: this.at, changes });
    return true;
  }

  private readBare(): boolean {
    const start = this.at;
    const { text } = this;
    while (this.at < text.length && !/[\s,[\]{}"'“”]/.test(text.charAt(this.at))) this.at++;
    if (this.at === start) return false;
    // A quote in the middle of a word belongs to a shell.
    if (/["'“”]/.test(text.charAt(this.at))) return false;
    const word = text.slice(start, this.at);
    // Exec form expands nothing: with quotes around it, a variable would be another thing than the author wants.
    const changes = /[$`\\]/.test(word)
      ? undefined
      : [
          { start, end: start, newText: '"' },
          { start: this.at, end: this.at, newText: '"' },
        ];
    this.items.push({ kind: 'bare', start, end: this.at });
    this.defects.push({ defect: 'unquoted', start, end: this.at, changes });
    return true;
  }

  private missingComma(previous: Item, item: Item): void {
    const at = previous.end;
    const isApart = at < item.start;
    const changes = isApart ? [{ start: at, end: at, newText: ',' }] : undefined;
    this.defects.push({ defect: 'missing-comma', start: item.start, end: item.end, changes });
  }

  private extraComma(at: number): void {
    const changes = [{ start: at, end: at + 1, newText: '' }];
    this.defects.push({ defect: 'extra-comma', start: at, end: at + 1, changes });
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text.charAt(this.at))) this.at++;
  }
}

/** `"C:\dir\"`: the last separator of a Windows folder stands in front of the quote that is to close the string. */
function isFolderEnd(text: string, start: number, at: number): boolean {
  return /^[A-Za-z]:\\/.test(text.slice(start, at + 1)) && /^\s*(?:,|\]\s*$)/.test(text.slice(at + 2));
}

const otherQuotes: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['“', '”'],
  ['”', '”'],
]);

/** Undefined unless all of it is certain and gives an array of strings. */
function editsOf(
  { items, commas, defects, tail, tailStart }: Reading,
  text: LogicalText,
): FixEdit[] | undefined {
  const changes: Change[] = [];
  for (const defect of defects) {
    if (!defect.changes) return undefined;
    changes.push(...defect.changes);
  }
  // With commas between the items, words without one may be one item or two.
  const bare = defects.some(({ defect, start }) => {
    const item = items.find((each) => each.start === start);
    return defect === 'missing-comma' && item?.kind === 'bare';
  });
  if (bare && commas > 0) return undefined;
  const merged = mergeInsertions(changes.sort((a, b) => a.start - b.start || a.end - b.end));
  const array = tail.startsWith('#') ? text.text.slice(0, tailStart) : text.text;
  if (!isStringArray(applyChanges(array, merged))) return undefined;
  return merged.map(({ start, end, newText }) => {
    const range = start === end ? emptyAt(text, start) : text.map.toSourceRange(start, end);
    return { range, newText };
  });
}

/** What is inserted behind a word stays on the word's line. */
function emptyAt({ map, text }: LogicalText, at: number): TextRange {
  const isBehindWord = at > 0 && !/\s/.test(text.charAt(at - 1)) && /[\s,\]]|^$/.test(text.charAt(at));
  const offset = map.toSource(at, isBehindWord ? 'before' : 'after');
  return { start: offset, end: offset };
}

/** Two insertions at one place become one: the closing quote comes before the comma. */
function mergeInsertions(changes: readonly Change[]): Change[] {
  const merged: Change[] = [];
  for (const change of changes) {
    const last = merged.at(-1);
    if (last && last.start === last.end && change.start === change.end && last.start === change.start) {
      const texts = [last.newText, change.newText].sort((a, b) => rank(a) - rank(b));
      merged[merged.length - 1] = { ...last, newText: texts.join('') };
    } else {
      merged.push(change);
    }
  }
  return merged;
}

function rank(text: string): number {
  return text.startsWith('"') ? 0 : text === ',' ? 1 : 2;
}

function applyChanges(text: string, changes: readonly Change[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, newText } of changes) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

function isStringArray(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string');
  } catch {
    return false;
  }
}
