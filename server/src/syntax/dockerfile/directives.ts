import { skipSpaces } from '../../text/goStrings.ts';
import type { Directive } from './tree.ts';

/** What `# name=value` in front of a file comes to. */
export interface DirectiveLine {
  readonly directive: Directive;
  /** False for `syntax` and `check` where BuildKit looks for them in vain (indented lines). */
  readonly honored: boolean;
  /** The same directive stands above: BuildKit refuses the file. */
  readonly duplicate: boolean;
}

/**
 * Tells directives from comments, line by line from the top, until the first line that is no directive.
 * https://docs.docker.com/reference/dockerfile/#parser-directives
 */
export class DirectiveReader {
  private readonly seen = new Set<string>();
  private done = false;
  /** `syntax` and `check` are looked for apart, in lines that begin with `#` and nothing else. */
  private indented = false;
  /** Behind `#!` the lookup of `syntax` and `check` goes on, but `escape` has been given up. */
  private behindShebang = false;

  /** True behind the last line that could have been a directive. */
  get isDone(): boolean {
    return this.done;
  }

  finish(): void {
    this.done = true;
  }

  /**
   * Reads the line whose content is text[lineStart, end), blanks in front included. `isFirst` is true for the
   * first line of the document. Undefined for a line that is no directive.
   */
  read(text: string, lineStart: number, end: number, isFirst: boolean): DirectiveLine | undefined {
    if (this.done) return undefined;
    const directive = parseDirective(text, lineStart, end);
    if (!directive) {
      if (isFirst && text.startsWith('#!', lineStart)) this.behindShebang = true;
      else this.done = true;
      return undefined;
    }
    if (directive.range.start > lineStart) this.indented = true;
    const duplicate = this.seen.has(directive.name);
    this.seen.add(directive.name);
    if (this.behindShebang) {
      if (!duplicate && !this.indented) {
        return directive.name === 'escape' ? undefined : { directive, honored: true, duplicate };
      }
      this.done = true;
      return undefined;
    }
    return { directive, honored: directive.name === 'escape' || !this.indented, duplicate };
  }
}

/** The frontend image a `syntax` directive names: BuildKit takes its value up to the first space. */
export function syntaxImage(directive: Directive): string {
  const space = directive.value.indexOf(' ');
  return space < 0 ? directive.value : directive.value.slice(0, space);
}

const known: Readonly<Record<string, Directive['name']>> = {
  syntax: 'syntax',
  escape: 'escape',
  check: 'check',
};

/** `#`, a name, `=` and a value that is not empty, with blanks around each. */
function parseDirective(text: string, lineStart: number, end: number): Directive | undefined {
  const start = skipSpaces(text, lineStart, end);
  if (text.charAt(start) !== '#') return undefined;
  const nameStart = skipSpaces(text, start + 1, end);
  let nameEnd = nameStart;
  while (nameEnd < end && /[a-zA-Z0-9]/.test(text.charAt(nameEnd))) nameEnd++;
  if (nameEnd === nameStart || /[0-9]/.test(text.charAt(nameStart))) return undefined;
  const name = Object.hasOwn(known, text.slice(nameStart, nameEnd).toLowerCase())
    ? known[text.slice(nameStart, nameEnd).toLowerCase()]
    : undefined;
  if (!name) return undefined;
  const equals = skipBlanks(text, nameEnd, end);
  if (text.charAt(equals) !== '=' || equals >= end) return undefined;
  let valueStart = skipBlanks(text, equals + 1, end);
  let valueEnd = end;
  while (valueEnd > valueStart && isPatternBlank(text.charCodeAt(valueEnd - 1))) valueEnd--;
  if (valueStart === end) {
    // The pattern `\s*(.+?)\s*$` leaves one blank to the value when there is nothing else.
    if (valueStart === equals + 1) return undefined;
    valueStart = end - 1;
    valueEnd = end;
  }
  return {
    name,
    value: text.slice(valueStart, valueEnd),
    range: { start, end },
    nameRange: { start: nameStart, end: nameEnd },
    valueRange: { start: valueStart, end: valueEnd },
  };
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isPatternBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Go's `\s`. */
function isPatternBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}
