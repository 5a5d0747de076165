import { findMalformed } from '../../syntax/dockerignore/pattern.ts';
import { type PatternLine, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';

export const dockerignoreInvalidPattern = defineRule({
  id: 'dockerignore-invalid-pattern',
  summary: 'Pattern of the ignore file does not parse',
  why: 'BuildKit reads the whole ignore file before it builds and stops at a pattern that it cannot read.',
  language: 'dockerignore',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'invalid-rule', match: 'same' }],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    loneMark:
      'A lone ! excludes nothing from exclusion: the build stops here. Write the pattern behind it, or delete the line.',
    malformed: 'BuildKit cannot read this pattern: {problem}. The build stops here.',
  },
  fixes: {
    deleteLine: { title: 'Delete the line', safety: 'unsafe', availability: 'always' },
    escapeBracket: { title: 'Take [ literally', safety: 'unsafe', availability: 'sometimes' },
    dropBackslash: { title: 'Delete the \\ at the end', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ file, text, report }) {
    for (const line of file.lines) {
      const { error } = line;
      // Some patterns fail only once a path is held against them: nothing to be sure of.
      if (!error?.always) continue;
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
      } else {
        const problem = 'a [ needs its ], and a \\ a character behind it';
        const brackets = loneBrackets(text, line);
        const fixes = [
          ...(brackets ? ([{ fix: 'escapeBracket', edits: brackets }] as const) : []),
          ...(endsInBackslash(text, line)
            ? ([{ fix: 'dropBackslash', edits: [lastCharacter(line)] }] as const)
            : []),
          deleteLine,
        ];
        report({ at, message: 'malformed', values: { problem }, fixes });
      }
    }
  },
});

/** A backslash before each `[` behind which no class follows, where the pattern can be read then; else undefined. */
function loneBrackets(text: string, { written, body, range }: PatternLine): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (let from = body.start; from < body.end; ) {
    const at = findMalformed(text, from, body.end);
    if (at === undefined) break;
    if (text[at] !== '[' || !isAlone(text.slice(at + 1, body.end))) return undefined;
    edits.push({ range: { start: at, end: at }, newText: '\\' });
    from = at + 1;
  }
  const line = applyEdits(text, edits).slice(written.start, range.end + edits.length);
  return edits.length > 0 && readIgnoreFile(line).errors.length === 0 ? edits : undefined;
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
