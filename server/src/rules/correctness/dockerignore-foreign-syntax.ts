import { findNode } from '../../model/context/contextTree.ts';
import { effectOf } from '../../model/context/lineEffects.ts';
import { cleanPath } from '../../syntax/dockerignore/goPath.ts';
import type { PatternLine } from '../../syntax/dockerignore/reader.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { lazy } from '../../text/memo.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';
import { ownView, shownPaths } from '../support/ignoreView.ts';

export const dockerignoreForeignSyntax = defineRule({
  id: 'dockerignore-foreign-syntax',
  summary: 'Pattern of the ignore file is in the syntax of another tool',
  why: 'BuildKit reads patterns with the rules of Go, not with those of git or a shell. It does not complain of what it does not know, but takes it for something else, and the files are sent.',
  language: 'dockerignore',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/concepts/context/#syntax',
    'https://pkg.go.dev/path/filepath#Match',
  ],
  uses: ['context-tree'],
  messages: {
    negatedClass:
      'For BuildKit, unlike git, ! within brackets is one more character that fits. To negate write [^ instead.',
    braces:
      'BuildKit does not expand braces: this is for a file with braces in its name. Write a line for each.',
    doubleMark:
      'Two ! do not cancel out: this is an exception for a file whose name begins with !. Delete one, or both.',
    caret:
      'Beside a wildcard ^ is the start of the path for BuildKit, so this matches nothing. Write \\^ for the character.',
    bar: 'Beside a wildcard | splits this into two patterns, each open at one end, so that far more fits. Write a line for each, or \\| for the character.',
    quotes:
      'Quotes are a part of the name here: this is for a file with quotes in its name. Write it without.',
    expansion:
      'BuildKit expands {what} no more than git does: this is for a folder of that very name. Write the path from the context folder.',
    several:
      'A line holds one pattern: this is for a file of that whole name, and does not match {paths}. Write a line for each.',
    escapedStar:
      'Behind a backslash * is no wildcard: this is for a file whose name has a star in it. Write it without the backslash.',
  },
  fixes: {
    unquote: { title: 'Write it without quotes', safety: 'unsafe', availability: 'always' },
    deleteLine: { title: 'Delete the line', safety: 'unsafe', availability: 'always' },
    unescape: { title: 'Write the stars without backslashes', safety: 'unsafe', availability: 'always' },
    useCaret: { title: 'Negate with ^', safety: 'unsafe', availability: 'always' },
    expand: { title: 'Write a line for each', safety: 'unsafe', availability: 'sometimes' },
    escape: { title: 'Take {character} literally', safety: 'unsafe', availability: 'always' },
    dropMark: { title: 'Delete one !', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, context, report }) {
    const view = lazy(() => ownView(context));
    for (const line of file.patterns) {
      if (line.error || line.pattern.kind === 'none') continue;
      const { body, wildcards } = line;
      const written = text.slice(body.start, body.end);
      // What one pass over the line can rule out.
      if (!/[!{^|"'~$, \t]|\\\*/.test(written)) continue;
      const isThere = (): boolean => {
        const known = view();
        return known !== undefined && effectOf(known, file.patterns, line)?.matches === true;
      };
      const quoted = /^(["'])([^"'#!]+)\1$/.exec(written);
      if (quoted && !isThere()) {
        const edits = [{ range: body, newText: quoted[2] ?? '' }];
        report({ at: body, message: 'quotes', fixes: [{ fix: 'unquote', edits }] });
        continue;
      }
      const [expanded] = /^~(?=\/)|^\$(?:[A-Z_]{2,}|\{\w+\})(?=\/)/.exec(written) ?? [];
      if (expanded !== undefined && !isThere()) {
        report({
          at: { start: body.start, end: body.start + expanded.length },
          message: 'expansion',
          values: { what: expanded },
          fixes: [{ fix: 'deleteLine', edits: [{ range: wholeLine(text, line), newText: '' }] }],
        });
        continue;
      }
      const parts = written.split(/[\s,]+/).filter((part) => part !== '');
      const known = parts.length > 1 ? view() : undefined;
      const nodes = known
        ? parts.map((part) => findNode(known.tree, cleanPath(part).replace(/^\//, '')))
        : [];
      const found = nodes.filter((node) => typeof node === 'object');
      if (found.length > 0 && found.length === parts.length && !isThere()) {
        const lines = asLines(text.slice(line.written.start, body.start), parts, text);
        report({
          at: body,
          message: 'several',
          values: { paths: shownPaths(found, false) },
          fixes:
            lines === undefined ? [] : [{ fix: 'expand', edits: [{ range: line.written, newText: lines }] }],
        });
        continue;
      }
      for (const { kind, range } of wildcards) {
        if (kind !== 'class' || text[range.start + 1] !== '!' || range.end - range.start < 4) continue;
        const at = { start: range.start + 1, end: range.start + 2 };
        report({
          at: range,
          message: 'negatedClass',
          fixes: [{ fix: 'useCaret', edits: [{ range: at, newText: '^' }] }],
        });
      }
      // Behind a name it may be a path of Windows: `bin\\*`.
      const stars = wildcards.filter(
        ({ kind, range }) =>
          kind === 'escape' &&
          text[range.start + 1] === '*' &&
          (range.start === body.start || /[/*]/.test(text.charAt(range.start - 1))),
      );
      const [star] = stars;
      if (star) {
        report({
          at: star.range,
          message: 'escapedStar',
          fixes: [
            {
              fix: 'unescape',
              edits: stars.map(({ range: { start } }) => ({ range: { start, end: start + 1 }, newText: '' })),
            },
          ],
        });
      }
      if (line.mark && written.startsWith('!')) {
        const at = { start: line.mark.start, end: body.start + 1 };
        report({
          at,
          message: 'doubleMark',
          fixes: [
            { fix: 'dropMark', edits: [{ range: { start: body.start, end: body.start + 1 }, newText: '' }] },
          ],
        });
      }
      const braces = bracesOf(line, written);
      if (braces) {
        const expanded = expand(line, text);
        report({
          at: braces,
          message: 'braces',
          fixes:
            expanded === undefined
              ? undefined
              : [{ fix: 'expand', edits: [{ range: line.written, newText: expanded }] }],
        });
      }
      if (line.pattern.kind !== 'expression') continue;
      for (const [character, message] of [
        ['^', 'caret'],
        ['|', 'bar'],
      ] as const) {
        const places = plainPlaces(line, written, character);
        const [at] = places;
        if (at === undefined) continue;
        const parted = character === '|' ? partAt(line, text, places) : undefined;
        report({
          at: { start: at, end: at + 1 },
          message,
          fixes: [
            ...(parted === undefined
              ? []
              : [{ fix: 'expand', edits: [{ range: line.written, newText: parted }] } as const]),
            {
              fix: 'escape',
              values: { character },
              edits: places.map((start) => ({ range: { start, end: start }, newText: '\\' })),
            },
          ],
        });
      }
    }
  },
});

/** Offsets of a character outside of classes and escapes. */
function plainPlaces({ body, wildcards }: PatternLine, written: string, character: string): number[] {
  const places: number[] = [];
  for (let at = written.indexOf(character); at >= 0; at = written.indexOf(character, at + 1)) {
    const offset = body.start + at;
    const covered = wildcards.some(({ range }) => range.start <= offset && offset < range.end);
    if (!covered) places.push(offset);
  }
  return places;
}

/** The first `{a,b}` of a pattern, if it looks like a choice. */
function bracesOf(line: PatternLine, written: string): TextRange | undefined {
  const [open] = plainPlaces(line, written, '{');
  if (open === undefined) return undefined;
  const found = /^\{[^{}\s]*,[^{}\s]*\}/.exec(written.slice(open - line.body.start));
  // `a{2,3}` is a repetition for Go; nobody means that.
  return found ? { start: open, end: open + found[0].length } : undefined;
}

/** More lines than that nobody wants to read. */
const mostLines = 16;

/** A line for each combination of alternatives; undefined where braces are in each other, or are none of a choice alone. */
function expand(line: PatternLine, text: string): string | undefined {
  const written = text.slice(line.body.start, line.body.end);
  const places = ['{', '}'].flatMap((brace) => plainPlaces(line, written, brace)).sort((a, b) => a - b);
  let bodies = [''];
  let at = line.body.start;
  for (let index = 0; index < places.length; index++) {
    const open = places[index] ?? 0;
    if (text[open] === '}') continue;
    const close = places[++index];
    if (close === undefined || text[close] !== '}') return undefined;
    const within = text.slice(open + 1, close);
    // To a shell as well.
    if (!within.includes(',') || /\s/.test(within)) continue;
    const before = text.slice(at, open);
    const alternatives = within.split(',');
    bodies = bodies.flatMap((body) => alternatives.map((alternative) => body + before + alternative));
    if (bodies.length > mostLines) return undefined;
    at = close + 1;
  }
  const tail = text.slice(at, line.body.end);
  const mark = text.slice(line.written.start, line.body.start);
  return asLines(
    mark,
    bodies.map((body) => body + tail),
    text,
  );
}

/** A line for each part between bars. */
function partAt({ written, body }: PatternLine, text: string, bars: readonly number[]): string | undefined {
  const parts = [...bars, body.end].map((end, index) =>
    text.slice(index === 0 ? body.start : (bars[index - 1] ?? 0) + 1, end).trim(),
  );
  return asLines(text.slice(written.start, body.start), parts, text);
}

/** Undefined where nothing is left of them, or one would not be read as a pattern of its kind. */
function asLines(mark: string, bodies: readonly string[], text: string): string | undefined {
  const named = bodies.filter((body) => body !== '');
  // In front of a line these say something of it.
  if (named.length === 0 || named.some((body) => /^[!#]/.test(body))) return undefined;
  return named.map((body) => mark + body).join(lineBreakOf(text));
}
