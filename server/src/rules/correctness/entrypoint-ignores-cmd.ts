import type { BuildModel, CommandSetting } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { commandEdits, insertedExec, simpleCommand } from '../support/execForm.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { commandAnchor, readsArguments } from '../support/shellFormCommands.ts';
import { isBourne } from '../support/shellState.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const entrypointIgnoresCmd = defineRule({
  id: 'entrypoint-ignores-cmd',
  summary: 'CMD is ignored, because ENTRYPOINT is a command line for a shell',
  why: 'In shell form the command line of ENTRYPOINT is complete, and so is that of sh -c: CMD and the arguments of docker run are handed to the shell, which drops them.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact',
    'https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example',
  ],
  concerns: { keywords: ['ENTRYPOINT'] },
  messages: {
    toScript:
      'The shell of ENTRYPOINT takes the first word of CMD for the whole script, and the others for its arguments. Write the script as one string.',
    shellAsScript:
      'The shell of ENTRYPOINT takes {shell}, with which shell form begins, for the whole script: what stands here never runs. Write it as one string in a JSON array.',
    script:
      'ENTRYPOINT is the script of a shell, which ignores CMD and the arguments of docker run. Hand them on with $@, or start the program without the shell.',
    ignored:
      'ENTRYPOINT is in shell form, which ignores CMD and the arguments of docker run. Write ENTRYPOINT in exec form.',
  },
  fixes: {
    toExecForm: { title: 'Convert ENTRYPOINT to exec form', safety: 'unsafe', availability: 'sometimes' },
    passArguments: {
      title: 'Hand the arguments on to the command of ENTRYPOINT',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    toString: { title: 'Write it as one string', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const told = new Set<Instruction>();
    for (const { final } of model.stages) {
      const entrypoint = final.entrypoint.value;
      const cmd = final.cmd.value;
      if (!entrypoint || !cmd || cmd.argv.length === 0) continue;
      if (cmd.instruction.name !== 'CMD' || entrypoint.instruction.name !== 'ENTRYPOINT') continue;
      if (entrypoint.form === 'exec') {
        const message = told.has(cmd.instruction) ? undefined : messageFor(entrypoint.argv, cmd);
        if (!message) continue;
        told.add(cmd.instruction);
        const related = [
          { range: entrypoint.instruction.keyword.range, message: 'The ENTRYPOINT that is a shell' },
        ];
        const at = cmd.instruction.keyword.range;
        if (message === 'toScript') report({ at, message, related });
        else if (message === 'shellAsScript') {
          const values = { shell: cmd.argv[0] ?? '' };
          const fixes = stringFix(cmd.instruction, model.tree.text);
          report({ at: commandAnchor(cmd.instruction), message, values, related, fixes });
        } else report({ at, message, related, tags: ['unnecessary'] });
        continue;
      }
      // A JSON array that is malformed: another rule mends it.
      const { shell, brokenJson } = entrypoint.instruction;
      if (!shell || brokenJson || told.has(cmd.instruction)) continue;
      if (readsArguments.test(shell.text)) continue;
      told.add(cmd.instruction);
      report({
        at: cmd.instruction.keyword.range,
        message: 'ignored',
        tags: ['unnecessary'],
        related: [{ range: entrypoint.instruction.keyword.range, message: 'The ENTRYPOINT in shell form' }],
        fixes: fixesFor(entrypoint.instruction, model, model.tree.text),
      });
    }
  },
});

/** `["sh", "-c", "text"]` is complete, and what follows `["sh", "-c"]` is a script and its arguments. */
function messageFor(
  argv: readonly string[],
  cmd: CommandSetting,
): 'script' | 'toScript' | 'shellAsScript' | undefined {
  const [shell = '', option = '', script, ...more] = argv;
  if (!/^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(shell) || !/^-[a-z]*c$/.test(option)) return undefined;
  if (more.length > 0) return undefined;
  if (script !== undefined) return readsArguments.test(script) ? undefined : 'script';
  // A JSON array that is malformed: another rule mends it.
  if (cmd.form === 'shell') return readBrokenArray(cmd.instruction) ? undefined : 'shellAsScript';
  const [first = '', ...others] = cmd.argv;
  const isPlain = others.length > 0 && !readsArguments.test(first);
  return isPlain ? 'toScript' : undefined;
}

/** Not where the layout of several lines would be lost in the string. */
function stringFix({ shell, continuations, heredocs }: Instruction, text: string) {
  if (!shell || continuations.length > 0 || heredocs.length > 0) return undefined;
  return [{ fix: 'toString', edits: [smallEdit(text, shell.range, jsonArray([shell.text]))] }] as const;
}

function fixesFor(entrypoint: Instruction, model: BuildModel, text: string) {
  const step = model.stepOf(entrypoint);
  const script = isBourne(step.dialect, model) ? step.scripts[0] : undefined;
  const { shell } = entrypoint;
  if (!script || !shell || entrypoint.heredocs.length > 0 || script.comments.length > 0) return undefined;
  const command = simpleCommand(script);
  if (command?.isPlain) return [{ fix: 'toExecForm', edits: commandEdits(command.words, text) }] as const;
  const program = entrypoint.continuations.length > 0 ? undefined : insertedExec(script);
  if (program === undefined) return undefined;
  // The word behind the program is `$0`, which `$@` leaves out.
  const array = jsonArray(['/bin/sh', '-c', `${program} "$@"`, '--']);
  return [{ fix: 'passArguments', edits: [smallEdit(text, shell.range, array)] }] as const;
}
