import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { wordBehind } from '../support/insertOption.ts';

export const rubyBootsnapJobs = defineRule({
  id: 'ruby-bootsnap-jobs',
  summary: 'Bootsnap compiles in several processes',
  why: 'Where the image is built for another platform, QEMU runs the build, and the processes that bootsnap starts crash or hang under it. Builds on the same machine work, so that it is found late.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'ruby/bootsnap-precompile-without-j1', match: 'same' }],
  references: ['https://github.com/rails/bootsnap/issues/495'],
  concerns: { keywords: ['RUN'], text: /bootsnap/ },
  stepwise: true,
  messages: {
    parallel:
      'Under QEMU, in builds for other platforms, the processes that bootsnap starts crash or hang. Add -j 1.',
  },
  fixes: {
    one: { title: 'Add -j 1', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const verb of step.run?.once(parallelCalls) ?? []) {
        const isExec = step.run?.form === 'exec';
        const edits = [wordBehind(verb, isExec ? '-j1' : '-j 1', model.tree.text, isExec)];
        report({
          at: verb.range,
          message: 'parallel',
          fixes: verb.segments.length === 1 ? [{ fix: 'one', edits }] : undefined,
        });
      }
    }
  },
});

/** The words `precompile` of calls that do not say how many. */
function parallelCalls(run: RunModel): readonly ShellWord[] {
  return run.commands.flatMap((command) => {
    const { words } = command;
    const { name } = unwrapCommand(command);
    const at = words.findIndex(({ value }) => /(?:^|\/)bootsnap$/.test(value ?? ''));
    const verb = words[at + 1];
    if (at < 0 || (at > 0 && name !== 'bundle' && name !== 'ruby' && name !== 'bootsnap')) return [];
    if (verb?.value !== 'precompile' || words.some(({ text }) => /^(?:-j\d*|--jobs(?:=.*)?)$/.test(text)))
      return [];
    return [verb];
  });
}
