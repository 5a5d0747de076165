import { interplayOf } from '../../syntax/dockerignore/interplay.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';

export const dockerignoreUndoneExclusion = defineRule({
  id: 'dockerignore-undone-exclusion',
  summary: 'Exception takes back all that a line excludes',
  why: 'A slash at the end of a pattern does not limit it to directories, and what is below a re-included directory is re-included with it. So the idiom of git, * and !*/ and !*.py, sends everything to the builder.',
  language: 'dockerignore',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    folders:
      'Takes back all that {other} in line {line} excludes: unlike git, BuildKit reads {read} as files, too. Delete this line; exceptions reach into excluded directories without it.',
    all: 'This takes back all that {other} in line {line} excludes, so that neither line keeps anything out. Delete one, or make the exception narrower.',
  },
  fixes: {
    deleteException: { title: 'Delete the exception', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    const seen = new Set<number>();
    for (const { line, by } of interplayOf(file.patterns).takenBack) {
      if (seen.has(by.number)) continue;
      seen.add(by.number);
      const written = text.slice(by.written.start, by.written.end);
      const values = { other: text.slice(line.written.start, line.written.end), line: line.number + 1 };
      const common = {
        at: by.written,
        related: [{ range: line.written, message: 'Excluded here, in vain' }],
        fixes: [{ fix: 'deleteException', edits: [{ range: wholeLine(text, by), newText: '' }] }] as const,
      };
      if (written.endsWith('*/'))
        report({ ...common, message: 'folders', values: { ...values, read: written } });
      else report({ ...common, message: 'all', values });
    }
  },
});
