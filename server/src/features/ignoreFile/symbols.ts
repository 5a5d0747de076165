import type { CommentLine, IgnoreFile, PatternLine } from '../../syntax/dockerignore/reader.ts';
import type { TextRange } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { groupsOf } from './groups.ts';

export interface IgnoreSymbol {
  readonly kind: 'group' | 'exclusion' | 'exception';
  /** One line, never empty. */
  readonly name: string;
  /** Holds the `selection`, and what the children hold. */
  readonly range: TextRange;
  readonly selection: TextRange;
  readonly children: readonly IgnoreSymbol[];
}

/** The outline: a group for each heading, with its patterns; patterns without a heading stand for themselves. */
export function ignoreSymbols(file: IgnoreFile): IgnoreSymbol[] {
  return groupsOf(file).flatMap(({ heading, patterns }) => {
    const children = patterns.map((line) => patternSymbol(file.text, line));
    const [first] = heading;
    const last = patterns.at(-1);
    if (!first || !last) return children;
    const titled = heading.find((line) => titleOf(file.text, line) !== '') ?? first;
    const name = titleOf(file.text, titled) || '#';
    const range = { start: first.comment.start, end: last.written.end };
    return [{ kind: 'group' as const, name, range, selection: titled.comment, children }];
  });
}

function patternSymbol(text: string, { written, negated }: PatternLine): IgnoreSymbol {
  return {
    kind: negated ? 'exception' : 'exclusion',
    name: shorten(text.slice(written.start, written.end), LONGEST_NAME),
    range: written,
    selection: written,
    children: [],
  };
}

/** What a heading says, without `#` and the rules people draw with dashes and the like. */
function titleOf(text: string, { comment }: CommentLine): string {
  const words = text.slice(comment.start, comment.end).replace(/^[#\s=*~-]+/, '');
  let end = words.length;
  while (end > 0 && '#=*~- \t\r'.includes(words.charAt(end - 1))) end--;
  return shorten(words.slice(0, end), LONGEST_NAME);
}

const LONGEST_NAME = 100;
