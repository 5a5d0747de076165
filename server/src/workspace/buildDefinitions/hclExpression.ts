import { HclScanner } from './hclScanner.ts';

/** An expression of HCL as it is written. `unknown`: something this reader does not understand. */
export type HclExpression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Text put together; of one part alone it is the value of that. */
  | { readonly kind: 'template'; readonly parts: readonly HclExpression[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'member'; readonly of: HclExpression; readonly key: HclExpression }
  /** `list[*].key`: of each item what the keys lead to. */
  | { readonly kind: 'splat'; readonly of: HclExpression; readonly keys: readonly HclExpression[] }
  /** `spread`: the last argument is a list of arguments. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly values: readonly HclExpression[];
      readonly spread: boolean;
    }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'map'; readonly entries: readonly HclEntry[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: HclExpression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: HclExpression;
      readonly right: HclExpression;
    }
  | {
      readonly kind: 'condition';
      readonly test: HclExpression;
      readonly yes: HclExpression;
      readonly no: HclExpression;
    }
  | HclFor
  | { readonly kind: 'unknown' };

export interface HclEntry {
  readonly key: HclExpression;
  readonly value: HclExpression;
}

/** `[for key, value in of : result if where]`, and `{for … : resultKey => result}`. */
export interface HclFor {
  readonly kind: 'for';
  readonly names: readonly string[];
  readonly of: HclExpression;
  readonly resultKey: HclExpression | undefined;
  readonly result: HclExpression;
  readonly where: HclExpression | undefined;
}

/** What a string of Bake's JSON says: text with `${…}` in it. */
export function templateOf(text: string): HclExpression {
  return new HclExpressions(text).template(0, true);
}

export const unknown: HclExpression = { kind: 'unknown' };
const maximumDepth = 30;
/** From the loosest to the tightest. */
const operators = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
] as const;

/** Reads expressions. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md */
export class HclExpressions extends HclScanner {
  /** Outside of brackets it ends with the line, inside with a comma or the bracket. */
  value(depth: number, inBrackets: boolean): HclExpression {
    this.skip(inBrackets);
    const start = this.at;
    const read = this.expression(depth, inBrackets);
    if (read) this.skip(inBrackets);
    const c = this.next;
    if (read && (c === '' || c === '\n' || c === '\r' || c === '}' || c === ',' || c === ']')) return read;
    this.at = start;
    this.skipExpression(inBrackets);
    return unknown;
  }

  /** Undefined where it is not understood; what was read of it is passed over by the caller. */
  private expression(depth: number, lines: boolean): HclExpression | undefined {
    if (depth > maximumDepth) return undefined;
    const test = this.operation(depth, lines, 0);
    this.skip(lines);
    if (!test || this.next !== '?') return test;
    this.at++;
    const yes = this.expression(depth + 1, lines);
    this.skip(lines);
    if (!yes || !this.take(':')) return undefined;
    const no = this.expression(depth + 1, lines);
    return no && { kind: 'condition', test, yes, no };
  }

  private operation(depth: number, lines: boolean, level: number): HclExpression | undefined {
    const these = operators[level];
    if (!these) return this.unary(depth, lines);
    let left = this.operation(depth, lines, level + 1);
    for (let count = 0; left && count < 200; count++) {
      this.skip(lines);
      const operator = these.find((each) => this.text.startsWith(each, this.at));
      if (operator === undefined) return left;
      this.at += operator.length;
      const right = this.operation(depth, lines, level + 1);
      left = right && { kind: 'binary', operator, left, right };
    }
    return left;
  }

  private unary(depth: number, lines: boolean): HclExpression | undefined {
    if (depth > maximumDepth) return undefined;
    this.skip(lines);
    const c = this.next;
    if (c === '-' || (c === '!' && this.text.charAt(this.at + 1) !== '=')) {
      this.at++;
      const of = this.unary(depth + 1, lines);
      return of && { kind: 'unary', operator: c, of };
    }
    const term = this.term(depth);
    return term && this.members(term, depth);
  }

  private term(depth: number): HclExpression | undefined {
    const c = this.next;
    if (c === '"') return this.string(depth);
    if (c === '<' && this.text.charAt(this.at + 1) === '<') {
      const text = this.heredoc();
      return text === undefined ? undefined : templateOf(text);
    }
    if (c === '(') {
      this.at++;
      const inner = this.expression(depth + 1, true);
      this.skip(true);
      return inner && this.take(')') ? inner : undefined;
    }
    if (c === '[') return this.list(depth + 1);
    if (c === '{') return this.map(depth + 1);
    const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = this.at;
    const digits = number.exec(this.text)?.[0];
    if (digits !== undefined) {
      this.at += digits.length;
      return { kind: 'literal', value: Number(digits) };
    }
    const name = this.word();
    if (name === undefined) return undefined;
    if (name === 'null') return { kind: 'literal', value: null };
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    return this.next === '(' ? this.call(name, depth + 1) : { kind: 'variable', name };
  }

  private call(name: string, depth: number): HclExpression | undefined {
    this.at++;
    const values: HclExpression[] = [];
    let spread = false;
    for (;;) {
      this.skip(true);
      if (this.take(')')) return { kind: 'call', name, values, spread };
      const value = this.expression(depth, true);
      if (!value) return undefined;
      values.push(value);
      this.skip(true);
      if (this.take('...')) spread = true;
      else this.take(',');
    }
  }

  private members(term: HclExpression, depth: number): HclExpression | undefined {
    let of = term;
    for (let count = 0; count < 100; count++) {
      const key = this.member(depth);
      if (key === undefined) return undefined;
      if (key === 'none') return of;
      if (key !== 'each') of = { kind: 'member', of, key };
      else {
        const keys: HclExpression[] = [];
        for (let next = this.member(depth); next !== 'none'; next = this.member(depth)) {
          if (next === undefined || next === 'each') return undefined;
          keys.push(next);
        }
        return { kind: 'splat', of, keys };
      }
    }
    return undefined;
  }

