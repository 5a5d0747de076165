import type { Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { commentMove, restOfLine } from '../support/trailingComments.ts';

export const shellCommentSwallows = defineRule({
  id: 'shell-comment-swallows',
  summary: 'Comment in a continued command swallows the lines below',
  why: 'BuildKit joins continued lines before the shell sees them, so that a comment at the end of one line runs on over all that follow: their commands are never run, and nothing says so.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  concerns: { keywords: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'], text: /#/ },
  stepwise: true,
  messages: {
    swallows:
      'The lines below are joined to this one, so this comment swallows them: they never run. Move it to a line of its own.',
  },
  fixes: {
    moveUp: { title: 'Move the comment to a line above', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction } = step;
      if (instruction.continuations.length === 0 || !instruction.shell?.text.includes('#')) continue;
      for (const { range } of commentsOf(step)) {
        const comment = restOfLine(instruction, model.tree.text, range.start);
        if (!swallows(instruction, comment, model.tree.text)) continue;
        const edits = commentMove(model.tree, comment);
        report({ at: comment, message: 'swallows', fixes: edits && [{ fix: 'moveUp', edits }] });
      }
    }
  },
});

/** Comments of the command line itself: the bodies of heredocs keep their line breaks. */
function commentsOf({ run, scripts }: Step): ShellScript['comments'] {
  if (run) return run.scripts.filter(({ heredoc }) => !heredoc).flatMap(({ script }) => script.comments);
  return scripts.flatMap(({ comments }) => comments);
}

/** Whether any text of the joined line comes after the comment's own line. */
function swallows({ continuations, head }: Instruction, comment: TextRange, text: string): boolean {
  const seam = continuations.find(({ start }) => start >= comment.end);
  return seam !== undefined && text.slice(seam.end, head.end).trim() !== '';
}
