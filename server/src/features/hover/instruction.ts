import { instructionDocs, instructionLink } from '../../knowledge/instructionDocs.ts';
import type { BuildModel, CommandSetting, ImageState, Setting } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { code, codeBlock, shorten } from '../../text/markdown.ts';

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
      const which = total === 1 ? '' : `Stage ${stage.index + 1} of ${total}. `;
      const skipped = stage.reachable ? '' : 'The final stage does not need it: BuildKit skips it.';
      const base =
        stage.base.hasVariables && stage.base.resolved
          ? `The base is ${code(stage.base.resolved)} by default. `
          : '';
      return nonEmpty(which + base + skipped);
    }
    case 'CMD':
    case 'ENTRYPOINT':
      return stage === model.finalStage && stage
        ? nonEmpty(effectiveCommand(stage.final))
        : nonEmpty(effectiveCommand(step.after));
    case 'WORKDIR':
      return step.after.workdir.value === undefined
        ? []
        : [`The directory from here on: ${code(step.after.workdir.value)}.`];
    case 'RUN': {
      const user = known(step.before.user, 'root');
      const workdir = step.before.workdir.value;
      return [`Runs as ${code(user)}${workdir === undefined ? '' : ` in ${code(workdir)}`}.`];
    }
    default:
      return [];
  }
}

/** The process a container starts, from ENTRYPOINT and CMD together, as Docker combines them. */
function effectiveCommand(state: ImageState): string {
  const entrypoint = state.entrypoint.value;
  const cmd = state.cmd.value;
  if (!entrypoint && !cmd) return '';
  const argv = entrypoint ? withArguments(entrypoint, cmd) : (cmd?.argv ?? []);
  const line = shorten(argv.map(quoteForShell).join(' '), 200);
  const ignored =
    entrypoint?.form === 'shell' && cmd?.instruction
      ? ' CMD is ignored, since ENTRYPOINT is in shell form.'
      : '';
  const shell =
    (entrypoint ?? cmd)?.form === 'shell' ? ' Process 1 is the shell: it does not pass on SIGTERM.' : '';
  return `A container starts ${code(line)}.${ignored}${shell}`;
}

function withArguments(entrypoint: CommandSetting, cmd: CommandSetting | undefined): readonly string[] {
  return entrypoint.form === 'shell' ? entrypoint.argv : [...entrypoint.argv, ...(cmd?.argv ?? [])];
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function known(setting: Setting<string>, otherwise: string): string {
  return setting.value ?? (setting.by ? '?' : otherwise);
}

function nonEmpty(text: string): string[] {
  return text.trim() === '' ? [] : [text.trim()];
}
