import { programName } from '../../knowledge/shells.ts';
import type { BuildModel, RunScript, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellDialect } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { keywordLike } from '../support/keywords.ts';
import { mayFail, type PipedCommand, pipedCommands } from '../support/pipelines.ts';
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
      const piped = firstPiped(step, model, isOn);
      if (!piped) continue;
      const { command, next } = piped.piped;
      if (isOn) {
        const shell = shellCalledSh(step, argv);
        if (shell === undefined || !by || named.has(by)) continue;
        named.add(by);
        const word = by.json?.items.find(({ value }) => programName(value) === 'sh');
        if (!word) continue;
        const edits = [{ range: word.range, newText: JSON.stringify(shell) }];
        const fixes =
          shell === 'bash or ash' ? undefined : [{ fix: 'nameShell' as const, values: { shell }, edits }];
        report({ at: word.range, message: 'byName', values: { shell }, fixes });
        continue;
      }
      const at = piped.piped.pipe;
      const values = { command: unwrapCommand(command).program?.text ?? '' };
      const shell = unwrapCommand(next).name ?? '';
      const fixes = fixesOf(step, piped.script, model);
      if (readsProgram.test(shell)) report({ at, message: 'executed', values: { ...values, shell }, fixes });
      else report({ at, message: 'piped', values, fixes });
    }
  },
});

/** What runs its standard input command by command. Python, Perl and their like read all of it first. */
const readsProgram = /^(?:ba|da|a|z|k)?sh$/;

/**
 * The first command of a RUN that may fail unnoticed, or the first in a pipeline at all, unless the program itself has
 * turned pipefail on before it.
 */
function firstPiped(
  step: Step,
  model: BuildModel,
  isAny: boolean,
): { piped: PipedCommand; script: RunScript } | undefined {
  for (const script of step.run?.scripts ?? []) {
    if (!script.text.text.includes('|') || !isBourne(script.script.dialect, model)) continue;
    const found = pipedCommands(script, model.tree.text).filter((one) => isAny || mayFail(one));
    if (found.length === 0) continue;
    const from = pipefailFrom(script, model.tree.text);
    const piped = found.find(({ command }) => command.range.start < from);
    if (piped) return { piped, script };
  }
  return undefined;
}

/** Where the program turns it on: `set -eo pipefail`, or an option in its shebang. */
function pipefailFrom({ script, heredoc }: RunScript, text: string): number {
  if (!script.source.text.includes('pipefail')) return Number.POSITIVE_INFINITY;
  const first = heredoc && text.slice(heredoc.contentRange.start, heredoc.contentRange.end).split('\n', 1)[0];
  if (first?.startsWith('#!') && first.includes('pipefail')) return 0;
  const set = script.commands.find(
    ({ name, words }) =>
      (name === 'set' || name === 'shopt') && words.some((word) => word.value === 'pipefail'),
  );
  return set?.range.start ?? Number.POSITIVE_INFINITY;
}

function hasPipefail(argv: readonly string[]): boolean {
  return argv.some((word, i) => word === 'pipefail' && /^-[a-z]*o$/.test(argv[i - 1] ?? ''));
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
  if (hasOption(dialect)) {
    const edits = settingOption(script);
    return edits && [{ fix: 'setOption' as const, edits }];
  }
  const { distribution } = step.stage?.base.root.facts ?? {};
  // Debian and its kin bring bash beside dash, which long had no pipefail.
  if (dialect !== 'dash' || (distribution !== 'debian' && distribution !== 'ubuntu') || step.before.shell.by)
    return undefined;
  const outer = topLevel(model.tree, step.instruction);
  const shell = `${keywordLike(outer, 'SHELL')} ${jsonArray(['/bin/bash', '-o', 'pipefail', '-c'])}`;
  const edit = linesAbove(model.tree, outer, [shell]);
  return edit && [{ fix: 'selectBash' as const, edits: [edit] }];
}

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
