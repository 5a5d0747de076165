import { programName } from '../../knowledge/shells.ts';
import type { BuildModel, RunModel, RunScript, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellDialect } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { errexitFrom } from '../support/errexit.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { keywordLike } from '../support/keywords.ts';
import { isForgotten, mayFail, type PipedCommand, pipedCommands } from '../support/pipelines.ts';
import { bashWouldEcho } from '../support/shellEcho.ts';
import { wouldRunIn } from '../support/shellFromHere.ts';
import { isBourne } from '../support/shellState.ts';

export const pipeWithoutPipefail = defineRule({
  id: 'pipe-without-pipefail',
  summary: 'A command before a pipe may fail unnoticed',
  why: 'A pipeline is as successful as its last command. When a download before the pipe fails, the RUN still succeeds, and its layer, with half a file or none in it, is cached.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL4006', match: 'same' },
    { tool: 'semgrep', code: 'set-pipefail', match: 'narrower' },
    { tool: 'kics', code: 'Shell-Running-A-Pipe', match: 'narrower' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],
  concerns: { keywords: ['RUN'], text: /\|/ },
  messages: {
    piped: 'If `{command}` fails, the pipe hides it and the build goes on. Turn on pipefail.',
    executed:
      'If `{command}` fails, {shell} runs what it got so far and the build goes on. Turn on pipefail.',
    cutShort:
      'If `{command}` fails, the pipe hides it and the build goes on. With pipefail it fails where {reader} has read enough: write to a file, and read that.',
    unpacked: 'If `{command}` fails, the build stops only where {reader} notices it. Turn on pipefail.',
    byName:
      'Only some shells that are called sh know pipefail, others stop here. Name the shell that does: {shell}.',
  },
  fixes: {
    selectBash: { title: 'Use bash with pipefail from here on', safety: 'unsafe', availability: 'sometimes' },
    setOption: { title: 'Set pipefail in this RUN', safety: 'unsafe', availability: 'sometimes' },
    nameShell: { title: 'Name {shell} in SHELL', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const named = new Set<Instruction>();
    for (const step of steps) {
      const { run } = step;
      if (!run || run.form === 'exec') continue;
      const { value: argv = [], by } = step.before.shell;
      const isOn = hasPipefail(argv);
      const shell = isOn && by && !named.has(by) ? shellCalledSh(step, argv) : undefined;
      if (by && shell !== undefined && hasPipeline(step, model)) {
        named.add(by);
        const word = by.json?.items.find(({ value }) => programName(value) === 'sh');
        const edits = word && [{ range: word.range, newText: JSON.stringify(shell) }];
        const fixes =
          edits && shell !== 'bash or ash' ? [{ fix: 'nameShell' as const, values: { shell }, edits }] : [];
        if (word) report({ at: word.range, message: 'byName', values: { shell }, fixes });
      }
      const hidden = hiddenFailure(step, model, argv);
      if (!hidden) continue;
      const { piped, script, isNoticed } = hidden;
      const at = piped.pipe;
      const values = { command: unwrapCommand(piped.command).program?.text ?? '' };
      const reader = unwrapCommand(piped.next).name ?? '';
      const fixes = fixesOf(step, script, model);
      if (readsProgram.test(reader))
        report({ at, message: 'executed', values: { ...values, shell: reader }, fixes });
      else if (isClosedEarly(piped)) report({ at, message: 'cutShort', values: { ...values, reader } });
      else if (isNoticed) report({ at, message: 'unpacked', values: { ...values, reader }, fixes });
      else report({ at, message: 'piped', values, fixes });
    }
  },
});

/** What runs its standard input command by command. Python, Perl and their like read all of it first. */
const readsProgram = /^(?:ba|da|a|z|k)?sh$/;

/** Whether a command fails by itself, as a rule, when it is given nothing or half: it takes an archive apart, or reads keys. */
function notices(command: ShellCommand): boolean {
  const { name = '', args } = unwrapCommand(command);
  if (/^gpg2?$/.test(name)) return args.some(({ text }) => /^--(?:dearmor|import)$/.test(text));
  if (name === 'apt-key') return args.some(({ text }) => text === 'add');
  if (/^(?:bsd|g)?tar$/.test(name))
    return args.some(
      ({ text }, i) =>
        /^-[A-Za-z]*x|^--(?:extract|get)$/.test(text) || (i === 0 && /^[a-z]*x[a-z]*\s*$/i.test(text)),
    );
  return /^(?:gun|un|bsdun)zip$|^(?:un(?:xz|lzma|zstd)|bunzip2)$/.test(name);
}

/** Whether the shell in force runs a pipeline before the program itself turns pipefail on. */
function hasPipeline({ run }: Step, model: BuildModel): boolean {
  return (run?.scripts ?? []).some((script) => {
    if (script.interpreter || !hasPipe(script, model)) return false;
    const from = pipefailFrom(script, []);
    return pipedCommands(script).some(({ command }) => command.range.start < from);
  });
}

interface HiddenFailure {
  readonly piped: PipedCommand;
  /** What reads the pipe fails then, and nothing hides that. */
  readonly isNoticed: boolean;
  readonly script: RunScript;
}

