import type { ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';

export interface UnquotedEquals {
  /** Where it stands in the text of the word. */
  readonly at: number;
  /** `=`, `==` or `!=`. */
  readonly operator: string;
  /** The same as every shell knows it. */
  readonly plain: string;
  readonly range: TextRange;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The first `=`, `==` or `!=` of a word that stands outside quotes and expansions; undefined where it is parted. */
export function unquotedEquals({ text, range, segments }: ShellWord): UnquotedEquals | undefined {
  if (!text.includes('=') || segments.length !== 1) return undefined;
  const at = placeOf(text);
  if (at === undefined) return undefined;
  const operator = /^(?:!=|==?)/.exec(text.slice(at))?.[0] ?? '=';
  const start = range.start + at;
  return {
    at,
    operator,
    plain: operator === '==' ? '=' : operator,
    range: { start, end: start + operator.length },
    isFirst: at === 0,
    isLast: at + operator.length === text.length,
  };
}

function placeOf(text: string): number | undefined {
  let quote = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (quote === "'") {
      if (c === quote) quote = '';
    } else if (c === '\\') i++;
    else if (c === '$' && (text[i + 1] === '{' || text[i + 1] === '(')) {
      depth++;
      i++;
    } else if (depth > 0) {
      if (c === '}' || c === ')') depth--;
      else if (c === '(' || c === '{') depth++;
    } else if (c === quote) quote = '';
    else if (quote === '' && (c === '"' || c === "'" || c === '`')) quote = c;
    else if (quote === '' && (c === '=' || (c === '!' && text[i + 1] === '='))) return i;
  }
  return undefined;
}
