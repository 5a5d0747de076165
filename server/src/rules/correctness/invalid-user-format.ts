import { defineRule } from '../rule.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';

export const invalidUserFormat = defineRule({
  id: 'invalid-user-format',
  summary: 'USER gives what can be no account',
  why: 'BuildKit takes whatever stands behind USER. The account is looked up when a RUN or the container starts: a name with a blank in it, or a number out of range, stops it then, and nothing but a group starts it as root.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'dockadvisor', code: 'UserInvalidFormat', match: 'narrower' }],
  yieldsTo: ['trailing-comment', 'shell-syntax-outside-run'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#user',
    'https://github.com/moby/sys/blob/main/user/user.go',
  ],
  concerns: { keywords: ['USER'] },
  messages: {
    blank:
      'USER takes the whole line for one name, and there is no account "{user}". Write one name, or a number.',
    noName: 'Only a group is named here: what follows runs as root. Write the account in front of the colon.',
    range: 'There is no account {user}: numbers go from 0 to 2147483647. Nothing starts as this one.',
  },
  fixes: {
    keepFirst: { title: 'Write USER {user}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction, stage, before, after } of steps) {
      const [word] = instruction.words;
      const user = after.user.value?.trim();
      if (instruction.name !== 'USER' || !word || !user || after.user.by !== instruction) continue;
      // What is wrong with it there is for Windows to say: names have blanks.
      if (!stage || mayBeOnWindows(stage, before, model)) continue;
      const at = word.range;
      const [name = '', group] = user.split(':');
      if (/\s/.test(user)) {
        const first = /^([\w.-]+)(\s.*)$/s.exec(word.text);
        const rest = first && { start: at.start + (first[1]?.length ?? 0), end: at.end };
        report({
          at,
          message: 'blank',
          values: { user },
          fixes: rest
            ? [{ fix: 'keepFirst', values: { user: first[1] ?? '' }, edits: [{ range: rest, newText: '' }] }]
            : undefined,
        });
      } else if (name === '') report({ at, message: 'noName' });
      else if ([name, group].some((one) => one !== undefined && isOutOfRange(one)))
        report({ at, message: 'range', values: { user } });
    }
  },
});

/** Go's `strconv.Atoi` reads a sign; what it cannot read is a name. */
function isOutOfRange(text: string): boolean {
  if (!/^[+-]?\d{1,18}$/.test(text)) return false;
  const number = Number(text);
  return number < 0 || number > 0x7fffffff;
}
