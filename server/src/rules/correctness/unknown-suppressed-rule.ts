import type { SuppressionComment } from '../rule.ts';
import { defineRule } from '../rule.ts';

export const unknownSuppressedRule = defineRule({
  id: 'unknown-suppressed-rule',
  summary: 'Comment silences a rule that does not exist',
  why: 'Nobody complains about a name that is not known: the comment silences nothing, and what it was written for is reported all the same. The names of BuildKit are case-sensitive, and hadolint passes over a comment it cannot read to the end.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  needs: ['suppressions'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#check',
    'https://github.com/hadolint/hadolint#inline-ignores',
  ],
  messages: {
    unknown: '{tool} has no rule {code}, so this silences nothing.',
    misspelled: '{tool} has no rule {code}, so this silences nothing. Write {suggestion}.',
    unread:
      'This comment is void for hadolint: behind the codes only a reason that begins with # may follow.',
  },
  fixes: {
    rename: { title: 'Change it to {suggestion}', safety: 'unsafe', availability: 'always' },
    markReason: { title: 'Put # in front of the reason', safety: 'unsafe', availability: 'always' },
  },
  check({ suppressions, report }) {
    for (const comment of suppressions) {
      for (const { code, range, isKnown, suggestion } of comment.codes) {
        if (isKnown) continue;
        const values = { tool: names[comment.tool], code };
        if (suggestion === undefined) report({ at: range, message: 'unknown', values });
        else {
          report({
            at: range,
            message: 'misspelled',
            values: { ...values, suggestion },
            fixes: [{ fix: 'rename', values: { suggestion }, edits: [{ range, newText: suggestion }] }],
          });
        }
      }
      const reason = unmarkedReason(comment);
      if (!reason) continue;
      report({
        at: reason,
        message: 'unread',
        fixes: [
          {
            fix: 'markReason',
            edits: [{ range: { start: reason.start, end: reason.start }, newText: '# ' }],
          },
        ],
      });
    }
  },
});

const names = {
  shipshape: 'Shipshape',
  hadolint: 'hadolint',
  buildkit: 'BuildKit',
  shellcheck: 'ShellCheck',
} as const;

/** What hadolint stumbles over, where the codes in front of it are fine. */
function unmarkedReason({ unreadFrom, codes, range }: SuppressionComment) {
  if (unreadFrom === undefined || codes.some((code) => code.range.start === unreadFrom)) return undefined;
  return { start: unreadFrom, end: range.end };
}
