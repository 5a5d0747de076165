import { dialectOfProgram, programName, shebangWords } from '../knowledge/shells.ts';
import { parseHeredoc } from '../syntax/dockerfile/heredocs.ts';
import type { Heredoc, Instruction, JsonArray, LogicalText } from '../syntax/dockerfile/tree.ts';
import { shellScriptOf } from '../syntax/shell/script.ts';
import type { ShellCommand, ShellDialect, ShellScript, ShellWord } from '../syntax/shell/tree.ts';
import { anchorOf, spanOf } from '../text/anchor.ts';
import { heredocBody } from './heredocBody.ts';
import { mountsOf } from './mounts.ts';
import { packageCommandOf } from './packageCommands.ts';
import type { PackageCommand, RunModel, RunScript } from './types.ts';
import { unwrapCommand } from './unwrapCommand.ts';

/**
 * What a RUN runs, in the shell that is in force there; undefined for another instruction. `document` is the text of
 * the file, `systemShell` what the image calls sh; `isWindows`: where the first line of a body names no interpreter.
 * Never throws; linear in the instruction. Kept on the instruction, which outlives versions of the document; in the same
 * shells it is the same object, for others keep what they made of its commands.
 */
export function runModelOf(
  instruction: Instruction,
  dialect: ShellDialect,
  document: string,
  systemShell: ShellDialect = 'posix',
  isWindows = false,
): RunModel | undefined {
  if (instruction.name !== 'RUN') return undefined;
  // Only a body can ask for sh by itself, or for an interpreter.
  const isBody = instruction.heredocs.length > 0;
  const sh = isBody ? systemShell : 'posix';
  const runs = instruction.once(newRuns);
  const key = `${dialect} ${sh} ${isBody && isWindows}`;
  let run = runs.get(key);
  if (!run) {
    run = createRunModel(instruction, { dialect, sh, document, isWindows });
    runs.set(key, run);
  }
  return run;
}

function newRuns(): Map<string, RunModel> {
  return new Map();
}

interface Shells {
  /** Of the shell in force. */
  readonly dialect: ShellDialect;
  /** Of the program called sh. */
  readonly sh: ShellDialect;
  readonly document: string;
  readonly isWindows: boolean;
}

/** The program of another instruction in shell form, kept alike; undefined where there is none. */
export function shellFormOf(instruction: Instruction, dialect: ShellDialect): ShellScript | undefined {
  const { shell } = instruction;
  if (!shell) return undefined;
  const scripts = instruction.once(newScripts);
  let script = scripts.get(dialect);
  if (!script) {
    script = shellScriptOf(shell, dialect);
    scripts.set(dialect, script);
  }
  return script;
}

function newScripts(): Map<ShellDialect, ShellScript> {
  return new Map();
}

function createRunModel(instruction: Instruction, shells: Shells): RunModel {
  const { dialect } = shells;
  const scripts = instruction.json ? [] : scriptsOf(instruction, shells);
  const commands = instruction.json
    ? execCommand(instruction.json)
    : scripts.flatMap((entry) => entry.script.commands);
  const isHeredoc = scripts.length === 1 && scripts[0]?.heredoc !== undefined;
  return new Run({
    instruction,
    form: instruction.json ? 'exec' : isHeredoc ? 'heredoc' : 'shell',
    dialect: isHeredoc ? (scripts[0]?.script.dialect ?? dialect) : dialect,
    scripts,
    commands,
    mounts: mountsOf(instruction),
    network: instruction.flags.find((flag) => flag.name === 'network')?.value,
    packageCommands: commands
      .map(packageCommandOf)
      .filter((call): call is PackageCommand => call !== undefined),
  });
}

/** A RUN as it was read, with what others make of it. */
class Run implements RunModel {
  readonly instruction: Instruction;
  readonly form: RunModel['form'];
  readonly dialect: ShellDialect;
  readonly scripts: RunModel['scripts'];
  readonly commands: RunModel['commands'];
  readonly mounts: RunModel['mounts'];
  readonly network: string | undefined;
  readonly packageCommands: RunModel['packageCommands'];
  #kept: Map<(run: RunModel) => unknown, unknown> | undefined;

  constructor(read: Omit<RunModel, 'once'>) {
    this.instruction = read.instruction;
    this.form = read.form;
    this.dialect = read.dialect;
    this.scripts = read.scripts;
    this.commands = read.commands;
    this.mounts = read.mounts;
    this.network = read.network;
    this.packageCommands = read.packageCommands;
  }

