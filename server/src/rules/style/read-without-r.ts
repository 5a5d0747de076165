import { defineRule } from '../rule.ts';
import { plainScripts } from '../support/shellLists.ts';

export const readWithoutR = defineRule({
  id: 'read-without-r',
  summary: '`read` without -r takes backslashes out of what it reads',
  why: 'Without -r a backslash in the input is gone from the value, and one at the end of a line joins the next line to it. That is hardly ever meant.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2162', match: 'same' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2162',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/read.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\bread\b/ },
  stepwise: true,
  messages: {
    eaten: 'Without -r, read takes the backslashes out of what it reads. Write read -r.',
  },
  fixes: {
    addOption: { title: 'Add -r', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { source, commands } of step.once(plainScripts)) {
        if (!/\bread\b/.test(source.text)) continue;
        for (const { name, words, redirects } of commands) {
          const [program, ...args] = words;
          if (name !== 'read' || !program || args.some(({ text }) => /^-[a-zA-Z]*r/.test(text))) continue;
          // Nothing is read but a key or a pause.
          if (args.length === 0 && redirects.length === 0) continue;
          const edits = [{ range: { start: program.range.end, end: program.range.end }, newText: ' -r' }];
          report({ at: program.range, message: 'eaten', fixes: [{ fix: 'addOption', edits }] });
        }
      }
    }
  },
});
