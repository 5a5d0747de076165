import { isPlainWindows } from '../../knowledge/windowsImages.ts';
import type { BuildModel, CommandSetting, Stage, Step } from '../../model/types.ts';
import { mayBeOnWindows } from '../../rules/support/onWindows.ts';
import { readsArguments, shellOf, trapsTermination } from '../../rules/support/shellFormCommands.ts';
import { mayHaveShell, shellFreeBase } from '../../rules/support/shellFree.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { code } from '../../text/markdown.ts';
import { shorten } from '../../text/shorten.ts';
import { isBuiltOn, targetOption } from './stage.ts';

/**
 * The process a container starts, from ENTRYPOINT and CMD together, as Docker combines them; for an instruction that
 * the final image does not get it from, that of an image of its own stage. Empty where there is none.
 */
export function startedProcess(instruction: Instruction, stage: Stage, model: BuildModel): string {
  const { finalStage } = model;
  const { entrypoint: own, cmd: ownCmd } = finalStage?.final ?? stage.final;
  const isFinal =
    finalStage === stage ||
    (finalStage !== undefined &&
      isBuiltOn(finalStage, stage) &&
      (own.by === instruction || ownCmd.by === instruction));
  const shown = isFinal && finalStage ? finalStage : stage;
  const entrypoint = shown.final.entrypoint.value;
  const cmd = shown.final.cmd.value;
  if (!entrypoint && !cmd) return '';
  const isWindows = mayBeOnWindows(shown, shown.final, model);
  const setting = entrypoint && entrypoint.argv.length > 0 ? entrypoint : cmd;
  // Windows has no argument lists: there CMD is put behind the line of the shell.
  const isRead = !isWindows && readsArguments.test(entrypoint?.instruction.shell?.text ?? '');
  const argv = entrypoint ? withArguments(entrypoint, cmd, isRead) : (cmd?.argv ?? []);
  if (argv.length === 0) return '';
  const form = argv === setting?.argv ? setting.form : 'exec';
  const line = code(shorten(commandLine(argv, form, isWindows), 200));
  const who = isFinal ? 'A container' : `With ${targetOption(shown)} a container`;
  const shell = setting && missingShell(setting, shown, model);
  if (shell !== undefined) return `${who} would start ${line}, but ${shell}: it cannot start.`;
  // Whether the base image has one is not known.
  const { reference } = shown.base.root;
  const mayHaveOne = !entrypoint && !(reference && isPlainWindows(reference.name));
  const behind = mayHaveOne ? ", as arguments of the base image's ENTRYPOINT if it has one" : '';
  const isIgnored = entrypoint?.form === 'shell' && cmd?.instruction.name === 'CMD' && !isWindows && !isRead;
  const ignored = isIgnored ? ' CMD is ignored, since ENTRYPOINT is in shell form.' : '';
  return `${who} starts ${line}${behind}.${ignored}${processOne(setting, model)}`;
}

/** The command of a HEALTHCHECK as the engine runs it. */
export function checkLine({ argv, form }: CommandSetting, step: Step, model: BuildModel): string {
  const isWindows = step.stage !== undefined && mayBeOnWindows(step.stage, step.before, model);
  return code(shorten(commandLine(argv, form, isWindows), 200));
}

/** `scratch has no /bin/sh`, where a shell form needs it and nothing may have brought one; else undefined. */
export function missingShell(
  { form, instruction }: Pick<CommandSetting, 'form' | 'instruction'>,
  stage: Stage,
  model: BuildModel,
): string | undefined {
  const image = form === 'shell' ? shellFreeBase(stage) : undefined;
  const step = model.stepOf(instruction);
  if (image === undefined || step.before.shell.by) return undefined;
  const program = step.scripts[0]?.commands[0]?.words[0]?.value;
  // What the container starts is looked for in all of the stage, what a RUN needs in what stands above it.
  const at = step.run ? step : model.stepOf(stage.from);
  if (mayHaveShell(at, program?.slice(program.lastIndexOf('/') + 1), model)) return undefined;
  return `${image} has no \`/bin/sh\``;
}

/** What becomes of the shell in front of a command, and of the signal that is to end the container. */
function processOne(setting: CommandSetting | undefined, model: BuildModel): string {
  const keyword = setting?.instruction.name;
  if (setting?.form !== 'shell' || (keyword !== 'CMD' && keyword !== 'ENTRYPOINT')) return '';
  const step = model.stepOf(setting.instruction);
  const shell = shellOf(step);
  if (shell === 'windows' || shell === 'replaced') return '';
  const script = step.scripts[0];
  if (!script || trapsTermination(script)) return '';
  // Of dash it is known that it stays, whatever the command; other shells make way where nothing is left to do.
  if (step.dialect === 'dash') return ' Process 1 is the shell: it does not pass on SIGTERM.';
  const way = shell === 'gives-way' ? wayOut(script) : undefined;
  return ` ${way ?? 'The shell may stay process 1, and then SIGTERM does not reach the program.'}`;
}

/** For Bash and ash of BusyBox: each has its own idea of pipelines, compound commands and redirections. */
function wayOut({ body }: ShellScript): string | undefined {
  const items = body.length === 1 ? (body[0]?.items ?? []) : [];
  const last = items.at(-1);
  if (last?.node.kind !== 'command' || last.node.redirects.length > 0 || last.negated) return undefined;
  if (items.some(({ background, operator }) => background || operator === '|' || operator === '|&'))
    return undefined;
  return items.length === 1
    ? 'The shell comes first, and makes way for the program.'
    : 'The shell stays until the last command, for which it makes way; until then it does not pass on SIGTERM.';
}

/** @param isRead the script of a shell form looks at its arguments */
function withArguments(
  entrypoint: CommandSetting,
  cmd: CommandSetting | undefined,
  isRead: boolean,
): readonly string[] {
  if ((entrypoint.form === 'shell' && !isRead) || !cmd) return entrypoint.argv;
  return entrypoint.argv.length === 0 ? cmd.argv : [...entrypoint.argv, ...cmd.argv];
}

/** As it would be typed in a shell of the system. */
function commandLine(argv: readonly string[], form: 'exec' | 'shell', isWindows: boolean): string {
  if (!isWindows) return argv.map(quoteForShell).join(' ');
  // Docker puts the text behind `cmd /S /C` as it stands.
  return (form === 'shell' ? argv : argv.map(quoteForWindows)).join(' ');
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function quoteForWindows(word: string): string {
  return word === '' || /[\s"]/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word;
}
