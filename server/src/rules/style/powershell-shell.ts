import type { BuildModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { linesAbove } from '../support/insertLine.ts';
import { type PowerShellProgram, powerShellPrograms } from '../support/powerShellPrograms.ts';

export const powershellShell = defineRule({
  id: 'powershell-shell',
  summary: 'Each RUN calls PowerShell anew',
  why: 'With SHELL the RUNs below are PowerShell without another word: nothing has to be quoted for the shell in between, and settings for all of them have a place.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'powershell/prefer-shell-instruction', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  concerns: { keywords: ['RUN'], text: /powershell|pwsh/i },
  messages: {
    repeated: '{count} RUNs of this stage call {program}. Select it once, with SHELL.',
  },
  fixes: {
    select: { title: 'Select {program} with SHELL', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      const calls = stage.instructionsWith('RUN').flatMap((instruction) => {
        const step = model.stepOf(instruction);
        const program = instruction.isTrigger ? undefined : wholeCall(step);
        return program ? [{ step, program }] : [];
      });
      const [first] = calls;
      if (!first || calls.length < 2) continue;
      const name = unwrappedName(first.program);
      const edits = selectEdits(calls, name, stage, model);
      report({
        at: first.program.at.range,
        message: 'repeated',
        values: { count: calls.length, program: name },
        fixes: edits && [{ fix: 'select', values: { program: name }, edits }],
      });
    }
  },
});

interface Call {
  readonly step: Step;
  readonly program: PowerShellProgram;
}

function unwrappedName({ at }: PowerShellProgram): string {
  return (at.value ?? at.text).replace(/\.exe$/i, '').toLowerCase();
}

/** A RUN that is a call of PowerShell and nothing else. */
function wholeCall(step: Step): PowerShellProgram | undefined {
  if (step.run?.commands.length !== 1) return undefined;
  const [program] = powerShellPrograms(step);
  const [command] = step.run.commands;
  return program?.first && command && unwrapCommand(command).wrappers.length === 0 ? program : undefined;
}

/** Where all that a shell runs in the stage is PowerShell's, and nothing in it was written for the shell in between. */
function selectEdits(
  calls: readonly Call[],
  name: string,
  stage: Stage,
  model: BuildModel,
): readonly TextEdit[] | undefined {
  const [first] = calls;
  if (!first || stage.usedBy.some(({ base }) => base.stage === stage)) return undefined;
  const start = first.step.instruction.range.start;
  const isOther = stage
    .instructionsWith('RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'SHELL', 'ONBUILD')
    .some(
      (instruction) =>
        instruction.range.start > start &&
        (instruction.name !== 'RUN'
          ? !instruction.json
          : !calls.some(({ step }) => step.instruction === instruction)),
    );
  const shell = linesAbove(model.tree, first.step.instruction, [
    `SHELL ["${name}", "-Command", "$ErrorActionPreference = 'Stop';"]`,
  ]);
  const stripped = calls.map((call) =>
    unwrappedName(call.program) === name ? strip(call, model) : undefined,
  );
  if (isOther || !shell || stripped.some((edits) => !edits)) return undefined;
  return [shell, ...stripped.flatMap((edits) => edits ?? [])];
}

function strip(
  { program: { at, first }, step }: Call,
  { tree }: BuildModel,
): readonly TextEdit[] | undefined {
  const words = step.run?.commands[0]?.words ?? [];
  const last = words.at(-1);
  if (!first || !last || step.run?.form !== 'shell') return undefined;
  const between = tree.text.slice(at.range.start, first.range.start);
  // Options that matter go with SHELL, by hand.
  if (!/^\S+(?:\s+-(?:NoLogo|NoProfile|NonInteractive))*(?:\s+-c(?:ommand)?)?\s+$/i.test(between))
    return undefined;
  const isQuoted = /^["']/.test(first.text);
  const inner = tree.text.slice(first.range.start, last.range.end);
  if (!isQuoted) {
    const isPlain = step.dialect === 'cmd' && !/[\^%"]/.test(inner);
    return isPlain ? [{ range: { start: at.range.start, end: first.range.start }, newText: '' }] : undefined;
  }
  if (first !== last || first.segments.length !== 1 || /["'`%^$\\]/.test(inner.slice(1, -1)))
    return undefined;
  return [
    { range: { start: at.range.start, end: first.range.start + 1 }, newText: '' },
    { range: { start: last.range.end - 1, end: last.range.end }, newText: '' },
  ];
}
