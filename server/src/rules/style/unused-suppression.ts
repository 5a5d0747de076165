import { defineRule } from '../rule.ts';
import { withoutCode, withoutComment } from '../support/suppressionComments.ts';

export const unusedSuppression = defineRule({
  id: 'unused-suppression',
  summary: 'Comment silences nothing any more',
  why: 'A comment that outlived its problem hides the next one of its kind, and tells readers of an exception that is none.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  needs: ['suppressions'],
  references: ['https://docs.docker.com/reference/dockerfile/#check'],
  options: {
    otherLinters: {
      type: 'boolean',
      default: false,
      description:
        'Judge the codes of hadolint and BuildKit too. Leave it off as long as these check the files as well: they may find what we do not.',
    },
  },
  messages: {
    unused:
      '{code} finds nothing here that would have to be silenced. Remove it, so that it cannot hide the next problem.',
  },
  fixes: {
    remove: { title: 'Remove {what}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, suppressions, options, report }) {
    for (const comment of suppressions) {
      if (comment.tool !== 'shipshape' && !options.otherLinters) continue;
      const unused = comment.codes.filter(({ isUnused }) => isUnused);
      for (const code of unused) {
        // A directive may say more than the list of its codes.
        const isWhole = unused.length === comment.codes.length && !comment.isDirective;
        const edit = isWhole ? withoutComment(model.tree.text, comment.range) : withoutCode(comment, code);
        // The list of a directive cannot become empty.
        if (!edit) continue;
        const what = isWhole ? 'the comment' : code.code;
        report({
          at: code.range,
          message: 'unused',
          values: { code: code.code },
          tags: ['unnecessary'],
          fixes: [{ fix: 'remove', values: { what }, edits: [edit] }],
        });
      }
    }
  },
});
