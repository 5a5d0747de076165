import { quote } from '../../text/goStrings.ts';
import { type ExpandedWord, WordCollector } from './expandedWords.ts';
import { isUnknown, noNames, withName } from './lookedUp.ts';
import { cutMatch, cutReversedMatch, replaceMatches } from './shellPattern.ts';
import { characterAt, variableNameEnd } from './variableNames.ts';

/** How a text is read. The defaults are BuildKit's for the words of an instruction. */
export interface ExpandOptions {
  /** The escape token in force; a backslash unless told. */
  readonly escape?: '\\' | '`';
  /** Keep quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Keep escape tokens in the result. */
  readonly rawEscapes?: boolean;
  /** Take quotes as ordinary characters, as in the body of a heredoc. */
  readonly skipProcessQuotes?: boolean;
  /** Leave references to unset variables as they are. */
  readonly skipUnset?: boolean;
  /** Stands in a value for what is not known of it, and so for all that hangs on such a value. */
  readonly unknown?: string;
}

/** The value of a variable; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

export interface Expansion extends Substitution {
  /** The expanded text split at blanks outside quotes; empty when `error` is set. */
  readonly words: readonly ExpandedWord[];
}

export interface Substitution {
  /** The expanded text; empty when `error` is set. */
  readonly value: string;
  /** Names looked up and found, and not found, up to the error if there is one. */
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
  /** BuildKit's reason to refuse the text, without its `failed to process "…": ` in front. */
  readonly error: string | undefined;
}

/**
 * Quotes, escapes and variables as BuildKit's `shell.Lex` processes them. Never throws; linear in the source
 * and in the values it inserts.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go
 */
export function expand(source: string, lookup: Lookup, options: ExpandOptions = {}): Expansion {
  const lexer = new Lexer(source, lookup, options);
  const words = new WordCollector();
  const value = lexer.readUntil(undefined, options.rawEscapes ?? false, words);
  const { matched, unmatched, error } = lexer;
  if (value === undefined) return { value: '', words: [], matched, unmatched, error: error ?? '' };
  return { value, words: words.finish(), matched, unmatched, error: undefined };
}

/** The same without the words, which cost more than all the rest. */
export function substitute(source: string, lookup: Lookup, options: ExpandOptions = {}): Substitution {
  const lexer = new Lexer(source, lookup, options);
  const value = lexer.readUntil(undefined, options.rawEscapes ?? false);
  const { matched, unmatched, error } = lexer;
  return { value: value ?? '', matched, unmatched, error: value === undefined ? (error ?? '') : undefined };
}

/** The message of a refused text, as BuildKit words it. */
export function expandErrorMessage(source: string, error: string): string {
  return `failed to process ${quote(source)}: ${error}`;
}

/** Beyond this nesting of `${a:-${b:-…}}` a text is refused: BuildKit would recurse on, a browser cannot. */
const maximumDepth = 400;

/** What Go prints for a character read beyond the end. */
const beyondEnd = '\ufffd';

/** One pass over one text. Readers return undefined once `error` is set. */
class Lexer {
  matched: ReadonlySet<string> = noNames;
  unmatched: ReadonlySet<string> = noNames;
  error: string | undefined;
  private at = 0;
  private depth = 0;
  /** How many operands (the `b` of `${a:-b}`) were read. */
  private operands = 0;
  private rawEscapes = false;
  private readonly source: string;
  private readonly lookup: Lookup;
  private readonly options: ExpandOptions;
  private readonly escape: string;
  private readonly escapeCode: number;

