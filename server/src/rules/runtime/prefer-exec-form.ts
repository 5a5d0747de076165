import { commandWrapper } from '../../knowledge/commandWrappers.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { replacesSh } from '../support/dashShell.ts';
import {
  changesOthers,
  commandEdits,
  insertedExec,
  placeForExec,
  simpleCommand,
} from '../support/execForm.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';
import { commandAnchor, endsInExec, shellOf, trapsTermination } from '../support/shellFormCommands.ts';
import { isBourne } from '../support/shellState.ts';
import { shellSyntaxIn } from '../support/shellSyntax.ts';

export const preferExecForm = defineRule({
  id: 'prefer-exec-form',
  summary: 'CMD or ENTRYPOINT is in shell form',
  why: 'In shell form the container starts /bin/sh -c, which may stay process 1 and does not pass on signals: on docker stop the program then never gets SIGTERM, is killed ten seconds later, and cannot end gracefully.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'JSONArgsRecommended', match: 'narrower' },
    { tool: 'hadolint', code: 'DL3025', match: 'narrower' },
    { tool: 'sonar', code: 'S7019', match: 'narrower' },
    { tool: 'semgrep', code: 'prefer-json-notation', match: 'narrower' },
    { tool: 'kics', code: 'Not-Using-JSON', match: 'narrower' },
    { tool: 'dockadvisor', code: 'JSONArgsRecommended', match: 'narrower' },
  ],
  yieldsTo: [
    'invalid-exec-form',
    'trailing-comment',
    'json-not-strings',
    'shell-run-in-scratch',
    'command-daemonizes',
    'entrypoint-ignores-cmd',
    'exec-form-words',
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/json-args-recommended/',
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
  ],
  concerns: { keywords: ['CMD', 'ENTRYPOINT'] },
  stepwise: true,
  messages: {
    cmdGivesWay:
      'In shell form /bin/sh starts first: here it makes way for a single command, but keeps SIGTERM from anything more. {instead}.',
    entrypointGivesWay:
      'In shell form /bin/sh starts first, and CMD and the arguments of docker run are ignored. {instead}.',
    windows:
      'In shell form cmd or PowerShell starts first, stays, and is what Docker stops. Use exec form, a JSON array.',
    open: 'In shell form a shell starts first, and it may be the shell alone that Docker stops. Use exec form, a JSON array.',
    cmdUnknown: 'In shell form /bin/sh starts first, and may keep SIGTERM from the program. {instead}.',
    entrypointUnknown:
      'In shell form /bin/sh starts first, may keep SIGTERM from the program, and ignores CMD. {instead}.',
    cmdArguments:
      'ENTRYPOINT gets this as its arguments: /bin/sh, -c and the text. Use exec form, a JSON array.',
    cmd: 'In shell form /bin/sh is process 1 and keeps SIGTERM from the program. {instead}.',
    entrypoint:
      'In shell form /bin/sh is process 1, keeps SIGTERM from the program and ignores CMD. {instead}.',
  },
  fixes: {
    toExecForm: { title: 'Convert to exec form', safety: 'safe', availability: 'sometimes' },
    throughShell: {
      title: 'Convert to exec form that starts the program through a shell with exec',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    startWithExec: {
      title: 'Start the program with exec, so that the shell makes way for it',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction } = step;
      const { shell } = instruction;
      if ((instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') || !shell || shell.text === '')
        continue;
      // A JSON array that is malformed: another rule mends it.
      if (readBrokenArray(instruction)) continue;
      // Whoever writes SHELL means it; BuildKit's own check is silent then, too.
      if (step.before.shell.by) continue;
      const isOpen = mayBeWindowsShell(step, model);
      const script = !isOpen && isBourne(step.dialect, model) ? step.scripts[0] : undefined;
      if (script && (endsInExec(script) || trapsTermination(script))) continue;
      const at = commandAnchor(instruction);
      const fixes = script && fixesFor(step, script, model);
      const message = isOpen ? 'open' : messageFor(step);
      if (message === 'open' || message === 'windows' || message === 'cmdArguments')
        report({ at, message, fixes });
      else report({ at, message, values: { instead: insteadOf(script) }, fixes });
    }
  },
});

/** An image that nobody knows, and that may be of Windows: then its shell reads the line in another way. */
function mayBeWindowsShell({ stage, before }: Step, model: BuildModel): boolean {
  if (!stage || stage.base.root.facts.distribution === 'windows') return false;
  return mayBeOnWindows(stage, before, model);
}

function messageFor(step: Step) {
  const isCmd = step.instruction.name === 'CMD';
  if (isCmd && isForEntrypoint(step)) return 'cmdArguments';
  switch (shellOf(step)) {
    case 'windows':
      return 'windows';
    case 'gives-way':
      return isCmd ? 'cmdGivesWay' : 'entrypointGivesWay';
    case 'unknown':
      return isCmd ? 'cmdUnknown' : 'entrypointUnknown';
    default:
      return isCmd ? 'cmd' : 'entrypoint';
  }
}

/** What a line is written as that keeps the signals: no JSON array has variables, operators and the like. */
function insteadOf(script: ShellScript | undefined): string {
  if (!script || simpleCommand(script)?.isPlain) return 'Use exec form, a JSON array';
  if (placeForExec(script) === undefined)
    return 'This line needs a shell: put it into a script that ends in exec';
  const isOne = script.body[0]?.items.length === 1;
  return `This line needs a shell: put exec before the ${isOne ? 'program' : 'last program'}, so that the shell makes way`;
}

/** An ENTRYPOINT of the file in exec form that is a program, not a script or an init that runs what it is given. */
function isForEntrypoint({ stage, instruction }: Step): boolean {
  const { by, value } = stage?.final.entrypoint ?? {};
  if (!by || instruction.isTrigger || value?.form !== 'exec') return false;
  const { name = '', index = 0 } = programOf(value.argv) ?? {};
  return name !== '' && index === 0 && commandWrapper(name) === undefined && !runsArguments.test(name);
}

const runsArguments =
  /\.\w+$|^(?:ba|da|a|z|k)?sh$|entry|init|start|run|launch|boot|exec|wrap|tini|s6|catatonit|shell|python|node|perl|ruby|busybox/;

function fixesFor(step: Step, script: ShellScript, model: BuildModel) {
  const { instruction } = step;
  const { shell } = instruction;
  if (!shell || instruction.heredocs.length > 0 || script.comments.length > 0) return undefined;
  const command = simpleCommand(script);
  if (command?.isPlain) {
    // A quoted `'$HOME'` stays what it is, but looks like a mistake in exec form.
    const isOdd = command.words.some(({ value }, index) => shellSyntaxIn(value ?? '', index) !== undefined);
    // Without a shebang the shell runs a script all the same, and the kernel does not.
    const isScript = /\.(?:ba|da|k|z)?sh$/.test(command.words[0]?.value ?? '');
    const isSame = !command.isBuiltin && !isOdd && !isScript && !changesOthers(step);
    const edits = commandEdits(command.words, model.tree.text);
    if (!isSame) return [{ fix: 'toExecForm', safety: 'unsafe', edits }] as const;
    const claim = { kind: 'argv-is-words', instruction: instruction.range.start } as const;
    return [{ fix: 'toExecForm', edits, claim }] as const;
  }
  // The layout of several lines would be lost in one string.
  if (instruction.continuations.length > 0) {
    const at = placeForExec(script);
    if (at === undefined) return undefined;
    return [{ fix: 'startWithExec', edits: [{ range: { start: at, end: at }, newText: 'exec ' }] }] as const;
  }
  const program = insertedExec(script);
  // Another /bin/sh than that of the system: once SHELL takes its place, this is no longer what runs the line.
  if (program === undefined || model.fact(replacesSh)) return undefined;
  const edits = [{ range: shell.range, newText: jsonArray(['/bin/sh', '-c', program]) }];
  return [{ fix: 'throughShell', edits }] as const;
}
