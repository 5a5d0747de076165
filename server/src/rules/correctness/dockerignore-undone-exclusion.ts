import { interplayOf } from '../../syntax/dockerignore/interplay.ts';
import type { PatternLine } from '../../syntax/dockerignore/reader.ts';
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
    narrower:
      'Takes back all that {other} in line {line} excludes: unlike git, BuildKit reads {read} as files, too. Exceptions reach into excluded directories without it: delete it, and write {better}.',
    all: 'This takes back all that {other} in line {line} excludes, so that neither line keeps anything out. Delete one, or make the exception narrower.',
  },
  fixes: {
    anyDepth: {
      title: 'Delete the line, and write **/ in the exceptions below',
      safety: 'unsafe',
      availability: 'always',
    },
    deleteException: { title: 'Delete the exception', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    const seen = new Set<number>();
    for (const { line, by, isAlone } of interplayOf(file.patterns).takenBack) {
      if (seen.has(by.number)) continue;
      seen.add(by.number);
      const read = text.slice(by.written.start, by.written.end);
      const values = { other: text.slice(line.written.start, line.written.end), line: line.number + 1 };
      const at = by.written;
      const related = [{ range: line.written, message: 'Excluded here, in vain' }];
      const deletion = { range: wholeLine(text, by), newText: '' };
      const fixes = [{ fix: 'deleteException', edits: [deletion] }] as const;
      if (!read.endsWith('*/')) {
        // Else the exception is needed, and the line alone is idle.
        if (isAlone) report({ at, message: 'all', values, related, fixes });
        continue;
      }
      const below = file.patterns
        .slice(file.patterns.indexOf(by) + 1)
        .filter((one) => isForAnyDepthInGit(one, text));
      const [first] = below;
      if (!first || read !== '!*/') {
        report({ at, message: 'folders', values: { ...values, read }, related, fixes });
        continue;
      }
      const marks = below.map(({ body: { start } }) => ({ range: { start, end: start }, newText: '**/' }));
      report({
        at,
        message: 'narrower',
        values: { ...values, read, better: `!**/${first.glob}` },
        related,
        fixes: [{ fix: 'anyDepth', edits: [deletion, ...marks] }],
      });
    }
  },
});

/** An exception for a name, wherever it is. */
function isForAnyDepthInGit({ mark, glob, error, body }: PatternLine, text: string): boolean {
  return mark !== undefined && !error && /^[^/]+\/*$/.test(text.slice(body.start, body.end)) && glob !== '*';
}
