import type { BuildModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';

/** An account that a RUN creates with `useradd` or `adduser`. */
export interface CreatedAccount {
  readonly step: Step;
  readonly command: ShellCommand;
  readonly word: ShellWord;
  /** Undefined when it is not static: `$APP_USER`. */
  readonly name: string | undefined;
  /** Its number, when the command gives it in digits. */
  readonly number: string | undefined;
}

/** The accounts that each stage creates itself, in order. Linear in the file, once. */
export function createdAccounts(model: BuildModel): ReadonlyMap<Stage, readonly CreatedAccount[]> {
  return model.once(findAccounts);
}

/** Those that a stage creates, and the stages it is built on. */
export function accountsUpTo(last: Stage, model: BuildModel): readonly CreatedAccount[] {
  const created = createdAccounts(model);
  const accounts: CreatedAccount[] = [];
  if (created.size === 0) return accounts;
  for (let stage: Stage | undefined = last; stage; stage = stage.base.stage) {
    accounts.push(...(created.get(stage) ?? []));
  }
  return accounts;
}

function findAccounts(model: BuildModel): ReadonlyMap<Stage, readonly CreatedAccount[]> {
  const found = new Map<Stage, CreatedAccount[]>();
  for (const step of model.stepsWith('RUN')) {
    const { stage, instruction, run } = step;
    if (!stage || !run || instruction.isTrigger || !instruction.once(namesTools)) continue;
    for (const command of run.commands) {
      const account = accountOf(command, step);
      if (!account) continue;
      const list = found.get(stage);
      if (list) list.push(account);
      else found.set(stage, [account]);
    }
  }
  return found;
}

function namesTools({ line, heredocs }: Instruction): boolean {
  return tools.test(line.text) || heredocs.some(({ content }) => tools.test(content));
}

const tools = /useradd|adduser/;

function accountOf(command: ShellCommand, step: Step): CreatedAccount | undefined {
  const { name, args, wrappers } = unwrapCommand(command);
  if ((name !== 'useradd' && name !== 'adduser') || wrappers.includes('chroot')) return undefined;
  let number: string | undefined;
  const operands: ShellWord[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (!word) continue;
    const { text } = word;
    const isUid = /^(?:-u|--uid)(?:=|$)/.test(text);
    if (isUid) number = text.includes('=') ? text.slice(text.indexOf('=') + 1) : args[at + 1]?.value;
    // `useradd -D` changes defaults, `-U` of BusyBox and others are switches.
    if (!text.startsWith('-')) operands.push(word);
    else if (takesValue(name, text)) at++;
  }
  // `adduser name group` adds to a group; a second operand of useradd is a mistake.
  const [word, second] = operands;
  if (!word || second) return undefined;
  const isDigits = number !== undefined && /^\d+$/.test(number);
  return {
    step,
    command,
    word,
    name: isName(word.value) ? word.value : undefined,
    number: isDigits ? number : undefined,
  };
}

/** What the tools accept; a carriage return at the end of a line is no part of a name. */
function isName(value: string | undefined): boolean {
  return value !== undefined && /^[A-Za-z_][\w.-]*$/.test(value);
}

/**
 * Short options of useradd, and of adduser in BusyBox and Debian, that take the next word; long ones likewise.
 * https://manpages.debian.org/useradd.8 https://manpages.debian.org/adduser.8 https://busybox.net/downloads/BusyBox.html
 */
function takesValue(program: string, option: string): boolean {
  if (option.startsWith('--')) return !option.includes('=') && valueOptions.has(option);
  const letters = program === 'useradd' ? 'bcdefgGkKpRsuZ' : 'hgsGukc';
  const at = [...option.slice(1)].findIndex((letter) => letters.includes(letter));
  // In a cluster the value follows the letter, or is the next word.
  return at >= 0 && at === option.length - 2;
}

const valueOptions: ReadonlySet<string> = new Set([
  ...[
    '--base-dir',
    '--comment',
    '--home-dir',
    '--expiredate',
    '--inactive',
    '--gid',
    '--groups',
    '--skel',
    '--key',
  ],
  ...[
    '--password',
    '--root',
    '--shell',
    '--uid',
    '--selinux-user',
    '--home',
    '--ingroup',
    '--gecos',
    '--conf',
  ],
  ...['--firstuid', '--lastuid', '--firstgid', '--lastgid'],
]);
