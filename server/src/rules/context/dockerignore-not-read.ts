import { defineRule } from '../rule.ts';
import { movedPatterns } from '../support/movedPatterns.ts';
import { unreadBecauseOf } from '../support/unreadIgnoreFile.ts';

export const dockerignoreNotRead = defineRule({
  id: 'dockerignore-not-read',
  summary: 'Ignore file lies in a folder that is no build context',
  why: 'BuildKit reads .dockerignore in the root of the build context only. One in a folder below it, unlike a .gitignore, is a file like any other.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerignore-audit', code: 'inactive-adjacent-ignore-file', match: 'related' }],
  references: ['https://docs.docker.com/build/concepts/context/#filename-and-location'],
  uses: ['context-tree'],
  messages: {
    notRead:
      'No build seems to read this file: {dockerfile} copies {source}, and .dockerignore counts in the root of the context only. Move the lines to {ignoreFile}, with {folder}/ before each pattern.',
  },
  fixes: {
    moveLines: {
      title: 'Move the lines to where they are read',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ file, text, context, report }) {
    const first = file.patterns[0];
    const above = unreadBecauseOf(context);
    if (!first || !above) return;
    const { dockerfile, source, ignoreFile, folder, isOnly } = above;
    const lines = isOnly ? movedPatterns(file, folder) : undefined;
    const rest = { start: text.startsWith('\uFEFF') ? 1 : 0, end: text.length };
    report({
      at: first.written,
      message: 'notRead',
      values: { dockerfile, source, ignoreFile, folder },
      related: [{ path: dockerfile, message: `Copies ${source}` }],
      fixes: lines && [
        {
          fix: 'moveLines',
          edits: [
            { range: rest, newText: '', leavesNothing: true },
            // In the file above they come last: for what is in this folder they are more exact than lines for all.
            { path: ignoreFile, appendLines: lines, word: 'last', create: true },
          ],
        },
      ],
    });
  },
});
