import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { programCommands } from '../support/programCommands.ts';

export const gpgBatch = defineRule({
  id: 'gpg-batch',
  summary: 'A call of gpg as if somebody sat in front of it',
  why: 'Without --batch gpg may ask: whether to overwrite a file, whom to trust, which of two keys is meant. Nobody answers in a build, so that it fails, and says that it cannot open the terminal.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'parfum', code: 'gpgUseBatchFlag', match: 'same' }],
  references: ['https://www.gnupg.org/documentation/manuals/gnupg/Unattended-Usage-of-GPG.html'],
  concerns: { keywords: ['RUN'], text: /gpg/ },
  stepwise: true,
  messages: {
    asks: 'Here gpg may ask something, and nobody answers in a build. Add --batch.',
  },
  fixes: {
    addBatch: { title: 'Add --batch', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const command of step.run ? programCommands(step.run) : []) {
        const { name, program, args } = unwrapCommand(command);
        if ((name !== 'gpg' && name !== 'gpg2') || !program || !mayAsk(args)) continue;
        const fix = addedOption(step, program, '--batch', model.tree.text);
        const isPlain = args.some(({ text }) => plain.test(text));
        const fixes =
          program.segments.length === 1
            ? [
                {
                  fix: 'addBatch' as const,
                  ...fix,
                  ...(isPlain ? {} : { safety: 'unsafe' as const, claim: undefined }),
                },
              ]
            : undefined;
        report({ at: program.range, message: 'asks', fixes });
      }
    }
  },
});

/** What only shows something about itself does not; options may be in a variable. */
function mayAsk(args: readonly ShellWord[]): boolean {
  return (
    args.length > 0 &&
    !args.some(
      ({ text }) =>
        /^--(?:batch|version|help|dump-options|gpgconf-list)$/.test(text) ||
        /^"?\$\{?\w*(?:opt|flag|arg|param)/i.test(text) ||
        text === '"$@"',
    )
  );
}

/** All that `--batch` changes about these is that they do not ask. */
const plain =
  /^--(?:recv-keys?|receive-keys|search-keys|refresh-keys|import|verify|export|fingerprint|list-(?:keys|sigs)|dearmor)$/;
