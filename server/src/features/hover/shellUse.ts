import type { BuildModel, Mount, Step, VariableUse, VariableValue } from '../../model/types.ts';
import { atRunTime, secretVariable } from '../../model/variableUses.ts';
import { mayBeOnWindows } from '../../rules/support/onWindows.ts';
import type { ShellCommand, ShellScript } from '../../syntax/shell/tree.ts';
import { code, escapeMarkdown } from '../../text/markdown.ts';
import { contains } from '../../text/range.ts';
import { describeVariable, lineOf, place } from './variable.ts';

/**
 * Markdown of a variable in text for a shell, by the rules of that shell. Undefined for what the shell sets itself, or
 * what no line of the file gives it.
 */
export function describeShellUse(use: VariableUse, model: BuildModel): string | undefined {
  const step = model.stepOf(use.instruction);
  const script = scriptOf(use, step);
  if (!script) return undefined;
  switch (script.dialect) {
    case 'powershell':
      return inPowerShell(use, script, step, model);
    case 'cmd':
      return inCmd(use, step, model);
    case 'unknown':
      // No shell of Windows would put anything in the place of `$NAME`, or not what the file says.
      if (step.stage && mayBeOnWindows(step.stage, step.before, model)) return undefined;
      return inBourneShell(use, script, model);
    default:
      return inBourneShell(use, script, model);
  }
}

/**
 * A use in text for a shell as one of a name of the file: with what the build gives it. Undefined where the name is the
 * shell's own, or the text sets it first.
 */
export function asUseOfFile(use: VariableUse, model: BuildModel): VariableUse | undefined {
  const step = model.stepOf(use.instruction);
  const script = scriptOf(use, step);
  if (!script) return undefined;
  if (script.dialect === 'powershell') {
    const name = /^env:(\w+)$/i.exec(use.name)?.[1];
    if (name === undefined) return undefined;
    const { end } = use.nameRange;
    const nameRange = { start: end - name.length, end };
    return { ...use, name, nameRange, result: valueIn(name, step, model) };
  }
  if (script.dialect === 'cmd') {
    return model.tree.text[use.range.start] === '%'
      ? { ...use, result: valueIn(use.name, step, model) }
      : undefined;
  }
  return setBefore(use, script) === true ? undefined : use;
}

/** The program that a use stands in; of one in the body of a heredoc, that which hands it on. */
function scriptOf({ range, instruction }: VariableUse, { scripts }: Step): ShellScript | undefined {
  const own = scripts.find(({ source }) => contains(source.range, range));
  const isInBody = instruction.heredocs.some(({ contentRange }) => contains(contentRange, range));
  return own ?? (isInBody ? scripts[0] : undefined);
}

function inBourneShell(use: VariableUse, script: ShellScript, model: BuildModel): string | undefined {
  const run = model.stepOf(use.instruction).run;
  const secret = run && secretVariable(run, use.name);
  if (secret)
    return setBefore(use, script) === undefined ? describeSecret(use.name, secret, model) : undefined;
  // `$?`, `$1` and the like are the shell's own, whatever the file names so.
  if (!isOfFile(use.result) || !/^[A-Za-z_]\w*$/.test(use.name)) return undefined;
  const set = setBefore(use, script);
  return set === true ? undefined : describeVariable(use, model, undefined, set);
}

function describeSecret(name: string, { flag, options }: Mount, model: BuildModel): string {
  const id = options.get('id') || options.get('source');
  const which = id ? `the secret ${code(id)}` : 'a secret';
  return [
    `**$${escapeMarkdown(name)}** is ${which}, for this command only.`,
    `From \`--mount\` on line ${lineOf(flag.range, model)}. It is in no layer and no history.`,
  ].join('\n\n');
}

/** PowerShell has variables of its own, and the environment under `$env:`. */
function inPowerShell(
  use: VariableUse,
  { source }: ShellScript,
  step: Step,
  model: BuildModel,
): string | undefined {
  const name = /^env:(\w+)$/i.exec(use.name)?.[1];
  const before = source.text.slice(0, source.map.toDerived(use.range.start));
  if (name !== undefined) {
    const sets = new RegExp(`env:${name}\\b\\}?\\s*[-+]?=|SetEnvironmentVariable\\(\\s*["']${name}["']`, 'i');
    const result = valueIn(name, step, model);
    if (!isOfFile(result) || sets.test(before)) return undefined;
    return describeVariable({ ...use, name, result }, model, `$env:${name}`);
  }
  if (!/^\w+$/.test(use.name) || ownVariables.test(use.name)) return undefined;
  const result = valueIn(use.name, step, model);
  const isOurs = result.kind === 'defined' && result.definition.instruction !== undefined;
  if (!isOurs) return undefined;
  // What sets it may stand anywhere, in the SHELL as well: a script, a loop, `-OutVariable`.
  const text = [...(step.before.shell.value ?? []), source.text].join('\n');
  const sets = new RegExp(
    `\\$(?:\\w+:)?${use.name}\\b\\s*(?:[-+*/%?]*=[^=]|,|\\bin\\b|\\+\\+)|(?:Variable|-PipelineVariable|-\\w{1,20}v)\\s+(?:-Name\\s+)?["']?${use.name}\\b|\\bparam\\s*\\(|(?:^|[\\s;])\\.\\s+\\S`,
    'i',
  );
  if (sets.test(text)) return undefined;
  return [
    `**$${escapeMarkdown(use.name)}** is a variable of PowerShell itself, which nothing sets here: it is empty.`,
    `${place(result.definition, model)} gives ${code(`$env:${use.name}`)}: that is how PowerShell sees the environment.`,
  ].join('\n\n');
}

