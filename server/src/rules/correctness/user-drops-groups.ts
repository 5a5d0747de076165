import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { accountsUpTo } from '../support/createdAccounts.ts';
import { groupMembersAbove } from '../support/groupMembers.ts';

export const userDropsGroups = defineRule({
  id: 'user-drops-groups',
  summary: 'USER names a group, and the account loses its other groups by it',
  why: 'Where USER names a group, the process is in that group alone: neither the build nor the container looks up what else the account was added to. What these groups were to allow is refused.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'user-explicit-group-drops-supplementary-groups', match: 'same' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#user',
    'https://github.com/moby/sys/blob/main/user/user.go',
  ],
  concerns: { keywords: ['USER'], text: /:|\$/ },
  messages: {
    dropped:
      '{user} was added to {groups}, but where USER names a group, the process is in that group alone. Write USER {user}.',
  },
  fixes: {
    dropGroup: { title: 'Drop {group}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, stage, after } = step;
      const [word] = instruction.words;
      if (instruction.name !== 'USER' || !stage || !word) continue;
      const [, user, group] = /^([^:\s]+):([^:\s]+)$/.exec(after.user.value ?? '') ?? [];
      if (user === undefined || group === undefined || /^(?:0+|root)$/.test(user)) continue;
      const lost = groupsLost(step, stage, user, group, model);
      if (!lost || lost.size === 0) continue;
      const [place] = lost.values();
      const own = /^[^:"']+(:[^:"']+)$/.exec(word.text)?.[1];
      const isPlain = own !== undefined && word.range.end - word.range.start === word.text.length;
      const at = isPlain ? { start: word.range.end - own.length, end: word.range.end } : word.range;
      report({
        at,
        message: 'dropped',
        values: { user, groups: [...lost.keys()].join(', ') },
        related: place && [{ range: place.range, message: 'It is added here' }],
        fixes: isPlain
          ? [{ fix: 'dropGroup', values: { group: own }, edits: [{ range: at, newText: '' }] }]
          : undefined,
      });
    }
  },
});

/** Undefined where it is not known which group is kept. */
function groupsLost(
  { instruction }: Step,
  stage: Stage,
  user: string,
  group: string,
  model: BuildModel,
): ReadonlyMap<string, ShellWord> | undefined {
  const { groups, names } = groupMembersAbove(instruction, stage, model);
  if (groups.size === 0) return undefined;
  const isNumber = /^\d+$/;
  const account = isNumber.test(user)
    ? accountsUpTo(stage, model).find(({ number }) => number === user)
    : undefined;
  const member = groups.get(isNumber.test(user) ? (account?.name ?? '') : user);
  if (!member) return undefined;
  const kept = isNumber.test(group) ? names.get(group) : group;
  // A number that nothing in the file gives to a group: that of the account is its own group's, any other may be anything.
  if (kept === undefined && group !== user && group !== ownNumber(user, stage, model)) return undefined;
  const lost = new Map(member);
  for (const one of [kept, group]) if (one !== undefined) lost.delete(one);
  for (const one of member.keys()) if (names.get(one) === kept && kept !== undefined) lost.delete(one);
  return lost;
}

function ownNumber(user: string, stage: Stage, model: BuildModel): string | undefined {
  return accountsUpTo(stage, model).find(({ name }) => name === user)?.number;
}
