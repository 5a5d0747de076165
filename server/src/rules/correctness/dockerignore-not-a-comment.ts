import { effectOf } from '../../model/context/lineEffects.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { ownView } from '../support/ignoreView.ts';

export const dockerignoreNotAComment = defineRule({
  id: 'dockerignore-not-a-comment',
  summary: 'Comment of the ignore file is read as a pattern',
  why: 'A line is a comment only when # is its very first character. Behind blanks or a pattern # is part of a file name: the line then matches nothing, and what it should keep out is sent and copied.',
  language: 'dockerignore',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/build/concepts/context/#syntax'],
  uses: ['context-tree'],
  messages: {
    indented:
      'This is no comment but a pattern, since # is not the first character of its line. Remove the blanks before it.',
    trailing:
      'There are no comments behind a pattern: this one is for a file of that whole name. Put the comment on a line of its own.',
  },
  fixes: {
    unindent: { title: 'Remove the blanks before #', safety: 'unsafe', availability: 'always' },
    moveAbove: { title: 'Move the comment to the line above', safety: 'unsafe', availability: 'always' },
  },
  check({ file, text, context, report }) {
    for (const line of file.patterns) {
      const { written, body } = line;
      const lineStart = line.range.start + (text.startsWith('\uFEFF') && line.number === 0 ? 1 : 0);
      if (text[written.start] === '#') {
        const edits = [{ range: { start: lineStart, end: written.start }, newText: '' }];
        report({ at: written, message: 'indented', fixes: [{ fix: 'unindent', edits }] });
        continue;
      }
      const trailing = /[ \t]+#/.exec(text.slice(body.start, body.end));
      if (!trailing) continue;
      // There is a file of that whole name.
      const view = ownView(context);
      if (view && effectOf(view, file.patterns, line)?.matches) continue;
      const gap = body.start + trailing.index;
      const comment = { start: gap + trailing[0].length - 1, end: body.end };
      report({
        at: comment,
        message: 'trailing',
        fixes: [
          {
            fix: 'moveAbove',
            edits: [
              {
                range: { start: lineStart, end: lineStart },
                newText: text.slice(comment.start, comment.end) + lineBreakOf(text),
              },
              { range: { start: gap, end: comment.end }, newText: '' },
            ],
          },
        ],
      });
    }
  },
});
