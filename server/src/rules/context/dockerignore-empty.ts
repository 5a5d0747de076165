import type { IgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { insertInFront, missingLines, replacedBy } from '../support/replacedIgnoreFile.ts';

export const dockerignoreEmpty = defineRule({
  id: 'dockerignore-empty',
  summary: 'Ignore file of a Dockerfile has no pattern and hides .dockerignore',
  why: 'BuildKit takes the ignore file that is named after the Dockerfile, whatever it says, and does not look at .dockerignore any more. Without a pattern in it everything is sent.',
  language: 'dockerignore',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/concepts/context/#filename-and-location',
    'https://github.com/moby/buildkit/blob/master/frontend/dockerui/config.go',
  ],
  messages: {
    noPattern:
      'This file keeps nothing out, and because it is there .dockerignore is not read for {dockerfile}: everything is sent. Copy its lines, or delete this file.',
    empty:
      'This empty file keeps nothing out. For {dockerfile} BuildKit takes it instead of .dockerignore, unless a syntax directive names the frontend. Copy the lines, or delete this file.',
  },
  fixes: {
    copyLines: { title: 'Copy the lines of .dockerignore', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, context, report }) {
    if (file.patterns.length > 0) return;
    const replaced = replacedBy(context);
    const missing = replaced ? missingLines(file, replaced.file) : [];
    if (!replaced || !missing.some(({ negated }) => !negated)) return;
    report({
      at: place(file),
      // BuildKit's own frontend reads no bytes; over gRPC no bytes are the same as no file.
      message: text === '' ? 'empty' : 'noPattern',
      values: { dockerfile: replaced.dockerfile },
      related: [{ path: '.dockerignore', message: 'Not read for this Dockerfile' }],
      fixes: [{ fix: 'copyLines', edits: [insertInFront(text, replaced.file, missing)] }],
    });
  },
});

function place({ lines, text }: IgnoreFile): TextRange {
  const comment = lines.find((line) => line.kind === 'comment');
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  return comment?.comment ?? { start, end: start };
}
