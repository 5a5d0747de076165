import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { defineRule } from '../rule.ts';
import { plainScripts } from '../support/shellLists.ts';

export const findWithoutPath = defineRule({
  id: 'find-without-path',
  summary: '`find` is not told where to begin',
  why: 'GNU find and that of BusyBox begin in the current folder when they are given none. POSIX and BSD ask for a folder, so the same line fails elsewhere, and a reader has to know.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2185', match: 'same' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2185',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/find.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\bfind\b/ },
  stepwise: true,
  messages: {
    nowhere: 'Not every find begins in the current folder when it is given none. Name it: find .',
  },
  fixes: {
    addDot: { title: 'Add the current folder', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { source, commands } of step.once(plainScripts)) {
        if (!/\bfind\b/.test(source.text)) continue;
        for (const command of commands) {
          const { name, program, args } = unwrapCommand(command);
          if (name !== 'find' || !program) continue;
          const options = args.findIndex(({ text }) => !/^-(?:[HLP]+|O\d*)$/.test(text));
          const first = args[options < 0 ? args.length : options];
          // What holds a variable may be anything.
          if (first ? !/^["']?(?:-[a-z]|\\?\(["']?$|!["']?$)/.test(first.text) : args.length > 0) continue;
          if (/^-(?:-|D|files0-from)/.test(first?.text ?? '')) continue;
          const { end } = args[(options < 0 ? args.length : options) - 1]?.range ?? program.range;
          const edits = [{ range: { start: end, end }, newText: ' .' }];
          report({ at: program.range, message: 'nowhere', fixes: [{ fix: 'addDot', edits }] });
        }
      }
    }
  },
});
