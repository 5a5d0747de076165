import { packageManager } from '../../knowledge/packageManagers.ts';
import { programReads } from '../../knowledge/plainPrograms.ts';
import type { PackageCommand } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { isUnknownPath, joinPath, mayOverlap } from './containerPaths.ts';

/**
 * Whether a command surely needs nothing of a directory: packages of the system, accounts, downloads, and what works
 * on absolute paths elsewhere. In doubt it does. `call` is the command as a call of a package manager, if it is one, `cwd`
 * where it runs.
 */
export function isFreeOf(
  command: ShellCommand,
  call: PackageCommand | undefined,
  directory: string,
  cwd: string,
): boolean {
  if (!redirectsElsewhere(command, directory)) return false;
  if (command.words.length === 0) return true;
  if (call) return isFreeCall(call);
  const { name, args, wrappers } = unwrapCommand(command);
  if (name === undefined || wrappers.includes('xargs')) return false;
  if (asksForVersion(args) || environmentOf(command) !== undefined) return true;
  if (name === 'corepack') return ['enable', 'prepare', 'disable'].includes(args[0]?.value ?? '');
  const reads = programReads(name);
  if (reads === 'nothing') return true;
  const operands = args.filter((word) => word.value === undefined || !/^-/.test(word.value));
  if (reads === 'input') return command.inPipeline && operands.length === 0;
  const text = TEXT_FIRST.has(name) ? operands[0] : undefined;
  return reads === 'paths' && args.every((word) => word === text || isElsewhere(word, directory, cwd));
}

/** Their first operand is a text: an expression, a mode, an owner. */
const TEXT_FIRST = new Set(['awk', 'chgrp', 'chmod', 'chown', 'grep', 'jq', 'sed', 'tr']);

/** The folder of the virtual environment that a command makes from nothing: `python -m venv .venv`. */
export function environmentOf(command: ShellCommand): ShellWord | undefined {
  const { name, args, program } = unwrapCommand(command);
  if (!program || name === undefined) return undefined;
  const isPython = /^(?:python|pypy)[\d.]*$/.test(name);
  if (isPython && (args[0]?.value !== '-m' || !/^(?:venv|virtualenv)$/.test(args[1]?.value ?? '')))
    return undefined;
  if (name === 'uv' ? args[0]?.value !== 'venv' : !isPython && name !== 'virtualenv') return undefined;
  const operands = args.slice(isPython ? 2 : name === 'uv' ? 1 : 0).filter((word) => !/^-/.test(word.text));
  return operands.at(-1);
}

/** `node --version`, `npm -v`. */
function asksForVersion(args: readonly ShellWord[]): boolean {
  return args.length === 1 && /^(?:--?version|-v|-V|version)$/.test(args[0]?.value ?? '');
}

function redirectsElsewhere(command: ShellCommand, directory: string): boolean {
  return command.redirects.every(({ operator, target }) => {
    if (operator.includes('&') && /^[\d-]$/.test(target?.text ?? '')) return true;
    if (operator.startsWith('<<')) return true;
    const path = target?.value;
    return path?.startsWith('/') === true && isApart(directory, joinPath('/', path));
  });
}

/** An argument that is no path into the directory: an option, a URL, an absolute path elsewhere, a text. */
function isElsewhere(word: ShellWord, directory: string, cwd: string): boolean {
  const text = (word.value ?? word.text.replace(/["']/g, '')).replace(/^--?[\w-]+=?/, '');
  if (text === '' || text === '-' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return true;
  // A path with a variable at its end is known well enough, unless it climbs.
  const known = word.value === undefined ? (/^[^$`]*/.exec(text)?.[0] ?? '') : text;
  if (known.startsWith('/')) {
    return !text.includes('..') && known.length > 1 && isApart(directory, joinPath('/', known));
  }
  // Relative names, and words that only may be names: below the working directory.
  return !isUnknownPath(cwd) && word.value !== undefined && isApart(directory, joinPath(cwd, text));
}

/** No project is copied into the system's own folders, wherever the working directory is. */
function isApart(directory: string, path: string): boolean {
  if (directory === '/' || isUnknownPath(directory)) {
    return /^\/(?:dev|etc|proc|sys|usr\/(?!src)|var\/(?:lib|cache|log|tmp)|tmp|root\/\.)(?:\/|\b)/.test(path);
  }
  return !mayOverlap(directory, path);
}

/** Installs of named packages, clean-ups and settings of a package manager. */
function isFreeCall(call: PackageCommand): boolean {
  if (call.wrappers.includes('xargs')) return false;
  const isSystem = packageManager(call.manager)?.scope === 'system';
  if (call.action === 'clean') return true;
  if (call.command.words.some((word) => word.value === '--version')) return true;
  if (isSystem) return call.action !== 'run' && call.packages.every(({ kind }) => kind !== 'path');
  const phrase = operandsOf(call);
  const isConfiguration = /^(?:config|local\.(?:hex|rebar)|set registry)\b/.test(phrase);
  if (isConfiguration || phrase === '') return isConfiguration;
  if (call.action !== 'install' && call.action !== 'upgrade') return false;
  if (call.packages.length === 0 || call.packages.some(({ kind }) => kind === 'path')) return false;
  return isOutsideProject(call, phrase);
}

/** Words after the program that are no options. */
function operandsOf(call: PackageCommand): string {
  const { words } = call.command;
  const from = words.indexOf(call.program) + 1;
  const rest = words.slice(from).map((word) => word.value ?? word.text);
  return rest.filter((text) => !text.startsWith('-')).join(' ');
}

/** Where a named package goes: beside the project, or into its list of dependencies. */
function isOutsideProject(call: PackageCommand, phrase: string): boolean {
  switch (call.manager) {
    case 'npm':
    case 'pnpm':
    case 'bun':
      return call.hasOption('-g');
    case 'yarn':
    case 'composer':
      return phrase.startsWith('global ');
    case 'pip':
    case 'uv':
      return (
        /^(?:pip |pip\d* )?install\b|^tool install\b|\bpip install\b/.test(phrase) &&
        !call.hasOption('-r', '-c', '-e', '--find-links')
      );
    case 'pipx':
    case 'gem':
    case 'cpan':
      return true;
    case 'go':
      return call.packages.every(({ version }) => version !== undefined);
    case 'cargo':
      return !call.hasOption('--path');
    case 'conda':
      return !call.hasOption('-f');
    case 'dotnet':
      return phrase.startsWith('tool install') || phrase.startsWith('workload install');
    default:
      return false;
  }
}
