import type { Branch } from '../../syntax/dockerignore/expression.ts';
import { type Pattern, toPattern } from '../../syntax/dockerignore/pattern.ts';
import { type IgnoreFile, type PatternLine, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';

/**
 * The lines of an ignore file for another one, in a folder above: each pattern matches there, below `folder`, what it
 * matches in its own folder here, and nothing else. What matches nothing here, or would stop the build, is a comment
 * there. Comments and blank lines stay; not so those that silence a rule for the whole file. Undefined where no pattern
 * is left, or the folder's name cannot be written as text. Linear.
 */
export function movedPatterns(file: IgnoreFile, folder: string): readonly string[] | undefined {
  if (!plainFolder.test(folder)) return undefined;
  let hasPattern = false;
  const moved = file.lines.flatMap((line) => {
    if (line.kind === 'blank') return [''];
    if (line.kind === 'comment') {
      const comment = file.text.slice(line.comment.start, line.comment.end);
      return line.error || silencesFile.test(comment) ? [] : [comment];
    }
    const written = file.text.slice(line.written.start, line.written.end);
    const pattern = moveOne(line, folder, written);
    if (pattern === undefined) return line.error?.code === 'line-too-long' ? [] : [`# ${written}`];
    hasPattern = true;
    return [pattern];
  });
  return hasPattern ? moved : undefined;
}

/** Nothing in it means more than itself: at the start of a line, or anywhere in a pattern. */
const plainFolder = /^[^\s!\uFEFF*?[\]\\^{}|][^*?[\]\\^{}|\r\n\0]*$/;

const silencesFile = /^#\s*(?:shipshape|hadolint)\s+global\s+ignore\s*=/;

function moveOne(line: PatternLine, folder: string, written: string): string | undefined {
  const { negated, error } = line;
  // BuildKit takes an exception `a/*/**` for one that begins at `a`, and skips the excluded `a/b`, where `*/**` makes it
  // look everywhere. https://github.com/tonistiigi/fsutil, filter.go
  const isSkipped = negated && line.glob === '*/**';
  const glob = isSkipped ? '*/**/*' : line.glob;
  const pattern = isSkipped ? toPattern(`!${glob}`) : line.pattern;
  // A byte order mark in front is there for some of what reads it, and not for the rest.
  if (error || pattern.kind === 'none' || matchesNothing.test(glob) || glob.startsWith('\uFEFF'))
    return undefined;
  // `**log` is what ends so, `a/**log` what is called so: in front, and there alone, the stars end within a name.
  const isEnding = pattern.kind === 'suffix' && pattern.text !== '' && !pattern.text.startsWith('/');
  const moved = `${folder}/${isEnding ? `**/*${pattern.text}` : glob}`;
  if (!isSameBelow(pattern, toPattern(moved), folder)) return undefined;
  const slash = written.endsWith('/') && !moved.endsWith('/') ? '/' : '';
  // `#` would begin a comment.
  const first = !negated && moved.startsWith('#') ? './' : '';
  const text = `${negated ? '!' : ''}${first}${moved}${slash}`;
  const [read] = readIgnoreFile(text).patterns;
  return read && !read.error && read.negated === negated && read.glob === moved ? text : undefined;
}

/** The context itself, what is outside of it, and an absolute path: BuildKit asks about none of them. */
const matchesNothing = /^(?:\.{0,2}|\.{0,2}\/.*)$/s;

/** Whether one pattern matches, below a folder, what the other matches at the top, and nothing else. */
function isSameBelow(pattern: Pattern, moved: Pattern, folder: string): boolean {
  const prefix = `${folder}/`;
  switch (pattern.kind) {
    case 'exact':
      return moved.kind === 'exact' && moved.glob === prefix + pattern.glob;
    case 'prefix':
      return moved.kind === 'prefix' && moved.text === prefix + pattern.text;
    case 'suffix':
      if (pattern.text === '') return moved.kind === 'prefix' && moved.text === prefix;
      // In an expression these mean something.
      return moved.kind === 'expression' && !/[{|}^]/.test(pattern.text);
    case 'expression': {
      if (moved.kind !== 'expression') return false;
      // A bar makes more than one of it, each open at one end; `^` may stand anywhere.
      const [before, ...others] = pattern.expression.branches;
      const [after, ...more] = moved.expression.branches;
      if (!before || !after || others.length + more.length > 0) return false;
      const [start, ...rest] = stepsOf(before);
      const expected = [start, ...[...prefix].map(textStep), ...rest];
      return start === 'start' && !rest.includes('start') && sameSteps(expected, stepsOf(after));
    }
    default:
      return false;
  }
}

/** One character or wildcard each. */
function stepsOf({ elements }: Branch): string[] {
  return elements.flatMap((element) =>
    element.op === 'text'
      ? element.codes.map((code) => textStep(String.fromCodePoint(code)))
      : [Object.keys(element).length === 1 ? element.op : JSON.stringify(element)],
  );
}

function textStep(character: string): string {
  return `text ${character}`;
}

function sameSteps(a: readonly (string | undefined)[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}
