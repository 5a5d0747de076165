import { bringsManager, foreignPrograms, plainAlpinePackages } from '../../knowledge/foreignPrograms.ts';
import type { PackageCommand, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellDialect } from '../../syntax/shell/tree.ts';
import { isForgiven } from './forgivenCommands.ts';
import { textsOf } from './instructionTexts.ts';
import { mayFill } from './systemCopies.ts';

/** What the steps so far may have added to the programs of the base image. */
export interface Brought {
  /** Anything may be there. */
  readonly isOpen: boolean;
  /** Packages of which nobody knows what they need. */
  readonly hasPackages: boolean;
  /** What is spoken of other than by a call: as a file, a function, a link, a question. */
  readonly mentioned: ReadonlySet<string>;
}

export const nothingBrought: Brought = { isOpen: false, hasPackages: false, mentioned: new Set() };

export function withStep(brought: Brought, step: Step): Brought {
  if (brought.isOpen) return brought;
  const { instruction, run } = step;
  const { name } = instruction;
  if (name !== 'RUN' && name !== 'COPY' && name !== 'ADD') return brought;
  const isOpen = run ? run.once(opensSystem) : mayFill(step, systemDirectories);
  const own = run ? run.once(mentionedBy) : mentionsIn(instruction.args.text);
  const hasPackages = brought.hasPackages || (run?.once(bringsUnknown) ?? false);
  if (!isOpen && own.length === 0 && hasPackages === brought.hasPackages) return brought;
  return { isOpen, hasPackages, mentioned: new Set([...brought.mentioned, ...own]) };
}

/**
 * Whether a program may be there in spite of what the base image has: when nothing is left to run where `before` is undefined,
 * else when a command of the RUN comes.
 */
export function mayBeThere(
  program: string,
  { isOpen, hasPackages, mentioned }: Brought,
  {
    packagesMatter,
    run,
    before,
  }: {
    readonly packagesMatter: boolean;
    readonly run?: RunModel | undefined;
    readonly before?: ShellCommand | undefined;
  },
): boolean {
  if (isOpen || mentioned.has(program) || (packagesMatter && hasPackages)) return true;
  if (!run || !before) return false;
  if (run.once(mentionedBy).includes(program)) return true;
  const isEarlier = (command: ShellCommand) => command.range.start < before.range.start;
  return (
    run.commands.some((command) => isEarlier(command) && isUnseen(command)) ||
    run.packageCommands.some(
      (call) => isEarlier(call.command) && (bringsAny(call) || (packagesMatter && isUnknownInstall(call))),
    )
  );
}

const systemDirectories = /^\/(?:(?:usr\/(?:local\/)?)?(?:s?bin|lib(?:64)?)|usr(?:\/local)?)?$/;

/** Calls of programs that belong to one distribution, where nothing decides whether they run, or forgives them. */
export function foreignCalls(run: RunModel): readonly ShellCommand[] {
  return run.once(findCalls);
}

function findCalls(run: RunModel): readonly ShellCommand[] {
  if (run.mounts.some(({ type }) => type === 'bind')) return [];
  return run.commands.filter((command) => {
    const name = calledProgram(command);
    if (name === undefined || !foreignPrograms.has(name)) return false;
    if (command.conditional || !/^(?:list|group|subshell)$/.test(command.context)) return false;
    const { wrappers } = unwrapCommand(command);
    return wrappers.every((wrapper) => isPlainWrapper.test(wrapper)) && !isForgiven(command, run);
  });
}

const isPlainWrapper = /^(?:sudo|env|time|timeout|nice|exec|command|xargs|eatmydata)$/;

/** The program of a command, called by its name or where a system keeps it. */
export function calledProgram(command: ShellCommand): string | undefined {
  const value = unwrapCommand(command).program?.value;
  return value === undefined ? undefined : /^(?:\/(?:usr\/)?s?bin\/)?([\w.+-]+)$/.exec(value)?.[1];
}

