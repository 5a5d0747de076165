import { findMalformed, matchPattern } from '../../syntax/dockerignore/pattern.ts';
import { type IgnoreFile, type PatternLine, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';

export const dockerignoreInvalidPattern = defineRule({
  id: 'dockerignore-invalid-pattern',
  summary: 'Pattern of the ignore file does not parse',
  why: 'BuildKit reads the whole ignore file before it builds and stops at a pattern that it cannot read. Of some it notices that only when it holds the first file against them.',
  language: 'dockerignore',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'invalid-rule', match: 'same' }],
  // What a client on Windows takes for a separator, and can read.
  yieldsTo: ['dockerignore-backslash-path'],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    loneMark:
      'A lone ! excludes nothing from exclusion: the build stops here. Write the pattern behind it, or delete the line.',
    malformed: 'BuildKit cannot read this pattern: {problem}. The build stops here.',
    broken:
      'BuildKit cannot read this pattern: {problem}. The build stops as soon as a file of the context is held against it.',
  },
  fixes: {
    deleteLine: { title: 'Delete the line', safety: 'unsafe', availability: 'always' },
    escapeMember: {
      title: 'Take {characters} within [ ] literally',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    escapeBracket: { title: 'Take [ literally', safety: 'unsafe', availability: 'sometimes' },
    dropBackslash: { title: 'Delete the \\ at the end', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ file, text, report }) {
    if (file.errors.length === 0) return;
    const reached = reachedBroken(file);
    for (const line of file.lines) {
      const { error } = line;
      if (!error) continue;
      const at = error.range;
      const deleteLine = {
        fix: 'deleteLine',
        edits: [{ range: wholeLine(text, line), newText: '' }],
      } as const;
      if (error.code === 'illegal-exclusion') {
        report({ at, message: 'loneMark', fixes: [deleteLine] });
      } else if (line.kind !== 'pattern' || error.code === 'line-too-long') {
        const problem = 'a line may hold 65,535 bytes at most';
        report({ at, message: 'malformed', values: { problem }, fixes: [deleteLine] });
      } else if (error.always || reached.has(line)) {
        const values = { problem: problemOf(text, line) };
        const message = error.always ? 'malformed' : 'broken';
        report({ at, message, values, fixes: [...repairs(text, line), deleteLine] });
      }
    }
  },
});

/** What lies at the top of nearly every context, and is held against the patterns as everything else. */
const usualNames = ['Dockerfile', '.dockerignore'];

/** Lines that such a file is held against, and that break then: those that could change the verdict so far. */
function reachedBroken({ patterns }: IgnoreFile): Set<PatternLine> {
  const reached = new Set<PatternLine>();
  if (!patterns.some(({ pattern }) => pattern.kind === 'broken')) return reached;
  for (const name of usualNames) {
    let excluded = false;
    for (const line of patterns) {
      if (line.negated !== excluded) continue;
      if (line.pattern.kind === 'broken') reached.add(line);
      else if (matchPattern(line.pattern, name)) excluded = !line.negated;
    }
  }
  return reached;
}

function problemOf(text: string, { body, wildcards }: PatternLine): string {
  const at = findMalformed(text, body.start, body.end);
  if (at === undefined) {
    const isDescending = wildcards.some(
      ({ kind, range }) => kind === 'class' && hasDescendingRange(text.slice(range.start, range.end)),
    );
    return isDescending
      ? 'a range within [ ] goes from the lower character to the higher one'
      : 'Go can make no regular expression of it';
  }
  if (text[at] === '\\') return 'a \\ needs a character behind it';
  return isAlone(text.slice(at + 1, body.end))
    ? 'a [ needs a character and its ] behind it'
    : 'within [ ] a ] or - that stands for itself needs a \\ before it';
}

function hasDescendingRange(text: string): boolean {
  return [...text.matchAll(/([^\\])-([^\]\\])/gu)].some(([, low = '', high = '']) => low > high);
}

function repairs(text: string, line: PatternLine) {
  const members = plainMembers(text, line);
  const brackets = members ? undefined : loneBrackets(text, line);
  return [
    ...(members ? [{ fix: 'escapeMember', ...members } as const] : []),
    ...(brackets ? [{ fix: 'escapeBracket', edits: brackets } as const] : []),
    ...(endsInBackslash(text, line) ? [{ fix: 'dropBackslash', edits: [lastCharacter(line)] } as const] : []),
  ];
}

/** A backslash before what cannot be the first member of a class, or the last one, where the pattern can be read then. */
function plainMembers(text: string, line: PatternLine) {
  const { body } = line;
  const open = findMalformed(text, body.start, body.end);
  if (open === undefined || text[open] !== '[') return undefined;
  const first = open + (text[open + 1] === '^' ? 2 : 1);
  const close = text.indexOf(']', first + 1);
  if (close < 0 || close >= body.end) return undefined;
  const places = [
    ...(/[\]-]/.test(text.charAt(first)) ? [first] : []),
    ...(text[close - 1] === '-' && close - 1 > first ? [close - 1] : []),
  ];
  const edits = places.map((start) => ({ range: { start, end: start }, newText: '\\' }));
  if (edits.length === 0 || !isReadAfter(text, line, edits)) return undefined;
  const characters = [...new Set(places.map((at) => text.charAt(at)))].join(' and ');
  return { values: { characters }, edits };
}

function isReadAfter(text: string, { written, range }: PatternLine, edits: readonly TextEdit[]): boolean {
  const line = applyEdits(text, edits).slice(written.start, range.end + edits.length);
  return readIgnoreFile(line).errors.length === 0;
}

/** A backslash before each `[` behind which no class follows, where the pattern can be read then; else undefined. */
function loneBrackets(text: string, line: PatternLine): TextEdit[] | undefined {
  const { body } = line;
  const edits: TextEdit[] = [];
  for (let from = body.start; from < body.end; ) {
    const at = findMalformed(text, from, body.end);
    if (at === undefined) break;
    if (text[at] !== '[' || !isAlone(text.slice(at + 1, body.end))) return undefined;
    edits.push({ range: { start: at, end: at }, newText: '\\' });
    from = at + 1;
  }
  return edits.length > 0 && isReadAfter(text, line, edits) ? edits : undefined;
}

/** No class begins here, whatever is meant: nothing closes it, or nothing is in it. */
function isAlone(rest: string): boolean {
  return !rest.includes(']') || rest.startsWith(']');
}

function endsInBackslash(text: string, { written, body }: PatternLine): boolean {
  if (text[body.end - 1] !== '\\') return false;
  const [left] = readIgnoreFile(text.slice(written.start, body.end - 1)).patterns;
  return left !== undefined && !left.error;
}

function lastCharacter({ body: { end } }: PatternLine): TextEdit {
  return { range: { start: end - 1, end }, newText: '' };
}
