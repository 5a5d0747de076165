import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';

/** What a RUN hands to PowerShell: all of it, by the shell in force, or what another shell passes on. */
export interface PowerShellProgram {
  /** SHELL, where an instruction of the file has chosen PowerShell. */
  readonly shell: Instruction | undefined;
  /** The program that is called, or the first one that PowerShell is given. */
  readonly at: ShellWord;
  /** With what SHELL puts in front. */
  readonly text: string;
  readonly statements: readonly string[];
  /** The first word of the program, where another shell passes it on. */
  readonly first: ShellWord | undefined;
}

/** Programs in order. Calls of `.ps1` files are none. */
export function powerShellPrograms({ run, before }: Step): readonly PowerShellProgram[] {
  if (!run) return [];
  const { value, by } = before.shell;
  return run.once(ownPrograms).flatMap((program) => {
    if (program.first) return program;
    // What the shell of a base image is set to, nobody knows.
    return value && by ? { ...program, shell: by, text: `${value.join(' ')} ${program.text}` } : [];
  });
}

function ownPrograms(run: RunModel): readonly PowerShellProgram[] {
  if (run.dialect === 'powershell') {
    if (run.form !== 'shell') return [];
    return run.scripts.flatMap(({ script }) => {
      const at = script.commands.find(({ words }) => words.length > 0)?.words[0];
      const { text } = script.source;
      return at ? [{ shell: undefined, at, text, statements: statementsOf(text), first: undefined }] : [];
    });
  }
  return run.commands.flatMap((command) => passedOn(command) ?? []);
}

/** `powershell -NoProfile -Command "…"`; without an option Windows PowerShell takes the rest for one, too. */
function passedOn(command: ShellCommand): PowerShellProgram | undefined {
  const { name, program, args } = unwrapCommand(command);
  if (!program || (name !== 'powershell' && name !== 'pwsh')) return undefined;
  const option = args.findIndex(({ text }) =>
    /^["']?[-/]c(?:o(?:m(?:m(?:a(?:nd?)?)?)?)?)?["']?$/i.test(text),
  );
  const plain = name === 'powershell' && !args[0]?.text.startsWith('-') ? 0 : -1;
  const from = option >= 0 ? option + 1 : plain;
  const first = args[from];
  if (from < 0 || !first || /\.ps1["']?$/i.test(first.text)) return undefined;
  const text = args
    .slice(from)
    .map((word) => word.text)
    .join(' ');
  const inner = /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
  return { shell: undefined, at: program, text, statements: statementsOf(inner), first };
}

/** Split at the semicolons outside quotes and brackets. */
function statementsOf(text: string): readonly string[] {
  const found: string[] = [];
  let quote = '';
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (/[({]/.test(c)) depth++;
    else if (/[)}]/.test(c)) depth--;
    else if (c === ';' && depth <= 0) {
      found.push(text.slice(from, i));
      from = i + 1;
    }
  }
  found.push(text.slice(from));
  return found.map((one) => one.trim()).filter((one) => one !== '' && !one.startsWith('#'));
}

/**
 * A setting in front of all that PowerShell is given: in SHELL, for every RUN below, or in front of this one program.
 * Undefined where its quotes leave no room.
 * @param setting with its `$`, in single quotes, closed by a semicolon
 */
export function withSetting(
  { shell, first }: PowerShellProgram,
  { dialect, run }: Step,
  setting: string,
  { tree }: BuildModel,
): TextEdit | undefined {
  if (shell) {
    const last = shell.json?.items.at(-1);
    if (!last) return undefined;
    const isSwitch = /^[-/]c(?:ommand)?$/i.test(last.value);
    const at = isSwitch ? last.range.end : last.range.start + 1;
    const isStatement = /;\s*$/.test(last.value);
    if (!isSwitch && !isStatement) return undefined;
    return { range: { start: at, end: at }, newText: isSwitch ? `, "${setting}"` : `${setting} ` };
  }
  if (!first || run?.form !== 'shell') return undefined;
  const isCmd = dialect === 'cmd';
  const quote = /^["']/.exec(first.text)?.[0] ?? '';
  // A Bourne shell would take the variable for its own.
  if (!isCmd && quote === '') return undefined;
  const at = first.range.start + quote.length;
  if (tree.text.slice(first.range.start, at) !== quote) return undefined;
  const written = isCmd
    ? setting
    : quote === '"'
      ? setting.replace('$', '\\$')
      : setting.replaceAll("'", '"');
  return { range: { start: at, end: at }, newText: `${written} ` };
}

/** The problem is that of SHELL, once, where that has chosen PowerShell for all. */
export function onePerShell(
  programs: readonly { readonly step: Step; readonly program: PowerShellProgram }[],
): readonly { readonly step: Step; readonly program: PowerShellProgram }[] {
  const seen = new Set<Instruction>();
  return programs.filter(({ program: { shell } }) => {
    if (!shell) return true;
    if (seen.has(shell)) return false;
    seen.add(shell);
    return true;
  });
}
