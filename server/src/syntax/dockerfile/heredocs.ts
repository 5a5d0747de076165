import { detached } from '../../text/detached.ts';
import { skipSpacesBack } from '../../text/goStrings.ts';
import { expand, expandErrorMessage } from './expand.ts';
import { contentEnd, nextLineStart } from './logicalLines.ts';
import type { Heredoc, LogicalText } from './tree.ts';

/** What stands behind `<<` in a word. */
export interface HeredocMark {
  readonly name: string;
  readonly fileDescriptor: number;
  readonly expand: boolean;
  readonly chomp: boolean;
}

/** A `<<` that opens a heredoc (`mark`) or that BuildKit refuses (`error`), with its place in the line. */
export interface HeredocToken {
  readonly start: number;
  readonly end: number;
  readonly mark: HeredocMark | undefined;
  readonly error: string | undefined;
}

/**
 * The heredocs a line opens, in order. The line is split into words as a shell would: a `<<` inside quotes is
 * none, and a line whose quotes do not close has none at all. Tokens behind a refused one are left out.
 * https://docs.docker.com/reference/dockerfile/#here-documents
 */
export function heredocTokens(line: string): HeredocToken[] {
  if (!line.includes('<<')) return [];
  const { words } = expand(line, unset, { rawQuotes: true, rawEscapes: true, skipUnset: true });
  const tokens: HeredocToken[] = [];
  for (const word of words) {
    const { mark, error } = parseHeredoc(word.text);
    if (!mark && error === undefined) continue;
    tokens.push({ start: word.start, end: skipSpacesBack(line, word.start, word.end), mark, error });
    if (error !== undefined) break;
  }
  return tokens;
}

/** Reads one word as a heredoc. Both fields undefined: it is none. */
export function parseHeredoc(word: string): { mark: HeredocMark | undefined; error: string | undefined } {
  const match = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word);
  const rest = match?.[3] ?? '';
  if (!match || rest === '') return noHeredoc;
  const plain = expand(rest, unset, { skipUnset: true });
  if (plain.error !== undefined) return { mark: undefined, error: expandErrorMessage(rest, plain.error) };
  const name = plain.words[0]?.text;
  if (name === undefined || plain.words.length !== 1) return noHeredoc;
  const raw = expand(rest, unset, { skipUnset: true, rawQuotes: true });
  const rawName = raw.words[0]?.text;
  if (rawName === undefined || raw.words.length !== 1) {
    return { mark: undefined, error: `internal lexing of heredoc produced inconsistent results: ${rest}` };
  }
  // Quotes that vanish were quotes; those that stay were escaped.
  const mark: HeredocMark = {
    name,
    fileDescriptor: Number(match[1] || 0),
    expand: countQuotes(name) === countQuotes(rawName),
    chomp: match[2] === '-',
  };
  return { mark, error: undefined };
}

/** Finds the bodies of heredocs, line by line behind the line that opens them. */
export class HeredocReader {
  private readonly text: string;
  /** Where a line of this content stands last, with leading tabs cut (`chomped`) or not. Filled on demand. */
  private lastLines:
    | { readonly plain: Map<string, number>; readonly chomped: Map<string, number> }
    | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * Reads the body that begins at `start`. Without a terminator the body is empty here and `next` undefined:
   * the caller decides how far it reaches.
   */
  read(
    mark: HeredocMark,
    line: LogicalText,
    token: HeredocToken,
    start: number,
  ): { readonly heredoc: Heredoc; readonly next: number | undefined; readonly lineCount: number } {
    const { text } = this;
    let lineCount = 0;
    if (this.mayTerminate(mark, start)) {
      for (let at = start; at < text.length; ) {
        const next = nextLineStart(text, at);
        const end = contentEnd(text, at, next);
        const first = mark.chomp ? skipTabs(text, at, end) : at;
        lineCount++;
        if (end - first === mark.name.length && text.startsWith(mark.name, first)) {
          const terminator = line.map.anchor.range(first, end);
          const heredoc = this.make(mark, line, token, start, at, terminator);
          return { heredoc, next, lineCount };
        }
        at = next;
      }
      this.lastLines ??= indexLines(text);
    }
    return { heredoc: this.make(mark, line, token, start, start, undefined), next: undefined, lineCount: 0 };
  }

  /** The same heredoc with another end of its body. */
  make(
    mark: HeredocMark,
    line: LogicalText,
    token: HeredocToken,
    start: number,
    end: number,
    terminatorRange: Heredoc['terminatorRange'],
  ): Heredoc {
    const body = detached(this.text.slice(start, end));
    return {
      name: mark.name,
      fileDescriptor: mark.fileDescriptor,
      expand: mark.expand,
      chomp: mark.chomp,
      range: line.map.toSourceRange(token.start, token.end),
      contentRange: line.map.anchor.range(start, end),
      content: mark.chomp ? body.replace(/(^|\n)\t+/g, '$1') : body,
      terminatorRange,
    };
  }

  /** Answers from an index once one search has failed, so that many failing searches stay linear. */
  private mayTerminate(mark: HeredocMark, start: number): boolean {
    if (!this.lastLines) return true;
    const lines = mark.chomp ? this.lastLines.chomped : this.lastLines.plain;
    return (lines.get(mark.name) ?? -1) >= start;
  }
}

const noHeredoc = { mark: undefined, error: undefined };

function unset(): undefined {
  return undefined;
}

function countQuotes(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22 || code === 0x27) count++;
  }
  return count;
}

function skipTabs(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === 9) at++;
  return at;
}

function indexLines(text: string): { plain: Map<string, number>; chomped: Map<string, number> } {
  const plain = new Map<string, number>();
  const chomped = new Map<string, number>();
  for (let at = 0; at < text.length; ) {
    const next = nextLineStart(text, at);
    const end = contentEnd(text, at, next);
    plain.set(text.slice(at, end), at);
    chomped.set(text.slice(skipTabs(text, at, end), end), at);
    at = next;
  }
  return { plain, chomped };
}
