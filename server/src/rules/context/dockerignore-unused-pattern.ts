import { interplayOf } from '../../syntax/dockerignore/interplay.ts';
import type { PatternLine } from '../../syntax/dockerignore/reader.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';

export const dockerignoreUnusedPattern = defineRule({
  id: 'dockerignore-unused-pattern',
  summary: 'Pattern of the ignore file decides nothing',
  why: 'Another line matches everything it matches, with the same outcome. Whoever changes it changes nothing, and wonders.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'unused-rule', match: 'narrower' }],
  yieldsTo: [
    'dockerignore-duplicate-pattern',
    'dockerignore-ineffective-exception',
    'dockerignore-root-only-pattern',
    'dockerignore-outside-context',
  ],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    covered: '{other} in line {line} matches all of this, and what is below it. Delete this line.',
    topOnly:
      '{other} in line {line} matches all of this, which counts in the context folder only. If it is meant for what {exception} brings back, write {better}, else delete this line.',
    context:
      'BuildKit never asks about the context folder itself, so this line excludes nothing. To exclude everything write *.',
  },
  fixes: {
    deleteLine: { title: 'Delete the line', safety: 'safe', availability: 'always' },
    anyDepth: { title: 'Write {better}', safety: 'unsafe', availability: 'always' },
    deleteTopOnly: { title: 'Delete the line', safety: 'unsafe', availability: 'always' },
    excludeAll: { title: 'Exclude everything: *', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    const interplay = interplayOf(file.patterns);
    for (const { line, by } of interplay.covered) {
      // Which is itself one too many.
      if (interplay.takenBack.some((pair) => pair.by === by)) continue;
      const related = [{ range: by.written, message: 'This line decides' }];
      const values = { other: text.slice(by.written.start, by.written.end), line: by.number + 1 };
      const exception = exceptionBehind(by, line, file.patterns, text);
      if (exception) {
        const better = `**/${line.glob}`;
        const { start } = line.body;
        report({
          at: line.written,
          message: 'topOnly',
          values: {
            ...values,
            exception: text.slice(exception.written.start, exception.written.end),
            better,
          },
          related,
          fixes: [
            {
              fix: 'anyDepth',
              values: { better },
              edits: [{ range: { start, end: start }, newText: '**/' }],
            },
            { fix: 'deleteTopOnly', edits: [{ range: wholeLine(text, line), newText: '' }] },
          ],
        });
        continue;
      }
      report({
        at: line.written,
        message: 'covered',
        values,
        tags: ['unnecessary'],
        related,
        fixes: [
          {
            fix: 'deleteLine',
            edits: [{ range: wholeLine(text, line), newText: '' }],
            claim: { kind: 'dead-dropped', instruction: line.written.start },
          },
        ],
      });
    }
    for (const line of file.patterns) {
      if (line.negated || line.mark || (line.read !== '.' && line.read !== '/')) continue;
      const edits = [{ range: line.body, newText: '*' }];
      report({ at: line.written, message: 'context', fixes: [{ fix: 'excludeAll', edits }] });
    }
  },
});

/**
 * The exception between two lines that may bring back folders in which the second, a name without a slash, may be meant
 * to count: as git has it, and BuildKit has not.
 */
function exceptionBehind(
  by: PatternLine,
  { negated, glob, body, number }: PatternLine,
  patterns: readonly PatternLine[],
  text: string,
): PatternLine | undefined {
  const isForTop = /^[./]*\//.test(text.slice(body.start, body.end));
  if (negated || isForTop || glob.includes('/') || /^\*+$/.test(glob)) return undefined;
  return patterns.find(
    (other) =>
      other.negated && by.number < other.number && other.number < number && mayBringBackFolders(other.glob),
  );
}

/** It does not look like the name of a file. */
function mayBringBackFolders(glob: string): boolean {
  return !/[^/]\.[\w*?]+$|(?:^|\/)(?:\.[\w.]*|[A-Z][a-z]*file|LICENSE|README|COPYING|NOTICE)$/.test(glob);
}
