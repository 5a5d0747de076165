import type { BuildModel, PackageCommand, Stage, Step } from '../../../model/types.ts';
import { unwrapCommand } from '../../../model/unwrapCommand.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../../syntax/shell/tree.ts';
import type { ContextFacts } from '../../rule.ts';
import { isUnknownPath, joinPath, workdirOf } from '../containerPaths.ts';
import { simpleCommand } from '../execForm.ts';

/** The only stage of a file, with what it runs while it is built and what its container starts. */
export interface SingleStage {
  readonly model: BuildModel;
  readonly stage: Stage;
  /** Of all RUNs, in order, those within branches and loops included. */
  readonly commands: readonly PlacedCommand[];
  readonly start: Start;
  /** Texts of the build context, where known: `package.json`. */
  readonly read: ContextFacts['read'];
  /** Whether a file or folder is in the build context, and kept in it; undefined where that is not known. */
  readonly exists: ContextFacts['exists'];
}

export interface PlacedCommand {
  readonly step: Step;
  readonly command: ShellCommand;
  /** Lower case, without path; wrappers taken off. Undefined when it is not static. */
  readonly program: string | undefined;
  /** What follows the program. */
  readonly args: readonly ShellWord[];
  /** It is a call of a package manager or build tool. */
  readonly call: PackageCommand | undefined;
  /** The directory it runs in; see `isUnknownPath`. */
  readonly cwd: string;
}

/** The command of the container, as far as the file says it. */
export interface Start {
  /** CMD and ENTRYPOINT of the file that have a say. */
  readonly instructions: readonly Instruction[];
  /** One of them is in shell form. */
  readonly needsShell: boolean;
  /** The shell form is one plain command: its words would do in exec form. */
  readonly words: readonly ShellWord[] | undefined;
  /** Program and arguments; what a variable decides stands as it is written. */
  readonly argv: readonly string[];
  /** The directory in which it starts. */
  readonly cwd: string;
}

/** Undefined for a file with more stages, and where nobody can say what the container starts. */
export function singleStageOf(model: BuildModel, context: ContextFacts): SingleStage | undefined {
  const [stage, second] = model.stages;
  if (!stage || second || model.tree.errors.length > 0 || isWindows(stage)) return undefined;
  const start = startOf(stage, model);
  if (!start) return undefined;
  const commands = commandsOf(stage, model);
  const read = (path: string) => context.read(path);
  const exists = (path: string) => (context.isIgnored(path) === true ? false : context.exists(path));
  return commands.length === 0 ? undefined : { model, stage, commands, start, read, exists };
}

/** What the RUNs of a stage run, each command with its directory. */
export function commandsOf({ instructions }: Stage, model: BuildModel): PlacedCommand[] {
  return instructions.flatMap((instruction) =>
    instruction.name === 'RUN' ? placed(model.stepOf(instruction)) : [],
  );
}

function isWindows({ base }: Stage): boolean {
  const { facts, reference } = base.root;
  const isNamed = /nanoserver|windows/.test(reference?.tag ?? '');
  return facts.distribution === 'windows' || isNamed;
}

function placed(step: Step): PlacedCommand[] {
  const calls = new Map(step.run?.packageCommands.map((call) => [call.command, call]));
  let cwd = workdirOf(step);
  return (step.run?.commands ?? []).map((command) => {
    const { name: program, args } = unwrapCommand(command);
    const found = { step, command, program, args, call: calls.get(command), cwd };
    if (program === 'cd' || program === 'pushd') {
      const to = args[0]?.value;
      cwd = to === undefined || to.startsWith('~') || to === '-' ? nowhere : joinPath(cwd, to);
    }
    return found;
  });
}

/** A path of its own that no other equals. */
const nowhere = '/\uFFFC';

function startOf(stage: Stage, model: BuildModel): Start | undefined {
  const { entrypoint, cmd } = stage.final;
  const isOwn = (by: Instruction | undefined) => by !== undefined && stage.instructions.includes(by);
  const own = [entrypoint, cmd].filter(({ by }) => isOwn(by));
  const first = own[0]?.by;
  const last = stage.instructions.at(-1);
  if (!first || !last) return undefined;
  const cwd = workdirOf({ ...model.stepOf(last), before: stage.final });
  const settings = own.flatMap(({ value }) => (value && value.argv.length > 0 ? [value] : []));
  const shell = settings.find(({ form }) => form === 'shell');
  if (!shell) {
    const argv = settings.flatMap((setting) => setting.argv);
    const instructions = settings.map(({ instruction }) => instruction);
    return argv.length === 0 ? undefined : { instructions, needsShell: false, words: undefined, argv, cwd };
  }
  // An ENTRYPOINT in shell form leaves CMD out, and a CMD in shell form is no argument.
  if (settings.length !== 1) return undefined;
  const { instruction } = shell;
  const script = model.stepOf(instruction).scripts[0];
  const command = script && simpleCommand(script);
  if (!command || instruction.heredocs.length > 0) return undefined;
  const words = command.words[0]?.value === 'exec' ? command.words.slice(1) : command.words;
  const isDefaultShell = !stage.final.shell.by;
  return {
    instructions: [instruction],
    needsShell: true,
    words: command.isPlain && !command.isBuiltin && isDefaultShell ? command.words : undefined,
    argv: words.map((word) => word.value ?? word.text),
    cwd,
  };
}

/** A path as the container finds it; undefined where it cannot be known. */
export function resolve(cwd: string, path: string): string | undefined {
  if (path === '' || path.startsWith('~') || /[$`\\]/.test(path)) return undefined;
  const resolved = joinPath(cwd, path);
  return isUnknownPath(resolved) ? undefined : resolved;
}

/** A word's text, variables of the image filled in where the file sets them. */
export function textOf(word: ShellWord | undefined, step: Step): string | undefined {
  if (!word) return undefined;
  if (word.value !== undefined) return word.value;
  const [, name, rest = ''] = /^"?\$\{?(\w+)\}?([\w./-]*)"?$/.exec(word.text) ?? [];
  const found = name === undefined ? undefined : step.before.env(name);
  if (found?.kind !== 'defined' || found.definition.kind !== 'env' || found.value === undefined)
    return undefined;
  return found.value + rest;
}