/** Whether what a RUN does is no text of a Bourne shell, in whole or in part. */
export function runsAnotherLanguage({ dialect, scripts }: RunModel): boolean {
  return (
    isOther(dialect) ||
    scripts.some(({ script, interpreter }) => interpreter !== undefined || isOther(script.dialect))
  );
}

function isOther(dialect: ShellDialect): boolean {
  return dialect === 'other' || dialect === 'powershell' || dialect === 'cmd' || dialect === 'unknown';
}

/** Runs what nobody can look into, or writes where programs are. */
function opensSystem(run: RunModel): boolean {
  if (runsAnotherLanguage(run)) return true;
  if (run.mounts.some(({ target }) => systemDirectories.test(target ?? '/'))) return true;
  return run.commands.some(isUnseen) || run.packageCommands.some(bringsAny);
}

const systemManagers: ReadonlySet<string> = new Set([
  'apt-get',
  'apt',
  'aptitude',
  'apk',
  'dnf',
  'yum',
  'microdnf',
  'zypper',
  'pacman',
]);

function bringsAny({ action, manager, packages, command }: PackageCommand): boolean {
  if (action !== 'install' && action !== 'upgrade') return false;
  return (
    manager === 'brew' ||
    command.words.some(({ expands }) => expands) ||
    packages.some(({ name }) => name !== undefined && bringsManager(name))
  );
}

function isUnseen(command: ShellCommand): boolean {
  const { words } = command;
  const { name, program } = unwrapCommand(command);
  if (words.length === 0) return false;
  if (name === undefined || program?.value === undefined) return true;
  if (/[/\\]/.test(program.value) && !/^\/(?:usr\/)?s?bin\//.test(program.value)) return true;
  if (unseenPrograms.test(name)) return true;
  return movers.test(name) && words.some(({ text }) => toSystem.test(text.replaceAll(/["']/g, '')));
}

const unseenPrograms =
  /\.(?:sh|py|rb|pl)$|^(?:(?:ba|da|a|z|k)?sh|source|\.|eval|alias|make|cmake|ninja|ansible\S*|nix\S*|conda|mamba|micromamba|brew|guix|busybox|toybox|chroot|debootstrap)$/;
const movers = /^(?:tar|bsdtar|unzip|cpio|cp|mv|ln|install|rsync|7z|rpm2cpio|dpkg-deb)$/;
const toSystem =
  /^(?:-C|--directory=|-d)?\/(?:(?:usr\/(?:local\/)?)?(?:s?bin|lib)(?:\/.*)?|usr(?:\/local)?\/?)?$/;

function bringsUnknown(run: RunModel): boolean {
  return run.packageCommands.some(isUnknownInstall);
}

function isUnknownInstall({ manager, action, packages }: PackageCommand): boolean {
  return (
    systemManagers.has(manager) &&
    (action === 'install' || action === 'upgrade') &&
    packages.some(({ name }) => name === undefined || manager !== 'apk' || !plainAlpinePackages.has(name))
  );
}

/** Programs that the text names more often than it calls them. */
function mentionedBy(run: RunModel): readonly string[] {
  const mentions = textsOf(run.instruction).flatMap(mentionsIn);
  if (mentions.length === 0) return [];
  const calls = run.commands.flatMap((command) => calledProgram(command) ?? []);
  return [...new Set(mentions)].filter((name) => count(mentions, name) > count(calls, name));
}

function count(names: readonly string[], wanted: string): number {
  return names.filter((name) => name === wanted).length;
}

function mentionsIn(text: string): readonly string[] {
  return text.match(mention) ?? [];
}

/** Not the directories that are named like it: `/var/lib/dpkg`, `/var/cache/yum`, `/etc/apt`. */
const mention = new RegExp(
  `(?<![\\w.-]|(?:cache|lib|etc|log)/)(?:${[...foreignPrograms].join('|')})(?![\\w/-])`,
  'g',
);
