import type { PatternLine } from '../../syntax/dockerignore/reader.ts';
import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';

export const dockerignoreDuplicatePattern = defineRule({
  id: 'dockerignore-duplicate-pattern',
  summary: 'Pattern of the ignore file is there twice',
  why: 'The second one decides nothing that the first has not decided. Whoever changes one of them changes nothing, and wonders.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    duplicate: 'This pattern is the same as {first} in line {line}, and decides nothing. Delete it.',
  },
  fixes: {
    deleteLine: { title: 'Delete the line', safety: 'safe', availability: 'always' },
  },
  check({ file, text, report }) {
    const seen = new Map<string, { readonly line: PatternLine; readonly index: number }>();
    /** Index of the last pattern of each kind: one of the other kind between twins makes the second count. */
    const last = { exclusion: -1, exception: -1 };
    for (const [index, line] of file.patterns.entries()) {
      const twin = seen.get(line.read);
      const other = line.negated ? last.exclusion : last.exception;
      if (twin && other < twin.index && !line.error && line.pattern.kind !== 'none') {
        const first = text.slice(twin.line.written.start, twin.line.written.end);
        report({
          at: line.written,
          message: 'duplicate',
          values: { first, line: twin.line.number + 1 },
          tags: ['unnecessary'],
          related: [{ range: twin.line.written, message: 'The same pattern' }],
          fixes: [
            {
              fix: 'deleteLine',
              edits: [{ range: wholeLine(text, line), newText: '' }],
              claim: { kind: 'dead-dropped', instruction: line.written.start },
            },
          ],
        });
        // The first twin stays the one to compare with.
        continue;
      }
      seen.set(line.read, { line, index });
      last[line.negated ? 'exception' : 'exclusion'] = index;
    }
  },
});