  private member(depth: number): HclExpression | 'each' | 'none' | undefined {
    if (this.next === '.' && !this.text.startsWith('...', this.at)) {
      this.at++;
      if (this.take('*')) return 'each';
      const index = /\d+/y;
      index.lastIndex = this.at;
      const digits = index.exec(this.text)?.[0];
      if (digits !== undefined) this.at += digits.length;
      const name = digits ?? this.word();
      return name === undefined
        ? undefined
        : { kind: 'literal', value: digits === undefined ? name : Number(digits) };
    }
    if (this.next !== '[') return 'none';
    this.at++;
    this.skip(true);
    if (this.take('*]')) return 'each';
    const key = this.expression(depth + 1, true);
    this.skip(true);
    return key && this.take(']') ? key : undefined;
  }

  private list(depth: number): HclExpression | undefined {
    if (depth > maximumDepth) return undefined;
    this.at++;
    const loop = this.loop(depth, ']');
    if (loop !== 'none') return loop;
    const items: HclExpression[] = [];
    for (;;) {
      this.skip(true);
      const before = this.at;
      if (this.next === '' || this.take(']')) return { kind: 'list', items };
      if (!this.take(',')) items.push(this.value(depth, true));
      // A brace that closes nothing here: a half-written list.
      if (this.at === before) return undefined;
    }
  }

  private map(depth: number): HclExpression | undefined {
    if (depth > maximumDepth) return undefined;
    this.at++;
    const loop = this.loop(depth, '}');
    if (loop !== 'none') return loop;
    const entries: HclEntry[] = [];
    for (;;) {
      this.skip(true);
      if (this.next === '' || this.take('}')) return { kind: 'map', entries };
      if (this.take(',')) continue;
      const key = this.key(depth);
      this.skip(true);
      if (!key || !(this.take('=') || this.take(':'))) return undefined;
      this.skip(true);
      entries.push({ key, value: this.value(depth, false) });
    }
  }

  /** A bare name is the name, not the variable, which has to be in brackets. */
  private key(depth: number): HclExpression | undefined {
    const isExpression = this.next === '(';
    const key = this.expression(depth, true);
    return !isExpression && key?.kind === 'variable' ? { kind: 'literal', value: key.name } : key;
  }

  private loop(depth: number, close: string): HclFor | 'none' | undefined {
    this.skip(true);
    if (!/^for\s/.test(this.text.slice(this.at, this.at + 4))) return 'none';
    this.at += 4;
    const names: string[] = [];
    do {
      this.skip(true);
      names.push(this.word() ?? '');
      this.skip(true);
    } while (this.take(',') && names.length < 2);
    if (this.word() !== 'in' || names.includes('')) return undefined;
    const of = this.expression(depth, true);
    this.skip(true);
    if (!of || !this.take(':')) return undefined;
    let result = this.expression(depth, true);
    let resultKey: HclExpression | undefined;
    this.skip(true);
    if (close === '}') {
      resultKey = result;
      result = this.take('=>') ? this.expression(depth, true) : undefined;
      this.skip(true);
      if (this.text.startsWith('...', this.at)) return undefined;
    }
    let where: HclExpression | undefined;
    if (/^if\b/.test(this.text.slice(this.at, this.at + 3))) {
      this.at += 2;
      where = this.expression(depth, true);
      if (!where) return undefined;
      this.skip(true);
    }
    return result && this.take(close) ? { kind: 'for', names, of, resultKey, result, where } : undefined;
  }

  protected string(depth: number): HclExpression | undefined {
    const start = this.at++;
    const read = this.template(depth, false);
    if (read.kind !== 'unknown' && this.take('"')) return read;
    this.at = start;
    this.skipString();
    return this.text.charAt(this.at - 1) === '"' && this.at > start + 1 ? unknown : undefined;
  }

  /** @param whole to the end of the text and without escapes; else up to a quote */
  template(depth: number, whole: boolean): HclExpression {
    const parts: HclExpression[] = [];
    let plain = '';
    let isTrimmed = false;
    const endPlain = (trim: boolean): void => {
      const start = isTrimmed ? plain.trimStart() : plain;
      const text = trim ? start.trimEnd() : start;
      if (text !== '') parts.push({ kind: 'literal', value: text });
      plain = '';
    };
    while (this.at < this.text.length) {
      const c = this.next;
      const isDouble = c === this.text.charAt(this.at + 1);
      if (!whole && (c === '"' || c === '\n')) break;
      if ((c === '$' || c === '%') && isDouble && this.text.charAt(this.at + 2) === '{') {
        plain += `${c}{`;
        this.at += 3;
      } else if (c === '%' && this.text.charAt(this.at + 1) === '{') return unknown;
      else if (this.take('${')) {
        endPlain(this.take('~'));
        const inner = this.expression(depth + 1, true);
        this.skip(true);
        isTrimmed = this.take('~');
        if (!inner || !this.take('}')) return unknown;
        parts.push(inner);
      } else if (c === '\\' && !whole) {
        const escaping = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/y;
        escaping.lastIndex = this.at;
        const [all = c, short, long, one = ''] = escaping.exec(this.text) ?? [];
        const code = Number.parseInt(short ?? long ?? '', 16);
        if (code > 0x10_ffff) return unknown;
        plain += Number.isNaN(code) ? (escapes[one] ?? one) : String.fromCodePoint(code);
        this.at += all.length;
      } else {
        plain += c;
        this.at++;
      }
    }
    endPlain(false);
    if (parts.length === 0) return { kind: 'literal', value: '' };
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'template', parts };
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