/** Set by PowerShell, in any case. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_automatic_variables */
const ownVariables =
  /^(?:_|args|consolefilename|error|event\w*|executioncontext|false|foreach|home|host|input|is\w+|lastexitcode|matches|myinvocation|nestedpromptlevel|null|pid|profile|ps\w+|pwd|sender|shellid|stacktrace|switch|this|true|\w+preference|maximumhistorycount|ofs|outputencoding)$/i;

/** `%NAME%` is put in before the line runs, whatever the line sets; `!NAME!` is text unless asked for. */
function inCmd(use: VariableUse, step: Step, model: BuildModel): string | undefined {
  if (model.tree.text[use.range.start] !== '%') return undefined;
  const result = valueIn(use.name, step, model);
  return isOfFile(result) ? describeVariable({ ...use, result }, model, `%${use.name}%`) : undefined;
}

/** What the build gives a name at a step. On Windows the case of its letters does not matter. */
function valueIn(name: string, step: Step, model: BuildModel): VariableValue {
  const found = givenTo(name, step, model);
  if (isOfFile(found) || !step.stage || !mayBeOnWindows(step.stage, step.before, model)) return found;
  const lower = name.toLowerCase();
  const same = step.before.variables().find((each) => each.name.toLowerCase() === lower);
  return same ? givenTo(same.name, step, model) : found;
}

function givenTo(name: string, step: Step, model: BuildModel): VariableValue {
  const { instruction } = step;
  if (instruction.name === 'RUN') return model.lookup(name, instruction);
  return atRunTime(name, step);
}

function isOfFile({ kind }: VariableValue): boolean {
  return kind === 'defined' || kind === 'out-of-scope';
}

/**
 * Whether a script sets a name before it uses it: true, undefined if not, or the command that may do so, because it
 * reads a file or evaluates a text.
 */
function setBefore(
  { name, range }: VariableUse,
  { commands, source }: ShellScript,
): string | true | undefined {
  const before = source.text.slice(0, source.map.toDerived(range.start));
  if (new RegExp(`\\b(?:for|select)\\s+${name}\\b|\\$\\{${name}:?=|\\(\\(\\s*${name}\\b`).test(before))
    return true;
  const user = commands.filter((command) => contains(command.range, range)).at(-1);
  const isRepeated =
    user?.context === 'loop' || user?.context === 'condition' || user?.context === 'function';
  let reader: string | undefined;
  for (const command of commands) {
    const { context } = command;
    const isEarlier = command.range.end <= range.start;
    if (!isEarlier && !(isRepeated && (context === 'loop' || context === 'condition'))) continue;
    // What these change is gone when they end.
    if ((context === 'subshell' || context === 'substitution') && user?.context !== context) continue;
    if (sets(command, name)) return true;
    if (command.name !== undefined && readers.has(command.name)) {
      reader = command.words
        .slice(0, 2)
        .map(({ text }) => text)
        .join(' ');
    }
  }
  return reader;
}

const readers = new Set(['.', 'source', 'eval']);

function sets({ assignments, words, name: program }: ShellCommand, name: string): boolean {
  // Before a command they are for that command.
  if (words.length === 0) return assignments.some((each) => each.name === name);
  const given = program === undefined ? undefined : setters.get(program);
  return given !== undefined && words.slice(1).some(({ text }) => given(name).test(text));
}

/** Builtins with a name among their words, and how it stands there. */
const setters: ReadonlyMap<string, (name: string) => RegExp> = new Map([
  ...['export', 'readonly'].map((program) => [program, withValue] as const),
  ...['declare', 'getopts', 'let', 'local', 'mapfile', 'printf', 'read', 'readarray', 'typeset', 'unset'].map(
    (program) => [program, alone] as const,
  ),
]);

function withValue(name: string): RegExp {
  return new RegExp(`^["']?${name}\\+?=`);
}

function alone(name: string): RegExp {
  return new RegExp(`^["']?${name}(?![\\w-])`);
}
