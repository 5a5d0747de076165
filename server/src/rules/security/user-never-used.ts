import { defineRule } from '../rule.ts';
import { userEdit } from '../support/finalUser.ts';
import { unusedAccount } from '../support/unusedAccount.ts';

export const userNeverUsed = defineRule({
  id: 'user-never-used',
  summary: 'An account is created, but the container runs as root',
  why: 'Creating an account changes nothing by itself: without a USER that selects it, the program runs as root, and whoever breaks out of it is root.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'user-created-but-never-used', match: 'narrower' }],
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://docs.docker.com/reference/dockerfile/#user',
  ],
  concerns: { keywords: ['RUN'], text: /user/i },
  messages: {
    unused:
      '"{user}" is created, but no USER selects it: the container still runs as root. End the file with USER {user}.',
  },
  fixes: {
    select: { title: 'Run as {user}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const account = unusedAccount(model);
    const stage = model.finalStage;
    if (!account || !stage) return;
    const values = { user: account.name };
    const edit = userEdit(stage, { name: account.name, create: [] }, model);
    report({
      at: account.range,
      message: 'unused',
      values,
      fixes: edit && [{ fix: 'select', values, edits: [edit] }],
    });
  },
});
