/** A body of HCL: attributes and blocks in their order. */
export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly value: HclValue;
  /** UTF-16 offset of the name. */
  readonly at: number;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  /** UTF-16 offset of the type. */
  readonly at: number;
}

/** A template is text with the names of variables in it. `unknown`: something this reader does not work out. */
export type HclValue =
  | { readonly kind: 'template'; readonly parts: readonly (string | HclVariable)[] }
  | { readonly kind: 'list'; readonly items: readonly HclValue[] }
  | { readonly kind: 'map'; readonly entries: readonly HclAttribute[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'unknown' };

export interface HclVariable {
  /** With dots where it is a part of another: `item.name`. */
  readonly variable: string;
}

/**
 * Reads as much HCL as Bake files need to say where a build takes its files from: blocks, attributes, strings with
 * `${name}` in them, names of variables, lists and maps of these, heredocs. Not worked out, and `unknown`: functions,
 * operators, conditions, `for`, `%{…}`, and the attributes of other blocks. Comments are `#`, `//` and `/* *\/`. Reads on
 * behind what it does not understand. One pass; never throws.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function readHcl(text: string): HclBody {
  return new HclReader(text).body(0);
}

/** What a string of HCL or of Bake's JSON says, escapes of HCL undone already. */
export function templateOf(text: string): HclValue {
  const parts: (string | HclVariable)[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    const isMark = (c === '$' || c === '%') && text.charAt(at + 1) === '{';
    if (c === text.charAt(at + 1) && (c === '$' || c === '%') && text.charAt(at + 2) === '{') {
      plain += `${c}{`;
      at += 2;
    } else if (isMark) {
      const end = text.indexOf('}', at);
      const name = /^\{~?\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\s*~?$/.exec(text.slice(at + 1, end))?.[1];
      if (c === '%' || end < 0 || name === undefined) return { kind: 'unknown' };
      if (plain !== '') parts.push(plain);
      plain = '';
      parts.push({ variable: name });
      at = end;
    } else plain += c;
  }
  if (plain !== '' || parts.length === 0) parts.push(plain);
  return { kind: 'template', parts };
}

const unknown: HclValue = { kind: 'unknown' };
const maximumDepth = 30;
const identifier = /[A-Za-z_][\w-]*/y;

class HclReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Up to the brace that closes it, which is read too, or to the end. */
  body(depth: number): HclBody {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (;;) {
      this.skip(true);
      const at = this.at;
      const c = this.text.charAt(at);
      if (c === '') break;
      if (c === '}') {
        this.at++;
        if (depth > 0) break;
        continue;
      }
      // `"default" = …` is not HCL proper, but Bake's own examples have had it.
      const name = this.word() ?? (c === '"' ? plainText(this.string()) : undefined);
      if (name === undefined) {
        this.at = Math.max(this.at, at + 1);
        continue;
      }
      this.skip(false);
      if (this.text.charAt(this.at) === '=' && this.text.charAt(this.at + 1) !== '=') {
        this.at++;
        attributes.push({ name, value: this.value(depth, false), at });
        continue;
      }
      const labels: string[] = [];
      for (let label = this.label(); label !== undefined; label = this.label()) labels.push(label);
      if (this.text.charAt(this.at) !== '{') continue;
      this.at++;
      if (depth >= maximumDepth) {
        this.skipNested('}');
        continue;
      }
      blocks.push({ type: name, labels, body: this.body(depth + 1), at });
    }
    return { attributes, blocks };
  }

  private label(): string | undefined {
    this.skip(false);
    return this.text.charAt(this.at) === '"' ? plainText(this.string()) : this.word();
  }

  private word(): string | undefined {
    identifier.lastIndex = this.at;
    const found = identifier.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** An expression. Outside of brackets it ends with the line, inside with a comma or the bracket. */
  private value(depth: number, inBrackets: boolean): HclValue {
    this.skip(inBrackets);
    const read = this.primary(depth);
    this.skip(inBrackets);
    const c = this.text.charAt(this.at);
    const isEnd = c === '' || c === '\n' || c === '\r' || c === '}' || c === ',' || c === ']';
    if (read && isEnd) return read;
    this.skipExpression(inBrackets);
    return unknown;
  }

  private primary(depth: number): HclValue | undefined {
    const c = this.text.charAt(this.at);
    if (c === '"') return this.string();
    if (c === '<' && this.text.charAt(this.at + 1) === '<') return this.heredoc();
    if (c === '[' || c === '{') {
      if (depth >= maximumDepth) return undefined;
      this.at++;
      return c === '[' ? this.list(depth + 1) : this.map(depth + 1);
    }
    const number = /-?\d+(?:\.\d+)?/y;
    number.lastIndex = this.at;
    const digits = number.exec(this.text)?.[0];
    if (digits !== undefined) {
      this.at += digits.length;
      return { kind: 'template', parts: [digits] };
    }
    let word = this.word();
    if (word === undefined) return undefined;
    while (this.text.charAt(this.at) === '.') {
      this.at++;
      const part = this.word();
      if (part === undefined) return undefined;
      word += `.${part}`;
    }
    if (word === 'null') return { kind: 'null' };
    if (word === 'true' || word === 'false') return { kind: 'template', parts: [word] };
    return { kind: 'template', parts: [{ variable: word }] };
  }

  private list(depth: number): HclValue | undefined {
    const items: HclValue[] = [];
    for (;;) {
      this.skip(true);
      const c = this.text.charAt(this.at);
      if (c === '') return { kind: 'list', items };
      if (c === ']') {
        this.at++;
        return { kind: 'list', items };
      }
      const before = this.at;
      if (c === ',') this.at++;
      else items.push(this.value(depth, true));
      // A brace that closes nothing here: a half-written list.
      if (this.at === before) return undefined;
    }
  }

  private map(depth: number): HclValue | undefined {
    const entries: HclAttribute[] = [];
    for (;;) {
      this.skip(true);
      const at = this.at;
      const c = this.text.charAt(at);
      if (c === '' || c === '}') {
        this.at++;
        return { kind: 'map', entries };
      }
      if (c === ',') {
        this.at++;
        continue;
      }
      const name = c === '"' ? plainText(this.string()) : this.word();
      this.skip(true);
      if (name === undefined || !/[=:]/.test(this.text.charAt(this.at))) {
        this.at = Math.max(this.at, at + 1);
        this.skipNested('}');
        return unknown;
      }
      this.at++;
      this.skip(true);
      const value = this.value(depth, false);
      entries.push({ name, value, at });
    }
  }

  private string(): HclValue {
    let content = '';
    // Within `${…}` quotes belong to the expression.
    let nested = 0;
    for (this.at++; this.at < this.text.length; this.at++) {
      const c = this.text.charAt(this.at);
      if (c === '"' && nested === 0) {
        this.at++;
        return templateOf(content);
      }
      if (c === '\n') return unknown;
      if (c === '\\' && nested === 0) {
        this.at++;
        content += escaped(this.text.charAt(this.at));
        continue;
      }
      if (c === '{' && (nested > 0 || /(?:^|[^$])\$$|(?:^|[^%])%$/.test(content.slice(-2)))) nested++;
      else if (c === '}' && nested > 0) nested--;
      content += c;
    }
    return unknown;
  }

  /** `<<EOT` and `<<-EOT`, up to the line that holds nothing but the word. */
  private heredoc(): HclValue | undefined {
    const start = /<<-?([A-Za-z_][\w-]*)[ \t]*\r?\n/y;
    start.lastIndex = this.at;
    const [opening, word] = start.exec(this.text) ?? [];
    if (opening === undefined || word === undefined) return undefined;
    let at = this.at + opening.length;
    const body = at;
    while (at < this.text.length) {
      const end = this.text.indexOf('\n', at);
      const stop = end < 0 ? this.text.length : end;
      if (this.text.slice(at, stop).trim() === word) {
        this.at = stop;
        return templateOf(this.text.slice(body, at));
      }
      at = stop + 1;
    }
    this.at = this.text.length;
    return unknown;
  }

  private skipExpression(inBrackets: boolean): void {
    while (this.at < this.text.length) {
      const c = this.text.charAt(this.at);
      if (c === '}' || c === ']' || (c === '\n' && !inBrackets) || (c === ',' && inBrackets)) return;
      this.skipOne(c);
    }
  }

  /** Behind the bracket that closes what was opened just before. */
  private skipNested(close: string): void {
    while (this.at < this.text.length) {
      const c = this.text.charAt(this.at);
      if (c === close || c === '}' || c === ']' || c === ')') {
        this.at++;
        return;
      }
      this.skipOne(c);
    }
  }

  private nesting = 0;

  private skipOne(c: string): void {
    if (c === '"') this.string();
    else if (c === '<' && this.text.charAt(this.at + 1) === '<' && this.heredoc() !== undefined) return;
    else if (c === '(' || c === '[' || c === '{') {
      this.at++;
      // Deeper than any file that is meant: what closes it is passed over like other text.
      if (this.nesting >= maximumDepth) return;
      this.nesting++;
      this.skipNested(c === '(' ? ')' : c === '[' ? ']' : '}');
      this.nesting--;
    } else {
      const before = this.at;
      this.skip(false);
      if (this.at === before) this.at++;
    }
  }

  /** Blanks and comments; `lines`: and the ends of lines. */
  private skip(lines: boolean): void {
    for (;;) {
      const c = this.text.charAt(this.at);
      if (c === ' ' || c === '\t' || c === '\uFEFF' || (lines && (c === '\n' || c === '\r'))) this.at++;
      else if (c === '#' || (c === '/' && this.text.charAt(this.at + 1) === '/')) this.skipTo('\n', 0);
      else if (c === '/' && this.text.charAt(this.at + 1) === '*') this.skipTo('*/', 2);
      else return;
    }
  }

  private skipTo(mark: string, length: number): void {
    const end = this.text.indexOf(mark, this.at + length);
    this.at = end < 0 ? this.text.length : end + length;
  }
}

function escaped(c: string): string {
  return c === 'n' ? '\n' : c === 't' ? '\t' : c === 'r' ? '\r' : c;
}

/** The text of a template without variables. */
function plainText(value: HclValue): string | undefined {
  if (value.kind !== 'template' || value.parts.some((part) => typeof part !== 'string')) return undefined;
  return value.parts.join('');
}
