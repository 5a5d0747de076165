import { instructionDocs, instructionLink } from '../../knowledge/instructionDocs.ts';
import type { BuildModel, CommandSetting, ImageState, Setting, Step } from '../../model/types.ts';
import { shellOf } from '../../rules/support/shellFormCommands.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { code, codeBlock, shorten } from '../../text/markdown.ts';
import { unneeded } from './stage.ts';

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
  const doc = instructionDocs[instruction.name];
  return [
    `**${instruction.name}** ${doc.summary}`,
    ...[...here(instruction, model), ...(context === undefined ? [] : [context])].map((line) => `➜ ${line}`),
    [`- *Layer:* ${doc.layer}`, `- *Cache:* ${doc.cache}`, `- *Habit:* ${doc.habit}`].join('\n'),
    codeBlock('dockerfile', doc.example),
    `[Reference](${instructionLink(instruction.name)})`,
  ].join('\n\n');
}

/** What this very instruction does, as far as the file tells. */
function here(instruction: Instruction, model: BuildModel): string[] {
  if (instruction.isTrigger || model.isTemplate) return [];
  const stage = model.stageOf(instruction);
  const step = model.stepOf(instruction);
  switch (instruction.name) {
    case 'FROM': {
      if (!stage) return [];
      const total = model.stages.length;
      const which = total === 1 ? '' : `Stage ${stage.index + 1} of ${total}, \`--from=${stage.index}\`. `;
      const skipped = stage.reachable ? '' : unneeded;
      const base =
        stage.base.hasVariables && stage.base.resolved
          ? `The base is ${code(stage.base.resolved)} by default. `
          : '';
      return nonEmpty(which + base + skipped);
    }
    case 'CMD':
    case 'ENTRYPOINT':
      return nonEmpty(
        effectiveCommand(stage && stage === model.finalStage ? stage.final : step.after, model),
      );
    case 'WORKDIR':
      return step.after.workdir.value === undefined
        ? []
        : [`The directory from here on: ${code(step.after.workdir.value)}.`];
    case 'RUN':
      return [howItRuns(step)];
    default:
      return [];
  }
}

function howItRuns({ instruction, before }: Step): string {
  const { user, workdir, shell } = before;
  const parts = [`as ${userOf(user)}`];
  if (workdir.value !== undefined) parts.push(`in ${code(workdir.value)}`);
  if (shell.by && shell.value && !instruction.json) parts.push(`by ${code(shell.value.join(' '))}`);
  return `Runs ${parts.join(' ')}.`;
}

function userOf({ value, by }: Setting<string>): string {
  // Without a name it is root. https://docs.docker.com/reference/dockerfile/#user
  if (value !== undefined) return code(value === '' ? 'root' : value);
  return by ? `the user that ${code(by.args.text)} names` : "the base image's user";
}

/** The process a container starts, from ENTRYPOINT and CMD together, as Docker combines them. */
function effectiveCommand(state: ImageState, model: BuildModel): string {
  const entrypoint = state.entrypoint.value;
  const cmd = state.cmd.value;
  if (!entrypoint && !cmd) return '';
  const argv = entrypoint ? withArguments(entrypoint, cmd) : (cmd?.argv ?? []);
  const line = shorten(argv.map(quoteForShell).join(' '), 200);
  // Whether the base image has one is not known.
  const behind = entrypoint ? '' : ', behind the entrypoint of the base image if it has one';
  const isIgnored = entrypoint?.form === 'shell' && cmd?.instruction.name === 'CMD';
  const ignored = isIgnored ? ' CMD is ignored, since ENTRYPOINT is in shell form.' : '';
  const first = entrypoint && entrypoint.argv.length > 0 ? entrypoint : cmd;
  return `A container starts ${code(line)}${behind}.${ignored}${shellInFront(first, model)}`;
}

function shellInFront(first: CommandSetting | undefined, model: BuildModel): string {
  const keyword = first?.instruction.name;
  if (first?.form !== 'shell' || (keyword !== 'CMD' && keyword !== 'ENTRYPOINT')) return '';
  switch (shellOf(model.stepOf(first.instruction))) {
    case 'stays':
      return ' Process 1 is the shell: it does not pass on SIGTERM.';
    case 'gives-way':
      return ' The shell comes first, and makes way for a single command.';
    default:
      return '';
  }
}

function withArguments(entrypoint: CommandSetting, cmd: CommandSetting | undefined): readonly string[] {
  return entrypoint.form === 'shell' ? entrypoint.argv : [...entrypoint.argv, ...(cmd?.argv ?? [])];
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function nonEmpty(text: string): string[] {
  return text.trim() === '' ? [] : [text.trim()];
}
