import { mayRedirect, redirectsAlways } from '../../knowledge/redirectingHosts.ts';
import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { configuresCurl, setsAlias } from '../support/clientConfig.ts';
import { curlLetter } from '../support/curlLetter.ts';
import { downloadOptions, downloadsNothing } from '../support/downloadOptions.ts';
import { programCommands } from '../support/programCommands.ts';

export const curlFollowRedirects = defineRule({
  id: 'curl-follow-redirects',
  summary: 'A download stops at the answer that the file is elsewhere',
  why: 'Without -L curl takes the answer "it is over there" for the file, and succeeds, also with -f: it stores or hands on an empty or a useless page. Servers begin to redirect without a word.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'curl-should-follow-redirects', match: 'narrower' },
    { tool: 'parfum', code: 'curlUseFlagL', match: 'narrower' },
  ],
  references: ['https://curl.se/docs/manpage.html#-L', 'https://everything.curl.dev/http/redirects.html'],
  concerns: { keywords: ['RUN'], text: /curl/i },
  stepwise: true,
  messages: {
    always: '{host} answers this with the place where the file is, and curl takes that for the file. Add -L.',
    some: 'If the server says that the file is elsewhere, curl takes that answer for the file. Add -L.',
  },
  fixes: {
    addLocation: { title: 'Add {option}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const { command, program, args, host } of step.run?.once(stayingCalls) ?? []) {
        if (model.fact(configuresCurl)) return;
        const fix = curlLetter({ letter: 'L', long: '--location', step, command, args, model });
        const fixes = fix && [
          { fix: 'addLocation' as const, values: { option: fix.option }, edits: [fix.edit] },
        ];
        const { range: at } = program;
        if (host === undefined) report({ at, message: 'some', fixes });
        else report({ at, message: 'always', values: { host }, fixes });
      }
    }
  },
});

interface StayingCall {
  readonly command: ShellCommand;
  readonly program: ShellWord;
  readonly args: readonly ShellWord[];
  /** Undefined where only the server knows. */
  readonly host: string | undefined;
}

function stayingCalls(run: RunModel): readonly StayingCall[] {
  if (run.once(setsAlias)) return [];
  return programCommands(run).flatMap((command): readonly StayingCall[] => {
    const { name, program, args } = unwrapCommand(command);
    if (name !== 'curl' || !program) return [];
    const options = downloadOptions('curl', args);
    if (downloadsNothing('curl', options) || options.some((option) => looksItself.test(option.name)))
      return [];
    const values = new Set(options.map(({ valueWord }) => valueWord));
    const operands = args.filter((word) => !values.has(word) && !word.text.startsWith('-'));
    if (operands.some(({ text }) => mayBeOptions.test(text))) return [];
    const urls = [...operands, ...args.filter((_, index) => args[index - 1]?.text === '--url')];
    const host = urls.map(({ text }) => redirectsAlways(text)).find((one) => one !== undefined);
    if (host !== undefined) return [{ command, program, args, host }];
    return isTaken(command, options) && urls.some(({ text }) => mayRedirect(text))
      ? [{ command, program, args, host: undefined }]
      : [];
  });
}

/** The answer itself is asked for, or somebody looks where it points to. */
const looksItself =
  /^(?:-L|--location(?:-trusted)?|-w|--write-out|-i|--include|--show-headers|-D|--dump-header|-K|--config|-h|--help|-V|--version)$/;
const mayBeOptions = /^"?\$\{?\w*(?:opt|flag|arg|param)/i;

/** It becomes a file, or goes into another program. What is thrown away was only to be asked for. */
function isTaken(
  command: ShellCommand,
  options: readonly { readonly name: string; readonly value: string | undefined }[],
): boolean {
  const isDropped = (target = '') => /^["']?\/dev\/null/.test(target);
  const redirect = command.redirects.find(({ operator }) => /^>/.test(operator));
  if (redirect) return !isDropped(redirect.target?.text);
  const output = options.find(({ name }) => /^(?:-o|--output|-O|--remote-name(?:-all)?)$/.test(name));
  if (output) return !isDropped(output.value);
  return command.inPipeline || command.context === 'substitution';
}
