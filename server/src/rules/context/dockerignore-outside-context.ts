import { defineRule } from '../rule.ts';
import { wholeLine } from '../support/ignoreLines.ts';

export const dockerignoreOutsideContext = defineRule({
  id: 'dockerignore-outside-context',
  summary: 'Pattern of the ignore file leaves the build context',
  why: 'Patterns are held against paths below the context folder. Nothing outside of it is ever sent, and no such path begins with .. or the name of a drive.',
  language: 'dockerignore',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  messages: {
    parent:
      'This leaves the build context, where it matches nothing: what is outside is not sent anyway. Delete the line, or write the path from the context folder.',
    drive:
      'Paths are relative to the build context: no path there begins with a drive, so this matches nothing. Write the path from the context folder.',
  },
  fixes: {
    deleteLine: { title: 'Delete the line', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, report }) {
    for (const line of file.patterns) {
      const message = /^\.\.(?:\/|$)/.test(line.glob)
        ? 'parent'
        : /^[A-Za-z]:[\\/]/.test(line.glob)
          ? 'drive'
          : undefined;
      if (!message || line.error) continue;
      report({
        at: line.written,
        message,
        fixes: [{ fix: 'deleteLine', edits: [{ range: wholeLine(text, line), newText: '' }] }],
      });
    }
  },
});
