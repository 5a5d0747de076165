import type { Step } from '../../model/types.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { changesOthers, commandEdits, isKnownAbsent, simpleCommand } from '../support/execForm.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { mayHaveShell, shellFreeBase } from '../support/shellFree.ts';

export const shellRunInScratch = defineRule({
  id: 'shell-run-in-scratch',
  summary: 'Shell form in an image without a shell',
  why: 'RUN, CMD, ENTRYPOINT and HEALTHCHECK in shell form are started by /bin/sh -c. Images such as scratch and distroless have no shell: the build stops at the RUN, or the container ends at its start with "no such file or directory".',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'shell-run-in-scratch', match: 'broader' }],
  // Of a check it knows what the image can be asked with instead.
  yieldsTo: ['healthcheck-tool-missing'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
    'https://github.com/GoogleContainerTools/distroless#entrypoints',
  ],
  concerns: { keywords: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'] },
  stepwise: true,
  messages: {
    run: 'Shell form is run by /bin/sh, which {image} does not have: the build stops here. Do this in an earlier stage and copy the result.',
    start:
      'Shell form is run by /bin/sh, which {image} does not have: the container cannot start. Use exec form, a JSON array.',
    check:
      'Shell form is run by /bin/sh, which {image} does not have: the check always fails. Use exec form, a JSON array.',
  },
  fixes: {
    toExecForm: { title: 'Convert to exec form', safety: 'safe', availability: 'sometimes' },
    toArguments: {
      title: 'Convert to arguments of the ENTRYPOINT, which starts {program}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom || !model.stages.some((stage) => shellFreeBase(stage) !== undefined)) return;
    for (const step of steps) {
      const { instruction, stage } = step;
      const { name, shell } = instruction;
      if (name === undefined || !(name in messages) || !shell || shell.text === '' || !stage) continue;
      const image = shellFreeBase(stage);
      if (image === undefined || step.before.shell.by || readBrokenArray(instruction)) continue;
      const program = programOf(step.scripts[0]);
      if (mayHaveShell(step, program, model)) continue;
      report({
        at:
          instruction.continuations.length === 0 && name !== 'RUN' ? shell.range : instruction.keyword.range,
        message: messages[name as keyof typeof messages],
        values: { image },
        fixes: fixesFor(step, model.tree.text),
      });
    }
  },
});

const messages = { RUN: 'run', CMD: 'start', ENTRYPOINT: 'start', HEALTHCHECK: 'check' } as const;

/** The file name of the first program of a script. */
function programOf(script: ShellScript | undefined): string | undefined {
  const name = script?.commands[0]?.words[0]?.value;
  return name?.slice(name.lastIndexOf('/') + 1);
}

function fixesFor(step: Step, text: string) {
  const { instruction, stage } = step;
  const script = step.scripts[0];
  if (!stage || !script || instruction.heredocs.length > 0 || script.comments.length > 0) return undefined;
  const command = simpleCommand(script);
  const first = command?.words[0];
  if (!first || !command.isPlain || command.isBuiltin) return undefined;
  const toExecForm = { fix: 'toExecForm', edits: commandEdits(command.words, text) } as const;
  if (instruction.name === 'CMD') return fixesForCmd(step, toExecForm, text);
  // What is called by its path may well be there.
  if (instruction.name === 'RUN' && !/^\.?\//.test(first.value ?? '')) return undefined;
  if (instruction.name !== 'ENTRYPOINT' || changesOthers(step))
    return [{ ...toExecForm, safety: 'unsafe' }] as const;
  return [{ ...toExecForm, claim: claimOf(step) }] as const;
}

function fixesForCmd(
  step: Step,
  toExecForm: { readonly fix: 'toExecForm'; readonly edits: ReturnType<typeof commandEdits> },
  text: string,
) {
  const { entrypoint } = step.stage?.final ?? step.after;
  if (isKnownAbsent(entrypoint)) {
    return changesOthers(step)
      ? ([{ ...toExecForm, safety: 'unsafe' }] as const)
      : ([{ ...toExecForm, claim: claimOf(step) }] as const);
  }
  // `CMD node server.js` where the ENTRYPOINT is node already.
  const words = simpleCommand(step.scripts[0] as ShellScript)?.words ?? [];
  const [first, second] = words;
  const program = entrypoint.value?.argv.length === 1 ? entrypoint.value.argv[0] : undefined;
  if (!first || !second || program === undefined || nameOf(program) !== nameOf(first.value ?? ''))
    return undefined;
  const gap = { start: first.range.start, end: second.range.start };
  if (/[\n#]/.test(text.slice(gap.start, gap.end))) return undefined;
  const edits = [{ range: gap, newText: '' }, ...commandEdits(words.slice(1), text)];
  return [{ fix: 'toArguments', values: { program }, edits }] as const;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function claimOf({ instruction }: Step) {
  return { kind: 'argv-is-words', instruction: instruction.range.start } as const;
}