  once<T>(compute: (run: RunModel) => T): T {
    this.#kept ??= new Map();
    if (!this.#kept.has(compute)) this.#kept.set(compute, compute(this));
    // What is kept under a function is what that function gave.
    return this.#kept.get(compute) as T;
  }
}

function scriptsOf(instruction: Instruction, shells: Shells): RunScript[] {
  const { shell, heredocs } = instruction;
  const { dialect, document, isWindows } = shells;
  const first = heredocs[0];
  if (first && shell && parseHeredoc(shell.text).mark) {
    // Nothing but `<<EOF`: BuildKit has SHELL start the body as a file of its own when it has a shebang, but not on
    // Windows; else it hands it to SHELL as a program.
    // https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go (dispatchRun)
    const text = heredocBody(first, document);
    const content = document.slice(first.contentRange.start, first.contentRange.end);
    const words = isWindows ? undefined : shebangWords(content);
    const own = words && (dialectCalled(words[0] ?? '', shells) ?? 'other');
    return [scriptOf(text, own ?? dialect, first, words)];
  }
  if (!shell || shell.text === '') return [];
  const line = scriptOf(shell, dialect);
  return [line, ...stdinScripts(line, heredocs, shells)];
}

function scriptOf(
  text: LogicalText,
  dialect: ShellDialect,
  heredoc?: Heredoc,
  interpreter?: readonly string[],
): RunScript {
  return { script: shellScriptOf(text, dialect), heredoc, text, interpreter };
}

/** Heredocs that an interpreter on the command line reads as its program: `bash <<EOF`, `python3 - <<EOF`. */
function stdinScripts(line: RunScript, heredocs: readonly Heredoc[], shells: Shells): RunScript[] {
  const scripts: RunScript[] = [];
  if (heredocs.length === 0) return scripts;
  const byPlace = new Map(heredocs.map((heredoc) => [heredoc.range.start, heredoc]));
  for (const command of line.script.commands) {
    const dialect = stdinDialect(command, shells);
    // The last redirection of the standard input is the one that counts.
    const input = command.redirects.filter((redirect) => /^<(?!&)/.test(redirect.operator)).pop();
    if (!dialect || !input || (input.fileDescriptor ?? 0) !== 0) continue;
    const heredoc = byPlace.get(input.range.start);
    if (!heredoc) continue;
    const { name = '', args } = unwrapCommand(command);
    const interpreter = [name, ...args.map(({ value, text }) => value ?? text)];
    scripts.push(scriptOf(heredocBody(heredoc, shells.document), dialect, heredoc, interpreter));
  }
  return scripts;
}

/** What a command reads its standard input as, when it runs it; undefined when the input is data. */
function stdinDialect(command: ShellCommand, shells: Shells): ShellDialect | undefined {
  const { name, args } = unwrapCommand(command);
  // `<<EOF bash` and `bash <<EOF` are the same command to a shell.
  const dialect = name === undefined ? undefined : dialectCalled(name, shells);
  if (!dialect) return undefined;
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.value;
    if (text === '-' || text === '-s' || text === '/dev/stdin') return dialect;
    // A program in the arguments, or in a file: the input is its data. `set` options of a shell take a word.
    if (text === undefined || !/^[-+]/.test(text)) return undefined;
    if (/^-[a-z]*[ce]$/.test(text) && !isSetOption(dialect, text)) return undefined;
    i += wordsTaken(text);
  }
  return dialect;
}

/** `-o` and `-O` take a word each, among other letters as well: `bash -euo pipefail`. */
function wordsTaken(option: string): number {
  return /^[-+][A-Za-z]{1,8}$/.test(option) ? option.replace(/[^oO]/g, '').length : 0;
}

/** What a program reads, which may be the sh of the image. */
function dialectCalled(program: string, { sh }: Shells): ShellDialect | undefined {
  return programName(program) === 'sh' && dialectOfProgram(program) === 'posix'
    ? sh
    : dialectOfProgram(program);
}

/** `bash -e` stops at failures, `perl -e` brings a program. */
function isSetOption(dialect: ShellDialect, option: string): boolean {
  return dialect !== 'other' && !option.includes('c');
}

/** The one command of an exec form: its words are the strings, and no shell expands them. */
function execCommand(json: JsonArray): readonly ShellCommand[] {
  const words = json.items.map((item): ShellWord => {
    const inner = anchorOf(item.range).range(item.range.start + 1, item.range.end - 1);
    const facts = { expands: false, globs: false, quoted: true, variables: [], parts: [] };
    return { text: item.value, value: item.value, range: item.range, segments: [inner], ...facts };
  });
  const first = words[0];
  if (!first) return [];
  return [
    {
      kind: 'command',
      range: spanOf(first.range, (words.at(-1) ?? first).range),
      assignments: [],
      words,
      name: first.value,
      redirects: [],
      context: 'list',
      conditional: false,
      inPipeline: false,
    },
  ];
}
