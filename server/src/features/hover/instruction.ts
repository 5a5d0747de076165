import {
  baseDocs,
  type InstructionDoc,
  instructionDocs,
  instructionLink,
  windowsDocs,
} from '../../knowledge/instructionDocs.ts';
import type { BaseImage, BuildModel, Setting, Stage, Step } from '../../model/types.ts';
import { mayBeOnWindows } from '../../rules/support/onWindows.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { code, codeBlock } from '../../text/markdown.ts';
import { hangsOnArgument } from './argumentInfluence.ts';
import { unneeded } from './stage.ts';
import { checkLine, missingShell, startedProcess } from './start.ts';

/**
 * Markdown of an instruction's keyword: what it does, what it does here, and where its files come from. Undefined for an
 * unknown keyword.
 */
export function describeInstruction(
  instruction: Instruction,
  model: BuildModel,
  context: string | undefined,
): string | undefined {
  if (!instruction.name) return undefined;
  const doc = { ...instructionDocs[instruction.name], ...docOfPlace(instruction, model) };
  return [
    `**${instruction.name}** ${doc.summary}`,
    ...[...here(instruction, model), ...(context === undefined ? [] : [context])].map((line) => `➜ ${line}`),
    [`- *Layer:* ${doc.layer}`, `- *Cache:* ${doc.cache}`, `- *Habit:* ${doc.habit}`].join('\n'),
    codeBlock('dockerfile', doc.example),
    `[Reference](${instructionLink(instruction.name)})`,
  ].join('\n\n');
}

/** What is to say otherwise of an instruction where it stands: on Windows, or by what a FROM names. */
function docOfPlace(instruction: Instruction, model: BuildModel): Partial<InstructionDoc> | undefined {
  const { stage, before } = model.stepOf(instruction);
  if (!stage || !instruction.name) return undefined;
  if (instruction.name === 'FROM') return baseDocs[kindOf(stage.base)];
  return mayBeOnWindows(stage, before, model) ? windowsDocs[instruction.name] : undefined;
}

function kindOf({ kind, reference }: BaseImage): string {
  return reference?.digest === undefined ? kind : 'digest';
}

/** What this very instruction does, as far as the file tells. */
function here(instruction: Instruction, model: BuildModel): string[] {
  if (instruction.isTrigger || model.isTemplate) return [];
  const stage = model.stageOf(instruction);
  if (!stage) return [];
  const step = model.stepOf(instruction);
  switch (instruction.name) {
    case 'FROM': {
      const total = model.stages.length;
      const which = total === 1 ? '' : `Stage ${stage.index + 1} of ${total}, \`--from=${stage.index}\`. `;
      const skipped = stage.reachable ? '' : unneeded;
      const base =
        stage.base.hasVariables && stage.base.resolved
          ? `The base is ${code(stage.base.resolved)}${byDefault(instruction, model)}. `
          : '';
      return nonEmpty(which + base + skipped);
    }
    case 'CMD':
    case 'ENTRYPOINT':
      return nonEmpty(startedProcess(instruction, stage, model));
    case 'WORKDIR': {
      const { value } = step.after.workdir;
      return value === undefined
        ? []
        : [`The directory from here on: ${code(shownPath(value))}${byDefault(instruction, model, ',')}.`];
    }
    case 'USER':
      // Without a variable it says so itself.
      return instruction.args.text.includes('$') && step.after.user.value !== undefined
        ? [`The user from here on: ${userOf(step.after.user)}${byDefault(instruction, model, ',')}.`]
        : [];
    case 'RUN':
      return [howItRuns(step, stage, model)];
    case 'HEALTHCHECK':
      return howItChecks(step, stage, model);
    default:
      return [];
  }
}

function howItRuns({ instruction, before }: Step, stage: Stage, model: BuildModel): string {
  const { user, workdir, shell } = before;
  const missing = missingShell({ form: instruction.json ? 'exec' : 'shell', instruction }, stage, model);
  if (missing !== undefined) return `Fails: shell form is for a shell, and ${missing}.`;
  const parts = [`as ${userOf(user)}${bracketed(user, model)}`];
  if (workdir.value !== undefined)
    parts.push(`in ${code(shownPath(workdir.value))}${bracketed(workdir, model)}`);
  const isUsual = !shell.by && !mayBeOnWindows(stage, before, model);
  if (!isUsual && shell.value && !instruction.json) parts.push(`with ${code(shell.value.join(' '))}`);
  return `Runs ${parts.join(' ')}.`;
}

function howItChecks(step: Step, stage: Stage, model: BuildModel): string[] {
  // A SHELL further down is what the engine takes.
  const atEnd = stage.final.healthcheck;
  const { value, by } = atEnd.by === step.instruction ? atEnd : step.after.healthcheck;
  if (by !== step.instruction || value === undefined) return [];
  if (value === 'none') return ['There is no check, not even that of the base image.'];
  const missing = missingShell(value, stage, model);
  if (missing !== undefined) return [`The check always fails: shell form is for a shell, and ${missing}.`];
  const flag = (name: string) => step.instruction.flags.find((each) => each.name === name)?.value;
  const every = code(flag('interval') ?? '30s');
  const timeout = code(flag('timeout') ?? '30s');
  return [
    `Runs ${checkLine(value, step, model)} every ${every}, for ${timeout} at most; unhealthy after ${code(flag('retries') ?? '3')} failures in a row.`,
  ];
}

function userOf({ value, by }: Setting<string>): string {
  // Without a name it is root. https://docs.docker.com/reference/dockerfile/#user
  if (value !== undefined) return code(value === '' ? 'root' : value);
  return by ? `the user that ${code(by.args.text)} names` : "the base image's user";
}

/** The model leaves out the drive, which can only be this one. */
function shownPath(path: string): string {
  return path.startsWith('\\') ? `C:${path}` : path;
}

function bracketed({ value, by }: Setting<string>, model: BuildModel): string {
  return value !== undefined && by && byDefault(by, model) !== '' ? ' (by default)' : '';
}

/** Where a build argument decides. */
function byDefault(instruction: Instruction, model: BuildModel, comma = ''): string {
  return hangsOnArgument(instruction, instruction.range, model) ? `${comma} by default` : '';
}

function nonEmpty(text: string): string[] {
  return text.trim() === '' ? [] : [text.trim()];
}
