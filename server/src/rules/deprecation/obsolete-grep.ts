import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { defineRule } from '../rule.ts';
import { plainScripts } from '../support/shellLists.ts';

export const obsoleteGrep = defineRule({
  id: 'obsolete-grep',
  summary: '`egrep` and `fgrep` are on their way out',
  why: 'They were never in POSIX. Since version 3.8 those of GNU warn at each call that they are obsolescent, and distributions may leave them out. Options of grep do the same.',
  language: 'dockerfile',
  category: 'deprecation',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2196', match: 'same' },
    { tool: 'hadolint', code: 'SC2197', match: 'same' },
  ],
  references: [
    'https://www.shellcheck.net/wiki/SC2196',
    'https://www.gnu.org/software/grep/manual/html_node/Usage.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\b[ef]grep\b/ },
  stepwise: true,
  messages: {
    obsolete: 'GNU warns that {program} is obsolescent, and some systems have none. Write {written}.',
  },
  fixes: {
    useOption: { title: 'Write {written}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { source, commands } of step.once(plainScripts)) {
        if (!/\b[ef]grep\b/.test(source.text)) continue;
        for (const command of commands) {
          const { program, name } = unwrapCommand(command);
          if (!program || (name !== 'egrep' && name !== 'fgrep')) continue;
          const written = name === 'egrep' ? 'grep -E' : 'grep -F';
          const isPlain = program.text === name && program.segments.length === 1;
          const edits = [{ range: program.range, newText: written }];
          const fixes = isPlain ? ([{ fix: 'useOption', values: { written }, edits }] as const) : undefined;
          report({
            at: program.range,
            message: 'obsolete',
            values: { program: name, written },
            tags: ['deprecated'],
            fixes,
          });
        }
      }
    }
  },
});
