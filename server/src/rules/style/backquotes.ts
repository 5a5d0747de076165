import type { ShellScript, ShellSubstitution } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { plainScripts } from '../support/shellLists.ts';

export const backquotes = defineRule({
  id: 'backquotes',
  summary: 'Command substitution is written with backquotes',
  why: 'Between backquotes a backslash means something else than around them, they can only be nested with backslashes, and they are easily taken for quotes. Every shell that runs a RUN has $(…), which is what it looks like.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2006', match: 'same' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2006',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_03',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /`/ },
  stepwise: true,
  messages: {
    backquoted:
      'Write $(…) for the backquotes: it can be nested, and backslashes in it mean what they mean elsewhere.',
  },
  fixes: {
    dollar: { title: 'Write $(…)', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        for (const substitution of script.substitutions) {
          if (!substitution.isBackquoted) continue;
          // A comment in the middle of a line is written that way: `# why`.
          if (substitution.body?.items.length === 0) continue;
          const edits = dollarEdits(substitution, script);
          const fixes = edits && ([{ fix: 'dollar', edits }] as const);
          const { start } = substitution.range;
          report({ at: { start, end: start + 1 }, message: 'backquoted', fixes });
        }
      }
    }
  },
});

/**
 * Undefined where another program could come of it: backslashes are read twice between backquotes, a comment would take
 * the bracket with it, and older shells take that of a `case` for the end.
 */
function dollarEdits(
  { range, body }: ShellSubstitution,
  { source: { text, map }, comments }: ShellScript,
): readonly TextEdit[] | undefined {
  const inner = text.slice(map.toDerived(range.start) + 1, map.toDerived(range.end) - 1);
  if (!body || /[\\]|\bcase\b/.test(inner)) return undefined;
  if (comments.some((comment) => range.start < comment.range.start && comment.range.start < range.end))
    return undefined;
  // `$((` would begin an arithmetic expression.
  const open = inner.startsWith('(') ? '$( ' : '$(';
  return [
    { range: { start: range.start, end: range.start + 1 }, newText: open },
    { range: { start: range.end - 1, end: range.end }, newText: ')' },
  ];
}
