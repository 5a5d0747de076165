import type { BuildModel, RunModel, RunScript } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { errexitFrom } from '../support/errexit.ts';
import { isStep, mayFail } from '../support/failures.ts';
import { type IgnoredFailure, ignoredFailures } from '../support/ignoredFailures.ts';
import { isBourne } from '../support/shellState.ts';
import { errexitEdits, isSteps, joiningEdits, unchainEdits } from '../support/stopAtFailure.ts';

export const runIgnoresFailure = defineRule({
  id: 'run-ignores-failure',
  summary: 'RUN goes on after a command that failed',
  why: 'Without set -e a shell runs one command after the other, and the RUN is as successful as the last. What failed before is in the log at best: the build is green, and its layer, with what is missing in it, is cached.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#here-documents',
    'https://github.com/moby/buildkit/issues/2722',
  ],
  concerns: { keywords: ['RUN'], text: /[;\n]/ },
  messages: {
    body: 'If `{command}` fails, the RUN goes on: only the last command of the heredoc decides. Begin it with set -e.',
    line: 'If `{command}` fails, the RUN goes on: only its last command decides. Write && instead of the semicolon, or begin with set -e.',
    turn: 'If `{command}` fails in one turn of the loop, the RUN goes on: only the last turn decides. Begin with set -e, or write || exit 1 behind it.',
    unseen:
      'If `{command}` fails, the RUN goes on: set -e does not look before an &&. Write a semicolon or a line break instead.',
  },
  fixes: {
    join: { title: 'Join the commands with &&', safety: 'unsafe', availability: 'sometimes' },
    orExit: { title: 'End the RUN with || exit 1', safety: 'unsafe', availability: 'sometimes' },
    unchain: {
      title: 'Write each command for itself, not joined with &&',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    setErrexit: { title: 'Begin with set -e', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { run, before } of steps) {
      if (!run || run.form === 'exec') continue;
      for (const script of run.scripts) {
        if (!isBourne(script.script.dialect, model)) continue;
        const stops = errexitFrom(script.script, script.interpreter ?? before.shell.value ?? []);
        const failures = ignoredIn(script, run, stops);
        const [first] = failures;
        if (!first) continue;
        const { program, args } = unwrapCommand(first.command);
        if (!program) continue;
        const call = run.packageCommands.find(({ command }) => command === first.command);
        const verb = call?.verb && args.includes(call.verb) ? ` ${call.verb.text}` : '';
        const isUnseen = first.command.range.start > stops;
        const fixes = isUnseen ? unseenFixes(script, failures, model) : fixesOf(script, failures, model);
        const message = isUnseen ? 'unseen' : first.isTurn ? 'turn' : script.heredoc ? 'body' : 'line';
        report({ at: program.range, message, values: { command: `${program.text}${verb}` }, fixes });
      }
    }
  },
});

/**
 * The commands of a program that may fail unnoticed, where it is worth saying so: all that may fail in a heredoc, whose
 * lines look like steps; of a line with semicolons, and of what `&&` may make a condition, only what surely is a step.
 */
function ignoredIn({ script, heredoc }: RunScript, run: RunModel, stops: number): readonly IgnoredFailure[] {
  if (!/[;\n]/.test(script.source.text) || script.errors.length > 0 || checksItself(script)) return [];
  // The shell takes a carriage return for a part of the last word: nothing of such a body is as it looks.
  if (heredoc && script.source.text.includes('\r')) return [];
  const functions = new Set(functionsOf(script));
  const calls = new Map(run.packageCommands.map((call) => [call.command, call]));
  return ignoredFailures(script.body).filter(({ command, isExempt, isBeforeAnd }) => {
    if ((command.range.start > stops && !isBeforeAnd) || functions.has(command.name ?? '')) return false;
    return (heredoc && !isExempt ? mayFail : isStep)(command, calls.get(command));
  });
}

/** It looks at how commands end, or is a line for a shell of Windows in an image we do not know. */
function checksItself({ source, commands }: ShellScript): boolean {
  return (
    /\$\{?(?:\?|PIPESTATUS)|\btrap\b|\bset\s+\+e/.test(source.text) ||
    commands.some(({ name }) => /^(?:powershell|pwsh|cmd)(?:\.exe)?$/i.test(name ?? ''))
  );
}

function functionsOf({ body }: ShellScript): readonly string[] {
  return body.flatMap(({ items }) =>
    items.flatMap(({ node }) =>
      node.kind === 'compound' && node.type === 'function' ? node.words.map(({ text }) => text) : [],
    ),
  );
}

function fixesOf(script: RunScript, failures: readonly IgnoredFailure[], model: BuildModel) {
  const { text } = model.tree;
  const turn = failures.length === 1 ? orExitEdit(failures[0]) : undefined;
  const set = errexitEdits(script, failures, text);
  const joined = script.heredoc ? undefined : joiningEdits(script, text);
  return [
    ...(joined ? [{ fix: 'join' as const, edits: joined }] : []),
    ...(turn ? [{ fix: 'orExit' as const, edits: [turn] }] : []),
    ...(set ? [{ fix: 'setErrexit' as const, edits: set }] : []),
  ];
}

/** Directly in the loop: in a subshell `exit` would only end that. */
function orExitEdit(failure: IgnoredFailure | undefined) {
  if (!failure?.isTurn || failure.command.context !== 'loop' || !isSteps(failure.chain)) return undefined;
  const end = failure.chain.at(-1)?.range.end ?? failure.command.range.end;
  return { range: { start: end, end }, newText: ' || exit 1' };
}

function unseenFixes(script: RunScript, failures: readonly IgnoredFailure[], model: BuildModel) {
  const edits = unchainEdits(script, failures, model.tree.text);
  return edits && ([{ fix: 'unchain', edits }] as const);
}
