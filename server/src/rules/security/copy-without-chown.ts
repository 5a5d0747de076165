import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';

export const copyWithoutChown = defineRule({
  id: 'copy-without-chown',
  summary: 'Files copied below USER belong to root',
  why: 'USER does not matter to COPY and ADD: without --chown the files belong to root. The program can read them, but not write to them. That is right for code, and wrong for data.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'copy-after-user-without-chown', match: 'narrower' },
    { tool: 'tally', code: 'ruby/state-paths-not-writable-as-non-root', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    root: 'These files belong to root, though USER is {user}. If {user} is to change them, add --chown={user}.',
  },
  fixes: {
    chown: { title: 'Add --chown={user}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    // Windows knows no owners of that kind.
    if (!stage || stage.base.root.facts.distribution === 'windows') return;
    for (const instruction of stage.instructionsWith('ADD', 'COPY')) {
      if (instruction.flags.some(({ name }) => name === 'chown')) continue;
      const { before } = model.stepOf(instruction);
      const user = before.user.value;
      if (
        user === undefined ||
        !before.user.by ||
        runsAs(before) !== 'unprivileged' ||
        /^container/i.test(user)
      )
        continue;
      const at = keywordEnd(instruction);
      report({
        at: instruction.keyword.range,
        message: 'root',
        values: { user },
        fixes: [{ fix: 'chown', values: { user }, edits: [{ range: at, newText: ` --chown=${user}` }] }],
      });
    }
  },
});

function keywordEnd({ keyword }: Instruction) {
  return { start: keyword.range.end, end: keyword.range.end };
}
