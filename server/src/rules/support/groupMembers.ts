import type { BuildModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { textsOf } from './instructionTexts.ts';

/** What the RUNs above an instruction say of groups, those of the stages below included. */
export interface GroupMembers {
  /** Account -> the groups it was added to beside its own, each with the word that says so. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, ShellWord>>;
  /** Number -> name of the groups that were made with a number. */
  readonly names: ReadonlyMap<string, string>;
}

/** Linear in the RUNs above; what cannot be read is passed over. */
export function groupMembersAbove(instruction: Instruction, last: Stage, model: BuildModel): GroupMembers {
  const stages: Stage[] = [];
  for (let stage: Stage | undefined = last; stage; stage = stage.base.stage) stages.unshift(stage);
  const groups = new Map<string, Map<string, ShellWord>>();
  const names = new Map<string, string>([['0', 'root']]);
  for (const run of stages.flatMap((stage) => stage.instructionsWith('RUN'))) {
    if (run.range.start > instruction.range.start || !run.once(speaksOfGroups)) continue;
    const step = model.stepOf(run);
    for (const command of step.run?.commands ?? []) {
      const said = sayingOf(command, step);
      if (said?.kind === 'number') names.set(said.number, said.group);
      if (said?.kind !== 'members') continue;
      const known = said.replaces ? undefined : groups.get(said.account);
      groups.set(
        said.account,
        new Map([...(known ?? []), ...said.groups.map((one) => [one, said.word] as const)]),
      );
    }
  }
  return { groups, names };
}

function speaksOfGroups(instruction: Instruction): boolean {
  return textsOf(instruction).some((text) => /user|group|gpasswd/.test(text));
}

type Saying =
  | { readonly kind: 'number'; readonly group: string; readonly number: string }
  | {
      readonly kind: 'members';
      readonly account: string;
      readonly groups: readonly string[];
      readonly word: ShellWord;
      readonly replaces: boolean;
    };

function sayingOf(command: ShellCommand, step: Step): Saying | undefined {
  const { name, args, wrappers } = unwrapCommand(command);
  const options = optionsOf[name ?? ''];
  if (!options || wrappers.includes('chroot')) return undefined;
  const { values, operands } = readArguments(args, options);
  const [first, second] = operands;
  const valueIn = (word: ShellWord | undefined) => word && textOf(word, step);
  const members = (account: ShellWord | undefined, word: ShellWord | undefined, replaces = false) => {
    const groups = valueIn(word)
      ?.replace(/^--groups=|^-[a-zA-Z]*G=?(?=.)/, '')
      .split(',');
    const member = valueIn(account);
    if (!word || !groups || member === undefined) return undefined;
    return { kind: 'members', account: member, groups: groups.filter(Boolean), word, replaces } as const;
  };
  switch (name) {
    case 'useradd':
      return second ? undefined : members(first, values.get('G') ?? values.get('--groups'), true);
    case 'usermod': {
      const adds = values.has('a') || values.has('--append');
      return second ? undefined : members(first, values.get('G') ?? values.get('--groups'), !adds);
    }
    case 'gpasswd':
      return members(values.get('a') ?? values.get('--add'), first);
    default: {
      if (second) return name === 'groupadd' ? undefined : members(first, second);
      const number = valueIn(values.get('g') ?? values.get('--gid'))?.replace(
        /^--gid=|^-[a-zA-Z]*g=?(?=.)/,
        '',
      );
      const group = valueIn(first);
      if (name === 'adduser' || group === undefined || number === undefined) return undefined;
      return { kind: 'number', group, number };
    }
  }
}

/** A word that is static, or is made of variables of the build. */
function textOf(word: ShellWord, step: Step): string | undefined {
  if (word.value !== undefined) return word.value;
  return /[`]|\$[^A-Za-z_{]/.test(word.text) ? undefined : step.expand(word.text).value;
}

interface Read {
  /** Option -> the word that holds its value: the word of the option itself where it stands in it, or has none. */
  readonly values: ReadonlyMap<string, ShellWord>;
  readonly operands: readonly ShellWord[];
}

function readArguments(args: readonly ShellWord[], options: Options): Read {
  const values = new Map<string, ShellWord>();
  const operands: ShellWord[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (!word) continue;
    const { text } = word;
    if (text.startsWith('--')) {
      const [option = ''] = text.split('=', 1);
      const isApart = option === text && options.long.has(option);
      const value = isApart ? args[++at] : word;
      if (value) values.set(option, value);
    } else if (text.length > 1 && text.startsWith('-')) {
      for (let letter = 1; letter < text.length; letter++) {
        const option = text.charAt(letter);
        const takesValue = options.short.includes(option);
        const value = takesValue && letter === text.length - 1 ? args[++at] : word;
        if (value) values.set(option, value);
        if (takesValue) break;
      }
    } else operands.push(word);
  }
  return { values, operands };
}

interface Options {
  /** Letters that take a value. */
  readonly short: string;
  readonly long: ReadonlySet<string>;
}

/**
 * Those that take a value. Of adduser and addgroup both programs of the name, that of Debian and that of BusyBox.
 * https://manpages.debian.org/useradd.8 https://manpages.debian.org/usermod.8 https://manpages.debian.org/gpasswd.1
 * https://manpages.debian.org/adduser.8 https://busybox.net/downloads/BusyBox.html
 */
const accountOptions = new Set([
  ...['--base-dir', '--comment', '--home-dir', '--home', '--expiredate', '--inactive', '--gid', '--groups'],
  ...['--skel', '--key', '--password', '--root', '--prefix', '--shell', '--uid', '--login', '--selinux-user'],
  ...[
    '--ingroup',
    '--gecos',
    '--conf',
    '--firstuid',
    '--lastuid',
    '--firstgid',
    '--lastgid',
    '--add',
    '--users',
  ],
]);

const optionsOf: Readonly<Record<string, Options>> = {
  useradd: { short: 'bcdefgGkKpPRsuZ', long: accountOptions },
  usermod: { short: 'cdefgGlpPRsuvVwWZ', long: accountOptions },
  groupadd: { short: 'gKpPRU', long: accountOptions },
  gpasswd: { short: 'aAdMQ', long: accountOptions },
  adduser: { short: 'hgsGukc', long: accountOptions },
  addgroup: { short: 'gc', long: accountOptions },
};
