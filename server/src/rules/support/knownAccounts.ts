import { accountFreePackages } from '../../knowledge/imageAccounts.ts';
import type { BuildModel, PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { runsAnotherLanguage } from './broughtPrograms.ts';
import { createdAccounts } from './createdAccounts.ts';
import { mayFill } from './systemCopies.ts';

/** The accounts that are there after some steps, as far as they can be known. */
export interface Accounts {
  readonly names: ReadonlySet<string>;
  /** Packages have been installed that may bring accounts, of names that packages give. */
  readonly hasPackages: boolean;
}

/** Undefined where a step does what nobody can look into, or writes to `/etc/passwd` by itself. */
export function accountsAfter(accounts: Accounts, step: Step, model: BuildModel): Accounts | undefined {
  const { instruction, run, stage } = step;
  if (instruction.name === 'COPY' || instruction.name === 'ADD') {
    return step.once(mayFillAccounts) ? undefined : accounts;
  }
  if (instruction.name !== 'RUN') return accounts;
  if (!run || !stage || !run.once(isPlainRun)) return undefined;
  const makers = run.once(userMakers);
  const hasPackages = accounts.hasPackages || run.once(installsAccounts);
  if (makers.length === 0)
    return hasPackages === accounts.hasPackages ? accounts : { names: accounts.names, hasPackages };
  const names = new Set(accounts.names);
  for (const command of makers) {
    const name = nameOf(command, stage, model);
    if (name === undefined) return undefined;
    names.add(name);
  }
  return { names, hasPackages };
}

function mayFillAccounts(step: Step): boolean {
  return mayFill(step, /^\/(?:etc)?$/) || passwd.test(step.instruction.args.text);
}

function userMakers({ commands }: RunModel): readonly ShellCommand[] {
  return commands.filter((command) => makesUser.test(unwrapCommand(command).name ?? ''));
}

const passwd = /passwd|\/etc\/(?:group|shadow)/;

function nameOf(command: ShellCommand, stage: Stage, model: BuildModel): string | undefined {
  return createdAccounts(model)
    .get(stage)
    ?.find((account) => account.command === command)?.name;
}

function isPlainRun(run: RunModel): boolean {
  const { instruction, commands, mounts, form } = run;
  if (runsAnotherLanguage(run)) return false;
  if (mounts.some(({ type, target }) => type === 'bind' && /^\/(?:etc)?$/.test(target ?? '/'))) return false;
  if (form !== 'exec' && run.scripts.length === 0) return false;
  const texts = [instruction.args.text, ...instruction.heredocs.map(({ content }) => content)];
  if (texts.some((text) => systemFiles.test(text))) return false;
  return commands.every(isPlainCommand);
}

/** The root directory, `/etc` whole, and the files with the accounts. */
const systemFiles = /passwd|\/etc\/(?:group|shadow)|(?:^|[\s"'=>:])\/(?:etc\/?)?(?=$|[\s"';&|)])/m;

function isPlainCommand(command: ShellCommand): boolean {
  const { name, program, wrappers } = unwrapCommand(command);
  if (command.words.length === 0) return true;
  if (name === undefined || program?.value === undefined || wrappers.includes('chroot')) return false;
  if (/[/\\]/.test(program.value) && !/^\/(?:usr\/)?s?bin\//.test(program.value)) return false;
  return plainPrograms.has(name) || makesUser.test(name) || /^(?:groupadd|addgroup)$/.test(name);
}

const makesUser = /^(?:useradd|adduser)$/;

/** What neither creates an account nor runs a script of its own as root that is known to. */
const plainPrograms: ReadonlySet<string> = new Set([
  ...[
    '[',
    'apk',
    'apt',
    'apt-get',
    'awk',
    'bundle',
    'cargo',
    'cat',
    'cd',
    'chgrp',
    'chmod',
    'chown',
    'composer',
  ],
  ...[
    'corepack',
    'cp',
    'curl',
    'cut',
    'date',
    'dotnet',
    'echo',
    'env',
    'export',
    'false',
    'find',
    'gem',
    'git',
    'go',
  ],
  ...[
    'grep',
    'gunzip',
    'gzip',
    'head',
    'install',
    'ldconfig',
    'ln',
    'locale-gen',
    'ls',
    'mkdir',
    'mv',
    'mvn',
  ],
  ...[
    'npm',
    'pip',
    'pip3',
    'pnpm',
    'poetry',
    'printf',
    'pwd',
    'rm',
    'rmdir',
    'rustup',
    'sed',
    'set',
    'sha256sum',
  ],
  ...[
    'sleep',
    'sort',
    'tail',
    'tar',
    'tee',
    'test',
    'touch',
    'tr',
    'true',
    'uname',
    'uniq',
    'unset',
    'unzip',
    'uv',
  ],
  ...['update-ca-certificates', 'wget', 'xz', 'yarn', ':'],
]);

function installsAccounts({ packageCommands }: RunModel): boolean {
  return packageCommands.some(mayBringAccounts);
}

function mayBringAccounts({ manager, action, packages }: PackageCommand): boolean {
  if (!systemManagers.has(manager) || (action !== 'install' && action !== 'upgrade')) return false;
  return (
    action === 'upgrade' ||
    packages.some(
      ({ name, kind }) => kind !== 'package' || name === undefined || !accountFreePackages.has(name),
    )
  );
}

const systemManagers: ReadonlySet<string> = new Set(['apt-get', 'apt', 'apk']);
