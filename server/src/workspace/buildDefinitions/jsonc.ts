import type { YamlEntry, YamlNode } from '../../syntax/yamlTree.ts';

/**
 * Reads JSON with comments and trailing commas, as `devcontainer.json` has it, into the tree that YAML is read into.
 * What is half-written ends where it breaks off; what stands before it counts. One pass; never throws.
 */
export function readJsonc(text: string): YamlNode | undefined {
  return new JsoncReader(text).value(0);
}

const maximumDepth = 50;

class JsoncReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): YamlNode | undefined {
    this.skip();
    const start = this.at;
    const c = this.text.charAt(start);
    if (depth > maximumDepth) return undefined;
    if (c === '{') return this.map(depth);
    if (c === '[') return this.list(depth);
    if (c === '"') {
      const value = this.string();
      return value === undefined ? undefined : { kind: 'scalar', range: { start, end: this.at }, value };
    }
    const word = /[\w.+-]+/y;
    word.lastIndex = start;
    const found = word.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return { kind: 'scalar', range: { start, end: this.at }, value: constantOf(found) };
  }

  private map(depth: number): YamlNode {
    const start = this.at++;
    const entries: YamlEntry[] = [];
    for (;;) {
      const c = this.next();
      if (c !== '"') break;
      const from = this.at;
      const key = this.string();
      const keyRange = { start: from, end: this.at };
      this.skip();
      if (key === undefined || this.text.charAt(this.at) !== ':') break;
      this.at++;
      const value = this.value(depth + 1);
      entries.push({ key, keyRange, value });
      if (!value) break;
    }
    this.close('}');
    return { kind: 'map', range: { start, end: this.at }, entries };
  }

  private list(depth: number): YamlNode {
    const start = this.at++;
    const items: YamlNode[] = [];
    for (;;) {
      const c = this.next();
      const value = c === '' || c === ']' ? undefined : this.value(depth + 1);
      if (!value) break;
      items.push(value);
    }
    this.close(']');
    return { kind: 'list', range: { start, end: this.at }, items };
  }

  /** What comes behind blanks, comments and commas. */
  private next(): string {
    this.skip();
    while (this.text.charAt(this.at) === ',') {
      this.at++;
      this.skip();
    }
    return this.text.charAt(this.at);
  }

  private close(bracket: string): void {
    if (this.text.charAt(this.at) === bracket) this.at++;
    // Broken off: nothing further is known to belong anywhere.
    else this.at = this.text.length;
  }

  private string(): string | undefined {
    const start = this.at;
    for (this.at++; this.at < this.text.length; this.at++) {
      const c = this.text.charAt(this.at);
      if (c === '\n') return undefined;
      if (c === '\\') this.at++;
      else if (c === '"') {
        this.at++;
        return unquote(this.text.slice(start, this.at));
      }
    }
    return undefined;
  }

  private skip(): void {
    for (;;) {
      const c = this.text.charAt(this.at);
      if (c === ' ' || c === '\t' || c === '\n' || c === '\r' || c === '\uFEFF') this.at++;
      else if (this.text.startsWith('//', this.at)) this.skipTo('\n', 0);
      else if (this.text.startsWith('/*', this.at)) this.skipTo('*/', 2);
      else return;
    }
  }

  private skipTo(mark: string, length: number): void {
    const end = this.text.indexOf(mark, this.at + length);
    this.at = end < 0 ? this.text.length : end + length;
  }
}

function unquote(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function constantOf(word: string): unknown {
  if (word === 'null') return null;
  if (word === 'true' || word === 'false') return word === 'true';
  const number = Number(word);
  return Number.isNaN(number) ? word : number;
}
