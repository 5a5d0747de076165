import { toPattern } from '../../syntax/dockerignore/pattern.ts';
import { defineRule } from '../rule.ts';

export const dockerignoreBackslashPath = defineRule({
  id: 'dockerignore-backslash-path',
  summary: 'Backslash as a separator in the ignore file',
  why: 'BuildKit takes \\ for an escape: bin\\debug is read as bindebug, \\d even as any digit. Only a client on Windows may take it for a separator, so that the same file gives two contexts.',
  language: 'dockerignore',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  yieldsTo: ['dockerignore-outside-context'],
  references: [
    'https://docs.docker.com/build/concepts/context/#syntax',
    'https://pkg.go.dev/path/filepath#Match',
  ],
  messages: {
    separator:
      'Except on Windows \\ does not separate directories but escapes the next character, so this {excludes} something else. Write /, which works everywhere.',
    broken:
      'Except on Windows \\ does not separate directories but begins an escape, and {escape} is none: the build stops as soon as a file is held against this. Write /, which works everywhere.',
  },
  fixes: {
    useSlash: { title: 'Write / instead of \\', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    for (const line of file.patterns) {
      if (line.error?.always || !text.slice(line.body.start, line.body.end).includes('\\')) continue;
      // Before a letter or a digit there is nothing to escape; `\*` and the like are meant as they are.
      const escapes = line.wildcards.filter(
        ({ kind, range }) => kind === 'escape' && /^\w/.test(text.slice(range.start + 1, range.end)),
      );
      const [first] = escapes;
      if (!first) continue;
      const at = { start: first.range.start, end: first.range.start + 1 };
      const fixes = [
        {
          fix: 'useSlash',
          edits: line.wildcards
            .filter(({ kind }) => kind === 'escape')
            .filter(({ range }) => /^[\w.*@]/.test(text.slice(range.start + 1, range.end)))
            .map(({ range: { start } }) => ({ range: { start, end: start + 1 }, newText: '/' })),
        },
      ] as const;
      const refused =
        line.error && escapes.find(({ range }) => !isEscape(text.slice(range.start, range.end)));
      if (refused) {
        const values = { escape: text.slice(refused.range.start, refused.range.end) };
        report({ at, message: 'broken', values, fixes });
      } else {
        report({
          at,
          message: 'separator',
          values: { excludes: line.negated ? 'keeps' : 'excludes' },
          fixes,
        });
      }
    }
  },
});

/** Whether Go knows such an escape. */
function isEscape(written: string): boolean {
  return toPattern(written).kind !== 'broken';
}
