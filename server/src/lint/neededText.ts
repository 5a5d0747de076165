/** What a text must hold for a pattern to be found in it. */
export interface NeededText {
  /** At least one of these. */
  readonly anyOf: readonly string[];
  /** One of them, in the case it has here unless the pattern ignores it, is also all that it takes. */
  readonly isEnough: boolean;
}

/**
 * V8 compiles a pattern when it is first asked and again when it is asked once more, which takes longer than to look for
 * a few characters in a hundred lines. Undefined where the pattern needs no text in particular, or is written in a way
 * that is not read here. Never throws.
 */
export function neededText({ source, flags }: RegExp): NeededText | undefined {
  // A set of flags that changes what characters of the source mean.
  if (/[uvy]/.test(flags)) return undefined;
  const reader = new Reader(source);
  const needed = reader.alternatives();
  if (!needed || !reader.isAtEnd) return undefined;
  return { anyOf: [...new Set(needed.texts)], isEnough: needed.isWhole };
}

interface Needed {
  /** One of them stands in whatever matches. */
  readonly texts: readonly string[];
  /** Nothing but them is asked for. */
  readonly isWhole: boolean;
}

/** More than these are not worth looking for. */
const mostTexts = 24;

/** Characters of a class that are looked for one by one. */
const mostOfClass = 8;

/** Reads the source of a pattern without flags that change its grammar. */
class Reader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  get isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  /** Up to the end or a closing parenthesis; undefined when one of them needs nothing. */
  alternatives(): Needed | undefined {
    const texts: string[] = [];
    let isWhole = true;
    let isKnown = true;
    for (;;) {
      const one = this.sequence();
      if (one) texts.push(...one.texts);
      else isKnown = false;
      isWhole &&= one?.isWhole ?? false;
      if (this.source[this.at] !== '|') break;
      this.at++;
    }
    return isKnown && texts.length <= mostTexts ? { texts, isWhole } : undefined;
  }

  /** One alternative. Of all that it needs, what is rarest: the longest. */
  private sequence(): Needed | undefined {
    let best: readonly string[] | undefined;
    let isWhole = true;
    let run = '';
    const offer = (texts: readonly string[]): void => {
      if (texts.length > 0 && (!best || shortest(texts) > shortest(best))) best = texts;
    };
    const start = this.at;
    while (!this.isDone()) {
      const isFirst = this.at === start;
      const atom = this.atom();
      const quantifier = this.quantifier();
      if (typeof atom === 'string' && quantifier !== 'optional') {
        run += atom;
        if (quantifier === 'none') continue;
      }
      // What comes next does not stand right behind this.
      if (run !== '') offer([run]);
      run = '';
      if (typeof atom === 'object' && quantifier !== 'optional') offer(atom.texts);
      const isAll = typeof atom === 'object' && atom.isWhole && quantifier === 'none';
      if (!isAll || !isFirst || !this.isDone()) isWhole = false;
    }
    if (run !== '') offer([run]);
    return best && { texts: best, isWhole };
  }

  private isDone(): boolean {
    const next = this.source[this.at];
    return next === undefined || next === '|' || next === ')';
  }

  /** A character, a choice of texts, or undefined for what may be anything, or nothing. */
  private atom(): string | Needed | undefined {
    const character = this.source[this.at++] as string;
    switch (character) {
      case '\\':
        return this.escaped();
      case '[':
        return this.characterClass();
      case '(':
        return this.group();
      case '.':
      case '^':
      case '$':
        return undefined;
      default:
        // Folded with care by V8, and never what a Dockerfile is searched for.
        return character < '\u0080' ? character : undefined;
    }
  }

  private escaped(): string | undefined {
    const character = this.source[this.at++] ?? '';
    if (character === 'n') return '\n';
    // Of letters and digits each means something else: a class, a boundary, a reference, a code.
    if (!/[a-z\d]/i.test(character)) return character;
    const operand = operands[character];
    if (operand) this.at += operand.exec(this.source.slice(this.at))?.[0].length ?? 0;
    return undefined;
  }

  /** Some characters one by one, or anything. */
  private characterClass(): Needed | undefined {
    const start = this.at;
    while (!this.isAtEnd && this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    const inside = this.source.slice(start, this.at++);
    if (inside.length > mostOfClass || !/^[!-,.-Z_-~]+$/.test(inside) || inside.startsWith('^')) {
      return undefined;
    }
    return { texts: [...inside], isWhole: true };
  }

  private group(): Needed | undefined {
    const kind = /^\?(?:<?[=!]|:|<\w+>)/.exec(this.source.slice(this.at, this.at + 40))?.[0] ?? '';
    this.at += kind.length;
    const inside = this.alternatives();
    this.at++;
    // What lies ahead or behind is asked for, too, or must not be there.
    return /[=!]$/.test(kind) ? undefined : inside;
  }

  private quantifier(): 'none' | 'optional' | 'repeated' {
    const next = this.source[this.at];
    if (next !== '?' && next !== '*' && next !== '+' && next !== '{') return 'none';
    const [text, least] =
      /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at, this.at + 12)) ?? [];
    // A brace that stands for itself.
    if (text === undefined) return 'none';
    this.at += text.length;
    return next === '?' || next === '*' || least === '0' ? 'optional' : 'repeated';
  }
}

/** What belongs to an escape. */
const operands: Readonly<Record<string, RegExp>> = {
  x: /^[\da-f]{2}/i,
  u: /^[\da-f]{4}/i,
  c: /^[a-z]/i,
  k: /^<\w+>/,
};

function shortest(texts: readonly string[]): number {
  return texts.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
}
