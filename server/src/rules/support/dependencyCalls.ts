import type { DependencyCommand, DependencyManager } from '../../knowledge/dependencyFacts.ts';
import { dependencyManager } from '../../knowledge/dependencyManagers.ts';
import { packageManager } from '../../knowledge/packageManagers.ts';
import type { PackageCommand } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { joinPath } from './containerPaths.ts';

/** A command that gets a project's dependencies, as its manifests list them. */
export interface DependencyCall {
  readonly call: PackageCommand;
  readonly facts: DependencyManager;
  readonly command: DependencyCommand;
  /** What it is called by, without options: `npm ci`, `mvn package`. */
  readonly name: string;
  /** The project's folder in the container. */
  readonly project: string;
  /** The files it names, as paths of the container; undefined where it reads the manager's manifests. */
  readonly files: readonly string[] | undefined;
  /** Operands that go with a command in place of this one: the project file of `dotnet publish`. */
  readonly operands: readonly string[];
  /** It reads more than can be told from here: workspaces, variables, local packages. */
  readonly isWide: boolean;
}

/** Undefined for other commands, and for installs of packages that are named in them. */
export function dependencyCallOf(call: PackageCommand, cwd: string): DependencyCall | undefined {
  const facts = dependencyManager(call.manager);
  if (!facts) return undefined;
  const operands = operandsOf(call);
  const texts = operands.map((word) => word.value ?? word.text);
  // `yarn --version` only asks.
  if (texts.length === 0 && call.action === 'other') return undefined;
  for (const candidate of facts.commands) {
    const rest = fits(candidate, facts, texts);
    if (rest === undefined) continue;
    const verb = rest.goal ?? texts.slice(0, texts.length - rest.operands.length).join(' ');
    return read(call, facts, candidate, verb, operands.slice(texts.length - rest.operands.length), cwd);
  }
  return undefined;
}

/**
 * Whether a command fetches dependencies in a way that those that follow can build upon, by name or by the kind of
 * program: `cargo chef cook`, `gradle dependencies`. The answer is the place that it fills.
 */
export function filledBy(call: PackageCommand, cwd: string): string | undefined {
  const found = dependencyCallOf(call, cwd);
  if (found) return placeOf(found);
  const facts = dependencyManager(call.manager);
  if (!facts || (call.action !== 'download' && call.action !== 'run')) return undefined;
  return facts.commands.some(({ reads }) => reads === 'build') ? facts.ecosystem : undefined;
}

/** What an install fills: a folder of the project, or a store of the whole image. */
export function placeOf({ facts, project }: DependencyCall): string {
  const isInProject = facts.output !== undefined && facts.output.when === undefined;
  return isInProject && facts.ecosystem !== 'python' && facts.ecosystem !== 'dotnet'
    ? `${facts.ecosystem} ${project}`
    : facts.ecosystem;
}

/** Operands, options and their values left out; `-m pip` too. */
function operandsOf(call: PackageCommand): ShellWord[] {
  const { words } = call.command;
  const valueOptions = packageManager(call.manager)?.valueOptions ?? [];
  const operands: ShellWord[] = [];
  for (let i = words.indexOf(call.program) + 1; i < words.length; i++) {
    const word = words[i] as ShellWord;
    const text = word.value ?? word.text;
    if (text === '-m' && /python|pypy/.test(call.program.text)) i++;
    else if (!text.startsWith('-')) operands.push(word);
    else if (valueOptions.includes(text)) i++;
  }
  return operands;
}

/** What is left of the operands behind the verb; undefined when it is another command. */
function fits(
  command: DependencyCommand,
  facts: DependencyManager,
  operands: readonly string[],
): { readonly operands: readonly string[]; readonly goal?: string } | undefined {
  // Goals follow one another, each with the path of its project or plug-in before it.
  if (facts.manager === 'maven' || facts.manager === 'gradle') {
    const isGoal = (text: string) =>
      command.verbs.includes(text) || command.verbs.includes(text.slice(text.lastIndexOf(':') + 1));
    const goal = operands.find(isGoal);
    return goal === undefined ? undefined : { operands: [], goal };
  }
  for (const verb of command.verbs) {
    const length = verb === '' ? 0 : verb.split(' ').length;
    const rest = operands.slice(length);
    if (operands.slice(0, length).join(' ') !== verb) continue;
    const takesRest = command.fileOptions || command.fileOperands || command.reads === 'build';
    if (rest.length === 0 || takesRest) return { operands: rest };
  }
  return undefined;
}

function read(
  call: PackageCommand,
  facts: DependencyManager,
  command: DependencyCommand,
  verb: string,
  operands: readonly ShellWord[],
  cwd: string,
): DependencyCall | undefined {
  if (namesPackages(call, command)) return undefined;
  const folders = call.optionValues(...facts.folderOptions);
  const folder = folders[0];
  const own = folder === undefined ? cwd : joinPath(cwd, folder);
  const named = filesOf(call, command, operands);
  if (named && named.length === 0) return undefined;
  const files = named?.map((file) => (file === undefined ? undefined : joinPath(cwd, file)));
  const isWide =
    folders.includes(undefined) ||
    folders.length > 1 ||
    (files?.includes(undefined) ?? false) ||
    call.hasOption(...facts.widerOptions) ||
    (facts.ecosystem === 'python' && findsLocally(call)) ||
    (command.fileOptions !== undefined && call.packages.some(({ kind }) => kind === 'path')) ||
    (files?.some((file) => file !== undefined && /\.slnx?$/.test(file)) ?? false);
  const program = call.program.text.replace(/^["']|["']$/g, '');
  const isModule = /^(?:python|pypy|py)[\d.]*$/.test(program.slice(program.lastIndexOf('/') + 1));
  const name = isModule ? call.manager : program.slice(program.lastIndexOf('/') + 1);
  return {
    call,
    facts,
    command,
    name: verb === '' ? name : `${name} ${verb}`,
    // A project file makes its folder the project's.
    project: facts.ecosystem === 'dotnet' && files?.[0] !== undefined ? joinPath(files[0], '..') : own,
    files: files?.filter((file) => file !== undefined),
    operands: command.fileOperands ? operands.map((word) => word.text) : [],
    isWide,
  };
}

/** Archives in a folder of the project: `--find-links wheels`. */
function findsLocally(call: PackageCommand): boolean {
  return call.optionValues('-f', '--find-links').some((place) => !/^[a-z]+:\/\//i.test(place ?? ''));
}

/** `go install host/tool`, `cargo install tool`, and what is installed for the whole machine. */
function namesPackages(call: PackageCommand, command: DependencyCommand): boolean {
  if (['npm', 'pnpm', 'bun'].includes(call.manager) && call.hasOption('-g')) return true;
  if (command.reads !== 'build' || call.action !== 'install') return false;
  if (call.manager === 'cargo') return !call.hasOption('--path');
  return call.packages.some(({ kind }) => kind !== 'path');
}

/** Undefined: the manager's own manifests. Empty: none at all. An undefined file is one that a variable names. */
function filesOf(
  call: PackageCommand,
  command: DependencyCommand,
  operands: readonly ShellWord[],
): readonly (string | undefined)[] | undefined {
  if (command.fileOperands) {
    if (operands.length === 0) return undefined;
    // Folders hold more than can be told.
    return operands.map((word) => (/\.\w+$/.test(word.value ?? '') ? word.value : undefined));
  }
  if (!command.fileOptions) return undefined;
  return call
    .optionValues(...command.fileOptions)
    .filter((file) => file === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(file));
}
