import { interplayOf } from '../../syntax/dockerignore/interplay.ts';
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
  yieldsTo: ['dockerignore-duplicate-pattern', 'dockerignore-ineffective-exception'],
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    covered: '{other} in line {line} matches all of this, and what is below it. Delete this line.',
    context:
      'BuildKit never asks about the context folder itself, so this line excludes nothing. To exclude everything write *.',
  },
  fixes: {
    deleteLine: { title: 'Delete the line', safety: 'safe', availability: 'always' },
    excludeAll: { title: 'Exclude everything: *', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    for (const { line, by } of interplayOf(file.patterns).covered) {
      report({
        at: line.written,
        message: 'covered',
        values: { other: text.slice(by.written.start, by.written.end), line: by.number + 1 },
        tags: ['unnecessary'],
        related: [{ range: by.written, message: 'This line decides' }],
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
