import type { PackageCommand, Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { mayInstallPackages } from './hiddenInstalls.ts';
import { aptManagers, isOwnRoot } from './packageCalls.ts';
import type { LaterUse } from './stageOrder.ts';

/** Package managers that read one index: what one of them fetches, any of them installs from. */
export interface IndexFamily {
  readonly managers: readonly string[];
  /** Where the index lies. */
  readonly paths: readonly string[];
}

const families: readonly IndexFamily[] = [
  { managers: aptManagers, paths: ['/var/lib/apt/lists'] },
  { managers: ['apk'], paths: ['/var/cache/apk', '/etc/apk/cache'] },
  { managers: ['yum', 'dnf', 'microdnf'], paths: ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5'] },
  { managers: ['tdnf'], paths: ['/var/cache/tdnf'] },
  { managers: ['zypper'], paths: ['/var/cache/zypp'] },
  { managers: ['pacman'], paths: ['/var/lib/pacman/sync'] },
];

export function indexFamilyOf(manager: string): IndexFamily | undefined {
  return families.find(({ managers }) => managers.includes(manager));
}

/** Whether a call reads the index that an earlier call of its family has fetched. */
export function readsIndex(call: PackageCommand): boolean {
  if (!isOwnRoot(call) || call.hasOption('--no-cache') || fetchesIndex(call)) return false;
  return call.action !== 'update' && call.action !== 'clean' && call.action !== 'remove';
}

/** Whether a call fetches the index and keeps it: an update, or an install that updates first. */
export function fetchesIndex(call: PackageCommand): boolean {
  if (!isOwnRoot(call) || call.hasOption('--no-cache')) return false;
  if (call.action === 'update') return true;
  switch (call.manager) {
    case 'apt-get':
    case 'apt':
    case 'apk':
      return call.hasOption('--update', '-U', '--update-cache');
    case 'dnf':
    case 'zypper':
      return call.hasOption('--refresh');
    case 'pacman':
      return call.hasOption('-y', '--refresh');
    default:
      return false;
  }
}

/**
 * Whether a command fetches the lists of apt although it is none of its programs: `add-apt-repository` does, and so do
 * scripts that are made to be piped into a shell before an install.
 */
export function fetchesByItself({ name, words, inPipeline }: ShellCommand): boolean {
  if (name === 'add-apt-repository')
    return !words.some(({ text }) => /^(?:-\w*n|--no-update|-r|--remove)$/.test(text));
  return inPipeline && words.some(({ text }) => /deb\.nodesource\.com\/setup|\/script\.deb\.sh/.test(text));
}

/** Whether a call removes the index. `apt-get clean` removes archives only. */
export function clearsIndex(call: PackageCommand): boolean {
  if (call.action !== 'clean' || !isOwnRoot(call)) return false;
  return !aptManagers.includes(call.manager) || /^dist-?clean$/.test(call.verb?.text ?? '');
}

/**
 * Whether nothing behind an update of the index in the same RUN installs or asks, or may call a program that does.
 * Of several updates only the last can be alone.
 */
export function isUpdateAlone({ run }: Step, update: PackageCommand): boolean {
  const family = indexFamilyOf(update.manager);
  if (!run || !family || update.command.context === 'function') return false;
  const calls = new Map(run.packageCommands.map((call) => [call.command, call]));
  return run.commands.every((command) => {
    if (command.range.start <= update.command.range.start) return true;
    const call = calls.get(command);
    if (!call || call.action === 'run') return !mayInstallPackages(command);
    return !family.managers.includes(call.manager) || call.action === 'clean' || call.action === 'remove';
  });
}

/** What a step does with an index that an earlier one has left: it installs from it, or fetches its own. */
export function indexUse({ run }: Step, family: IndexFamily): LaterUse {
  if (!run) return undefined;
  const calls = new Map(run.packageCommands.map((call) => [call.command, call]));
  let use: LaterUse;
  for (const command of run.commands) {
    const call = calls.get(command);
    if (!call || call.action === 'run') {
      if (family.managers === aptManagers && fetchesByItself(command)) return 'replaces';
      if (mayInstallPackages(command)) use = 'may';
    } else if (family.managers.includes(call.manager) && isOwnRoot(call)) {
      if (fetchesIndex(call)) return 'replaces';
      if (readsIndex(call)) return 'needs';
    }
  }
  return use;
}
