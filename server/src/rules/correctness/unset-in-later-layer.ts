import { defineRule } from '../rule.ts';

export const unsetInLaterLayer = defineRule({
  id: 'unset-in-later-layer',
  summary: 'A RUN unsets a variable that the image keeps',
  why: 'A RUN has a shell of its own. What it unsets is gone for the rest of that RUN only: the next instruction and the container get the variable that ENV has set.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6581', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#env'],
  concerns: { keywords: ['RUN'], text: /\bunset\b/ },
  stepwise: true,
  messages: {
    keptEnv:
      'This unsets {name} for the rest of this RUN only: ENV puts it into the image. Where only a build needs it, use ARG, or set it in the RUN.',
    keptArg:
      'This unsets {name} for the rest of this RUN only, and nothing follows. The container does not get an ARG anyway.',
  },
  check({ steps, report }) {
    for (const { run, before } of steps) {
      const last = run?.commands.at(-1);
      // What follows in the same RUN may be the reason.
      if (!run || last?.name !== 'unset' || last.context !== 'list' || last.conditional) continue;
      const names = last.words.slice(1);
      // `unset -f`: a function.
      if (names.some(({ text: part }) => part.startsWith('-'))) continue;
      for (const word of names) {
        const name = word.value;
        if (name === undefined) continue;
        const isOwn = run.commands.some(
          (command) =>
            command.assignments.some((assignment) => assignment.name === name) ||
            command.words.some(({ text: part }) => part.startsWith(`${name}=`)),
        );
        const found = before.env(name);
        if (isOwn || found.kind !== 'defined') continue;
        const { kind } = found.definition;
        if (kind === 'env') report({ at: word.range, message: 'keptEnv', values: { name } });
        else if (kind === 'arg') report({ at: word.range, message: 'keptArg', values: { name } });
      }
    }
  },
});
