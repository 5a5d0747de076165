import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { configuresCurl, configuresWget, setsAlias } from '../support/clientConfig.ts';
import { downloadOptions, downloadsNothing } from '../support/downloadOptions.ts';
import { isForgiven } from '../support/forgivenCommands.ts';
import { wordBehind } from '../support/insertOption.ts';
import { programCommands } from '../support/programCommands.ts';

export const downloadRetry = defineRule({
  id: 'download-retry',
  summary: 'A download is tried only once',
  why: 'Servers are away for a moment now and then, and the build fails for it. curl gives up at the first error unless it is told to try again.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'prefer-curl-config', match: 'narrower' },
    { tool: 'tally', code: 'prefer-wget-config', match: 'narrower' },
  ],
  references: [
    'https://curl.se/docs/manpage.html#--retry',
    'https://www.gnu.org/software/wget/manual/wget.html#Download-Options',
  ],
  concerns: { keywords: ['RUN'], text: /curl|wget/ },
  stepwise: true,
  messages: {
    once: 'If the server is away for a moment, curl gives up, and the build fails. Add --retry 3.',
    refused:
      'If the server refuses the connection for a moment, wget gives up, and the build fails. Add --retry-connrefused.',
  },
  fixes: {
    retry: { title: 'Add {option}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { run } = step;
      if (!run || run.once(setsAlias)) continue;
      for (const { program, name } of run.once(singleTries)) {
        if (model.fact(name === 'curl' ? configuresCurl : configuresWget)) continue;
        const isExec = run.form === 'exec';
        const option = name === 'curl' ? '--retry 3' : '--retry-connrefused';
        const isFixable = program.segments.length === 1 && !(isExec && name === 'curl');
        const edits = [wordBehind(program, option, model.tree.text, isExec)];
        report({
          at: program.range,
          message: name === 'curl' ? 'once' : 'refused',
          fixes: isFixable ? [{ fix: 'retry', values: { option }, edits }] : undefined,
        });
      }
    }
  },
});

interface SingleTry {
  readonly program: ShellWord;
  readonly name: 'curl' | 'wget';
}

/** GNU's wget alone knows `--tries`, so that its presence tells which one it is; plain calls it retries by itself. */
function singleTries(run: RunModel): readonly SingleTry[] {
  return programCommands(run).flatMap((command): readonly SingleTry[] => {
    const { name, program, args } = unwrapCommand(command);
    if (!program || (name !== 'curl' && name !== 'wget') || command.context === 'loop') return [];
    // Its failure is dealt with, and fails no build.
    if (isForgiven(command, run)) return [];
    const isUrl = args.some(({ text }) => /^["']?(?:https?|ftp):\/\/(?!localhost|127\.)/.test(text));
    if (!isUrl || downloadsNothing(name, downloadOptions(name, args))) return [];
    const has = (pattern: RegExp) => args.some(({ text }) => pattern.test(text));
    if (has(/^"?\$\{?\w*(?:opt|flag|arg|param)/i)) return [];
    if (name === 'curl') return has(/^(?:--retry|-K|--config)/) ? [] : [{ program, name }];
    return has(/^(?:--tries|-t\d|-t$|--waitretry|--timeout)/) && !has(/^--retry-connrefused$/)
      ? [{ program, name }]
      : [];
  });
}
