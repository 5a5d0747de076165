import { interplayOf } from '../../syntax/dockerignore/interplay.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';

export const dockerignoreIneffectiveException = defineRule({
  id: 'dockerignore-ineffective-exception',
  summary: 'Exception of the ignore file re-includes nothing',
  why: 'Of all lines that match a path the last one wins. An exception has a say only if a line above it excludes something it matches, and no line below excludes that again.',
  language: 'dockerignore',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'unused-rule', match: 'narrower' }],
  yieldsTo: ['dockerignore-outside-context', 'dockerignore-foreign-syntax'],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    nothingExcluded:
      'No line above excludes anything that this exception matches. Delete it, or correct its path.',
    undone:
      '{other} in line {line} excludes all of this again, since the last line that matches wins. Move the exception below it.',
  },
  fixes: {
    moveBelow: { title: 'Move it below {other}', safety: 'unsafe', availability: 'always' },
    deleteLine: { title: 'Delete the line', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    for (const { line, by } of interplayOf(file.patterns).idleExceptions) {
      const written = text.slice(line.written.start, line.written.end);
      const deleteLine = {
        fix: 'deleteLine',
        edits: [{ range: wholeLine(text, line), newText: '' }],
      } as const;
      if (!by) {
        const { written: at } = line;
        report({ at, message: 'nothingExcluded', tags: ['unnecessary'], fixes: [deleteLine] });
        continue;
      }
      const other = text.slice(by.written.start, by.written.end);
      const end = by.written.end;
      report({
        at: line.written,
        message: 'undone',
        values: { other, line: by.number + 1 },
        related: [{ range: by.written, message: 'This line excludes it again' }],
        fixes: [
          {
            fix: 'moveBelow',
            values: { other },
            edits: [
              { range: wholeLine(text, line), newText: '' },
              { range: { start: end, end }, newText: lineBreakOf(text) + written },
            ],
          },
          deleteLine,
        ],
      });
    }
  },
});
