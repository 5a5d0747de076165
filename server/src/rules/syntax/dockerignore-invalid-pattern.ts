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
  },
  check({ file, text, report }) {
    for (const line of file.lines) {
      const { error } = line;
      // Some patterns fail only once a path is held against them: nothing to be sure of.
      if (!error?.always) continue;
      const at = error.range;
      if (error.code === 'illegal-exclusion') {
        const edits = [{ range: wholeLine(text, line), newText: '' }];
        report({ at, message: 'loneMark', fixes: [{ fix: 'deleteLine', edits }] });
      } else if (error.code === 'line-too-long') {
        report({ at, message: 'malformed', values: { problem: 'a line may hold 65,535 bytes at most' } });
      } else {
        const bracket =
          line.kind === 'pattern' ? loneBracket(text, line.body.start, line.body.end) : undefined;
        const fixes =
          bracket === undefined
            ? undefined
            : ([
                { fix: 'escapeBracket', edits: [{ range: { start: bracket, end: bracket }, newText: '\\' }] },
              ] as const);
        const problem = 'a [ needs its ], and a \\ a character behind it';
        report({ at, message: 'malformed', values: { problem }, fixes });
      }
    }
  },
});

/** The only `[` of a pattern in which no `]` follows: what is certainly meant as a character. */
function loneBracket(text: string, start: number, end: number): number | undefined {
  const body = text.slice(start, end);
  const at = body.indexOf('[');
  if (at < 0 || body.includes(']') || body.indexOf('[', at + 1) >= 0 || body[at - 1] === '\\')
    return undefined;
  return body.endsWith('\\') ? undefined : start + at;
}