/** The first command of a RUN that may fail unnoticed; one whose reader notices only where there is no other. */
function hiddenFailure(step: Step, model: BuildModel, argv: readonly string[]): HiddenFailure | undefined {
  let noticed: HiddenFailure | undefined;
  for (const script of step.run?.scripts ?? []) {
    if (!hasPipe(script, model)) continue;
    const found = pipedCommands(script).filter(mayFail);
    if (found.length === 0) continue;
    // A body that starts a shell of its own has none of the options of SHELL.
    const words = script.interpreter ?? argv;
    const from = pipefailFrom(script, words);
    const stops = errexitFrom(script.script, words);
    const hidden = found.filter(
      (one) => one.command.range.start < from && !isForgotten(one, script, stops < one.command.range.start),
    );
    const piped = hidden.find(({ next, last }) => next !== last || !notices(next));
    if (piped) return { piped, script, isNoticed: false };
    if (hidden[0]) noticed ??= { piped: hidden[0], script, isNoticed: true };
  }
  return noticed;
}

function hasPipe({ text, script }: RunScript, model: BuildModel): boolean {
  return text.text.includes('|') && isBourne(script.dialect, model);
}

/** Where pipefail is on: from the start by the words of the shell, or from a `set -eo pipefail`. */
function pipefailFrom({ script }: RunScript, words: readonly string[]): number {
  if (hasPipefail(words)) return Number.NEGATIVE_INFINITY;
  if (!script.source.text.includes('pipefail')) return Number.POSITIVE_INFINITY;
  const set = script.commands.find(
    (command) =>
      (command.name === 'set' || command.name === 'shopt') &&
      command.words.some((word) => word.value === 'pipefail'),
  );
  return set?.range.start ?? Number.POSITIVE_INFINITY;
}

function hasPipefail(words: readonly string[]): boolean {
  return words.some((word, i) => word === 'pipefail' && /^-[A-Za-z]*o[A-Za-z]*$/.test(words[i - 1] ?? ''));
}

/** What SHELL should name instead of `sh`; undefined when it names a shell that has pipefail. */
function shellCalledSh(step: Step, argv: readonly string[]): string | undefined {
  if (!argv.some((word) => programName(word) === 'sh')) return undefined;
  switch (step.stage?.base.root.facts.distribution) {
    case 'alpine':
    case 'busybox':
    case 'wolfi':
      return '/bin/ash';
    case undefined:
    case 'scratch':
    case 'distroless':
      return 'bash or ash';
    default:
      return '/bin/bash';
  }
}

function fixesOf(step: Step, script: RunScript, model: BuildModel) {
  const { dialect } = script.script;
  // How a program of its own is to stop is for its author to say.
  if (script.interpreter) return undefined;
  if (hasOption(dialect)) {
    if (step.run?.once(isCutShort)) return undefined;
    const edits = settingOption(script);
    return edits && [{ fix: 'setOption' as const, edits }];
  }
  const { distribution } = step.stage?.base.root.facts ?? {};
  // Debian and its kin bring bash beside dash, which long had no pipefail.
  if (dialect !== 'dash' || (distribution !== 'debian' && distribution !== 'ubuntu') || step.before.shell.by)
    return undefined;
  if (bashWouldEcho(step, model)) return undefined;
  if (model.once(stepsCutShort).some((other) => wouldRunIn(step, other))) return undefined;
  const outer = topLevel(model.tree, step.instruction);
  const shell = `${keywordLike(outer, 'SHELL')} ${jsonArray(['/bin/bash', '-o', 'pipefail', '-c'])}`;
  const edit = linesAbove(model.tree, outer, [shell]);
  return edit && [{ fix: 'selectBash' as const, edits: [edit] }];
}

function stepsCutShort(model: BuildModel): readonly Step[] {
  return model.stepsWith('RUN').filter(({ run }) => run?.once(isCutShort));
}

function isCutShort({ scripts }: RunModel): boolean {
  return scripts.some((script) => pipedCommands(script).some(isClosedEarly));
}

/**
 * Whether a pipe is closed before all is read of a long text: `curl … | head -n 1`. What writes it then dies of SIGPIPE,
 * which nobody minds, but pipefail does. A filter in between seldom has that much to say.
 * https://www.gnu.org/software/bash/manual/bash.html#Pipelines
 */
function isClosedEarly({ command, next }: PipedCommand): boolean {
  const { name: reader, args } = unwrapCommand(next);
  const stopsEarly =
    reader === 'head' || (reader === 'sed' && args.some(({ text }) => /^["']?\d+q["']?$/.test(text)));
  return stopsEarly && writesMuch.test(unwrapCommand(command).name ?? '');
}

const writesMuch = /^(?:base64|cat|curl|dd|openssl|tr|wget|xxd|yes)$/;

function hasOption(dialect: ShellDialect): boolean {
  return dialect === 'bash' || dialect === 'ash';
}

/** `set -o pipefail &&` in front, or the option added to the `set` that stands there. */
function settingOption({ script, heredoc }: RunScript): readonly TextEdit[] | undefined {
  const [first] = script.commands;
  const list = script.body[0];
  // A body is a file of its own; how it is to stop is for its author to say.
  if (!first || !list || heredoc || script.errors.length > 0) return undefined;
  const [, options] = first.words;
  const isSet = first.name === 'set' && first.words.length === 2 && first.range.start === list.range.start;
  if (isSet && options && /^-[a-z]+$/.test(options.text) && !options.text.includes('o')) {
    const { end } = options.range;
    return [{ range: { start: end, end }, newText: 'o pipefail' }];
  }
  const { start } = list.range;
  return [{ range: { start, end: start }, newText: 'set -o pipefail && ' }];
}
