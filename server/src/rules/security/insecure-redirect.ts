import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { configuresCurl, setsAlias } from '../support/clientConfig.ts';
import { comparesFile } from '../support/downloadChecks.ts';
import { downloadOptions, downloadsNothing } from '../support/downloadOptions.ts';
import { wordBehind } from '../support/insertOption.ts';
import { programCommands } from '../support/programCommands.ts';

export const insecureRedirect = defineRule({
  id: 'insecure-redirect',
  summary: 'A download by HTTPS may be sent on to HTTP',
  why: 'With -L curl goes wherever it is sent, to an address without encryption as well. From there on anybody on the way can exchange the file.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6506', match: 'narrower' }],
  references: [
    'https://curl.se/docs/manpage.html#--proto',
    'https://curl.se/docs/manpage.html#--proto-redir',
  ],
  concerns: { keywords: ['RUN'], text: /curl[^\n]*https:/i },
  stepwise: true,
  messages: {
    open: "If the server sends it on to http:, curl goes there, and nothing checks the file. Add --proto '=https'.",
  },
  fixes: {
    addProto: { title: "Add --proto '=https'", safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const program of step.run?.once(openCalls) ?? []) {
        if (model.fact(configuresCurl)) return;
        const edits = protoEdits(step, program, model);
        report({ at: program.range, message: 'open', fixes: edits && [{ fix: 'addProto', edits }] });
      }
    }
  },
});

/** None where the RUN compares what comes with a sum or a signature. */
function openCalls(run: RunModel): readonly ShellWord[] {
  if (run.commands.some(comparesFile) || run.once(setsAlias)) return [];
  return programCommands(run).flatMap((command) => {
    const { name, program, args } = unwrapCommand(command);
    if (name !== 'curl' || !program) return [];
    const options = downloadOptions('curl', args);
    const isFree = !args.some(({ text }) => /^--proto(?:-redir)?$|^-K|^--config$/.test(text));
    const follows = options.some((option) => /^(?:-L|--location(?:-trusted)?)$/.test(option.name));
    if (!isFree || !follows || downloadsNothing('curl', options)) return [];
    const values = new Set(options.map(({ valueWord }) => valueWord));
    const urls = args.filter((word) => !values.has(word) && !word.text.startsWith('-'));
    // Where one of them is plain HTTP anyway, that is the problem; a variable may be anything, options too.
    const isSafe = urls.length > 0 && urls.every(({ text }) => /^["']?https:\/\//i.test(text));
    return isSafe ? [program] : [];
  });
}

function protoEdits(step: Step, program: ShellWord, { tree }: BuildModel) {
  if (program.segments.length !== 1 || step.run?.form === 'exec') return undefined;
  return [wordBehind(program, "--proto '=https'", tree.text, false)];
}