  constructor(source: string, lookup: Lookup, options: ExpandOptions) {
    this.source = source;
    this.lookup = lookup;
    this.options = options;
    this.escape = options.escape ?? '\\';
    this.escapeCode = this.escape.charCodeAt(0);
    // Go's text/scanner drops a byte order mark in front of anything it reads.
    if (source.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  /** Reads to `stop`, which is consumed, or to the end when there is none. */
  readUntil(stop: string | undefined, rawEscapes: boolean, words?: WordCollector): string | undefined {
    if (++this.depth > maximumDepth) return this.fail('nested too deeply');
    const outer = this.rawEscapes;
    this.rawEscapes = rawEscapes;
    const result = this.readCharacters(stop, words);
    this.rawEscapes = outer;
    this.depth--;
    return result;
  }

  private readCharacters(stop: string | undefined, words: WordCollector | undefined): string | undefined {
    let result = '';
    const stopCode = stop === undefined ? -1 : stop.charCodeAt(0);
    while (this.at < this.source.length) {
      const start = this.at;
      if (!words) {
        this.skipPlain(stopCode);
        if (this.at > start) {
          result += this.source.slice(start, this.at);
          continue;
        }
      }
      const character = this.next();
      if (character === stop) return result;
      if (character === '$' || character === '<' || this.isQuote(character)) {
        this.at = start;
        const { operands } = this;
        const piece = this.special(character);
        if (piece === undefined) return undefined;
        result += piece;
        // BuildKit collects the words of an operand in the same place, where those of the text are lost by it: of
        // `80${a:-90}` it makes the word `90`.
        if (words && this.operands > operands) words.drop();
        if (character === '$') words?.addValue(piece, start, this.at);
        else words?.addRaw(piece, start, this.at);
      } else if (character === this.escape) {
        if (this.rawEscapes) {
          words?.addRaw(character, start, this.at);
          result += character;
        }
        // An escape token at the very end is dropped.
        const escaped = this.next();
        if (escaped === '') break;
        words?.addRaw(escaped, start, this.at);
        result += escaped;
      } else {
        words?.addCharacter(character, start, this.at);
        result += character;
      }
    }
    if (stop === undefined) return result;
    return this.fail(`unexpected end of statement while looking for matching ${stop}`);
  }

  /** Goes over characters that stand for themselves, `<` included. */
  private skipPlain(stopCode: number): void {
    const { source, escapeCode } = this;
    let { at } = this;
    for (; at < source.length; at++) {
      const code = source.charCodeAt(at);
      if (code === dollarCode || code === doubleCode || code === singleCode) break;
      if (code === escapeCode || code === stopCode) break;
    }
    this.at = at;
  }

  private isQuote(character: string): boolean {
    return (character === "'" || character === '"') && !this.options.skipProcessQuotes;
  }

  private special(character: string): string | undefined {
    if (character === '$') return this.dollar();
    if (character === '<') return this.possibleHeredoc();
    return character === "'" ? this.singleQuoted() : this.doubleQuoted();
  }

  /** `<<` keeps the blanks that follow it, so that `<< EOF` is one word. */
  private possibleHeredoc(): string {
    const start = this.at++;
    if (this.source.charAt(this.at) !== '<') return '<';
    this.at++;
    while (this.at < this.source.length && ' \t\r'.includes(this.source.charAt(this.at))) this.at++;
    return this.source.slice(start, this.at);
  }

  private singleQuoted(): string | undefined {
    const start = this.at;
    const close = this.source.indexOf("'", start + 1);
    if (close < 0) {
      this.at = this.source.length;
      return this.fail('unexpected end of statement while looking for matching single-quote');
    }
    this.at = close + 1;
    return this.options.rawQuotes ? this.source.slice(start, close + 1) : this.source.slice(start + 1, close);
  }

  private doubleQuoted(): string | undefined {
    this.at++;
    let result = this.options.rawQuotes ? '"' : '';
    for (;;) {
      const start = this.at;
      for (; this.at < this.source.length; this.at++) {
        const code = this.source.charCodeAt(this.at);
        if (code === dollarCode || code === doubleCode || code === this.escapeCode) break;
      }
      if (this.at > start) result += this.source.slice(start, this.at);
      const next = this.source.charAt(this.at);
      if (next === '')
        return this.fail('unexpected end of statement while looking for matching double-quote');
      if (next === '"') {
        this.at++;
        return this.options.rawQuotes ? `${result}"` : result;
      }
      if (next === '$') {
        const value = this.dollar();
        if (value === undefined) return undefined;
        result += value;
        continue;
      }
      let character = this.next();
      if (character === this.escape) {
        if (this.rawEscapes) result += character;
        const escaped = this.source.charAt(this.at);
        if (escaped === '') continue;
        if (escaped === '"' || escaped === '$' || escaped === this.escape) character = this.next();
      }
      result += character;
    }
  }

  private dollar(): string | undefined {
    this.at++;
    if (this.source.charAt(this.at) !== '{') {
      const name = this.name();
      if (name === '') return '$';
      const value = this.valueOf(name);
      return value === undefined && this.options.skipUnset ? `$${name}` : (value ?? '');
    }
    this.at++;
    const first = this.source.charAt(this.at);
    if (first === '') return this.fail("syntax error: missing '}'");
    if (first === '{' || first === '}' || first === ':') return this.fail('syntax error: bad substitution');
    const name = this.name();
    const operator = this.next();
    switch (operator) {
      case '}': {
        const value = this.valueOf(name);
        return value === undefined && this.options.skipUnset ? `\${${name}}` : (value ?? '');
      }
      case ':': {
        const modifier = this.next();
        if (modifier === '#' || modifier === '%') return this.fail(unsupported(`:${modifier}`));
        return this.conditional(name, modifier, `:${modifier || beyondEnd}`, true);
      }
      case '+':
      case '-':
      case '?':
        return this.conditional(name, operator, operator, false);
      case '#':
      case '%':
        return this.trimmed(name, operator);
      case '/':
        return this.replaced(name);
      default:
        return this.fail(unsupported(operator || beyondEnd));
    }
  }

  private conditional(
    name: string,
    modifier: string,
    written: string,
    nullIsUnset: boolean,
  ): string | undefined {
    const word = this.operand('}', false, "syntax error: missing '}'");
    if (word === undefined) return undefined;
    const value = this.valueOf(name);
    if (value === undefined && this.options.skipUnset) return `\${${name}${written}${word}}`;
    const missing = value === undefined || (nullIsUnset && value === '');
    switch (modifier) {
      case '-':
        return missing ? word : value;
      case '+':
        if (isUnknown(value, this.options)) return this.options.unknown;
        return missing ? '' : word;
      case '?': {
        if (!missing) return value;
        const state = value === undefined ? 'unset' : 'empty';
        return this.fail(`${name}: ${word === '' ? `is not allowed to be ${state}` : word}`);
      }
      default:
        return this.fail(unsupported(written));
    }
  }

  private trimmed(name: string, modifier: '#' | '%'): string | undefined {
    const word = this.operand('}', true, "syntax error: missing '}'");
    if (word === undefined) return undefined;
    const value = this.valueOf(name);
    if (value === undefined && this.options.skipUnset) return `\${${name}${modifier}${word}}`;
    if (isUnknown(value, this.options) || isUnknown(word, this.options)) return this.options.unknown;
    const longest = word.startsWith(modifier);
    const pattern = longest ? word.slice(1) : word;
    const cut = modifier === '#' ? cutMatch : cutReversedMatch;
    const result = cut(pattern, value ?? '', longest);
    return result.ok ? result.value : this.fail(result.error);
  }

  private replaced(name: string): string | undefined {
    const all = this.source.charAt(this.at) === '/';
    if (all) this.at++;
    const pattern = this.operand('/', true, "syntax error: missing '/' in ${}");
    if (pattern === undefined) return undefined;
    const replacement = this.operand('}', true, "syntax error: missing '}'");
    if (replacement === undefined) return undefined;
    const value = this.valueOf(name);
    if (value === undefined && this.options.skipUnset) return `\${${name}/${pattern}/${replacement}}`;
    if (isUnknown(value, this.options) || isUnknown(pattern, this.options)) return this.options.unknown;
    const result = replaceMatches(pattern, value ?? '', replacement, all);
    return result.ok ? result.value : this.fail(result.error);
  }

  /** Whatever went wrong inside, at the end of the text it is the missing terminator that BuildKit tells. */
  private operand(stop: string, rawEscapes: boolean, atEnd: string): string | undefined {
    this.operands++;
    const word = this.readUntil(stop, rawEscapes);
    if (word === undefined && this.at >= this.source.length) this.error = atEnd;
    return word;
  }

  private name(): string {
    const start = this.at;
    this.at = variableNameEnd(this.source, start);
    return this.source.slice(start, this.at);
  }

  private valueOf(name: string): string | undefined {
    const value = this.lookup(name);
    if (value === undefined) this.unmatched = withName(this.unmatched, name);
    else this.matched = withName(this.matched, name);
    return value;
  }

  /** The character (code point) at the position; empty at the end. */
  private next(): string {
    const character = characterAt(this.source, this.at);
    this.at += character.length;
    return character;
  }

  private fail(error: string): undefined {
    this.error = error;
    return undefined;
  }
}

const dollarCode = 0x24;
const doubleCode = 0x22;
const singleCode = 0x27;

function unsupported(modifier: string): string {
  return `unsupported modifier (${modifier}) in substitution`;
}
