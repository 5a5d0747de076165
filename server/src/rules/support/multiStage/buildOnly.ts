import { buildPackages, sharedPackages } from '../../../knowledge/buildDependencies.ts';
import type { Step } from '../../../model/types.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import { isUnknownPath, joinPath, wayDown } from '../containerPaths.ts';
import { type PlacedCommand, type SingleStage, textOf } from './singleStage.ts';

export interface BuildStage {
  /** Its last instruction; what stands below is not looked at. */
  readonly cut: Instruction;
  /** The paths that cross. */
  readonly products: readonly string[];
  /** The final stage has a shell, and so can be set up as the author does. */
  readonly hasShell: boolean;
  readonly isKnown: (placed: PlacedCommand) => boolean;
  /** Further packages that nothing is missed of. */
  readonly packages?: readonly string[];
}

/** Whether all that the RUNs above a cut do is done for the build, or can be done again: nothing of it is missed then. */
export function isAllForTheBuild(subject: SingleStage, build: BuildStage): boolean {
  const again = build.hasShell ? setUpRuns(subject) : accountRuns(subject);
  return subject.commands.every(
    (placed) =>
      placed.step.instruction.range.start > build.cut.range.start ||
      build.isKnown(placed) ||
      isForBuild(placed, subject, build) ||
      again.has(placed.step.instruction),
  );
}

function isForBuild(
  placed: PlacedCommand,
  { start }: SingleStage,
  { products, packages = [] }: BuildStage,
): boolean {
  const { program, call, command, step } = placed;
  if (command.words.length === 0) return true;
  if (program === undefined) return false;
  if (harmless.has(program)) return command.redirects.every(({ operator }) => !operator.includes('>'));
  if (call && systemManagers.has(call.manager)) {
    return call.packages.every(({ name }) => isBuildPackage(name) || packages.includes(name ?? ''));
  }
  if (program === 'rm') return true;
  const targets = targetsOf(placed);
  if (program === 'mkdir') return targets.every((path) => isInside(path, step) || isAround(start.cwd, path));
  if (program === 'chmod') return targets.slice(1).every((path) => isCarried(path, products));
  if (program === 'cp' || program === 'mv' || program === 'ln') {
    const last = targets.at(-1);
    return isCarried(last, products) || isInside(last, step);
  }
  return false;
}

/** The folders that the build works in, up to the cut: where its commands run, and what paths they are told of. */
export function buildFolders({ commands, start }: SingleStage, cut: Instruction): readonly string[] {
  const folders = new Set([start.cwd]);
  for (const placed of commands) {
    const { step, program, call, args, cwd } = placed;
    if (step.instruction.range.start > cut.range.start) break;
    if (lookers.has(program ?? '') || isAccountCommand(placed)) continue;
    if (call && systemManagers.has(call.manager)) continue;
    folders.add(cwd);
    for (const word of args) {
      // What the linker of Go writes into the program is for when it runs.
      if (/-X[ =]/.test(word.text)) continue;
      const text = textOf(word, step) ?? word.text;
      for (const [, path = ''] of text.matchAll(/(?:^-\w|^|[=:,"'])(\/[\w.-][\w./-]*)/g)) {
        const named = joinPath('/', path);
        folders.add(named);
        // `-f /home/app/pom.xml`: the project around it.
        if (/\/.+\/[^/]+\.\w+$/.test(named)) folders.add(joinPath(named, '..'));
      }
    }
  }
  return [...folders];
}

/** They look at files, or make room for them, and tell nothing of what they are for. */
const lookers: ReadonlySet<string> = new Set([
  ...[
    '[',
    'cat',
    'cd',
    'chgrp',
    'chmod',
    'chown',
    'du',
    'echo',
    'export',
    'find',
    'ls',
    'mkdir',
    'set',
    'test',
  ],
  ...['tree', 'true'],
]);

/** The operands, as paths; undefined where one is not known. */
function targetsOf({ args, cwd, step }: PlacedCommand): (string | undefined)[] {
  return args
    .filter(({ text }) => !text.startsWith('-'))
    .map((word) => {
      const text = textOf(word, step);
      return text === undefined ? undefined : joinPath(cwd, text);
    });
}

/** The directory of the container, one on the way to it, or one below it. */
function isAround(directory: string, path: string | undefined): boolean {
  if (path === undefined || isUnknownPath(path)) return false;
  return wayDown(directory, path) !== undefined || wayDown(path, directory) !== undefined;
}

/** It crosses, or is where the sources are, whose loss the author has to judge. */
function isCarried(path: string | undefined, products: readonly string[]): boolean {
  return path !== undefined && products.some((product) => wayDown(product, path) !== undefined);
}

function isInside(path: string | undefined, step: Step): boolean {
  const directory = step.before.workdir.value;
  if (path === undefined || directory === undefined || directory === '/' || isUnknownPath(path)) return false;
  return wayDown(directory, path) !== undefined;
}

function isBuildPackage(name: string | undefined): boolean {
  if (name === undefined) return false;
  const plain = name.replace(/^\./, '').replace(/-?[\d.]+$/, '');
  return buildPackages.has(name) || buildPackages.has(plain) || sharedPackages.has(name);
}

/** They change nothing, or nothing that outlives their RUN. */
const harmless: ReadonlySet<string> = new Set([
  ...[
    'cd',
    'pushd',
    'popd',
    'set',
    'export',
    'unset',
    'echo',
    'true',
    ':',
    'ls',
    'tree',
    'pwd',
    'cat',
    'test',
    '[',
  ],
  ...['which', 'dir', 'command', 'env', 'sleep', 'date', 'uname', 'find', 'du', 'sync', 'strip', 'upx'],
  ...['git', 'corepack', 'dos2unix'],
]);

const systemManagers: ReadonlySet<string> = new Set([
  ...['apt-get', 'apt', 'aptitude', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'tdnf'],
]);

/** RUNs that only make accounts. */
function accountRuns(subject: SingleStage): ReadonlySet<Instruction> {
  return runsOf(subject, isAccountCommand, () => false);
}

/**
 * RUNs that set up the container, and can do so in the final stage as they stand: accounts, folders of their own, who
 * may write to the directory of the program. `isRuntime`: further commands that the runtime has.
 */
export function setUpRuns(
  subject: SingleStage,
  isRuntime: (placed: PlacedCommand) => boolean = () => false,
): ReadonlySet<Instruction> {
  const { cwd } = subject.start;
  const made = new Set<string>();
  const isSetUp = (placed: PlacedCommand) => {
    if (isAccountCommand(placed) || isRuntime(placed)) return true;
    if (!isStaticMkdir(placed)) return false;
    const targets = targetsOf(placed);
    for (const path of targets) if (path !== undefined) made.add(path);
    return targets.some((path) => path !== undefined && !isAround(cwd, path));
  };
  const goesAlong = (placed: PlacedCommand) => {
    const { program } = placed;
    if (program === 'chown' || program === 'chgrp' || program === 'chmod') {
      const paths = targetsOf(placed).slice(1);
      return paths.every((path) => path !== undefined && (path === cwd || made.has(path)));
    }
    return program === 'set' || program === 'true' || program === ':' || isStaticMkdir(placed);
  };
  return runsOf(subject, isSetUp, goesAlong);
}

/** Of folders whose names are known. */
function isStaticMkdir(placed: PlacedCommand): boolean {
  return placed.program === 'mkdir' && !targetsOf(placed).includes(undefined);
}

/** RUNs with at least one command of a kind, and none but those and what goes along with them. */
function runsOf(
  { commands }: SingleStage,
  isOfKind: (placed: PlacedCommand) => boolean,
  goesAlong: (placed: PlacedCommand) => boolean,
): ReadonlySet<Instruction> {
  const runs = new Set<Instruction>();
  const others = new Set<Instruction>();
  for (const placed of commands) {
    const { instruction } = placed.step;
    if (instruction.heredocs.length > 0) others.add(instruction);
    else if (isOfKind(placed)) runs.add(instruction);
    else if (!goesAlong(placed)) others.add(instruction);
  }
  for (const other of others) runs.delete(other);
  return runs;
}

/** It makes an account, or changes one. */
export function isAccountCommand({ program }: PlacedCommand): boolean {
  return program !== undefined && /^(?:user|group)(?:add|mod)$|^add(?:user|group)$/.test(program);
}

/** Paths that a `cp`, `mv` or `install` of the build fills, file by file: `cp target/release/app /usr/bin/app`. */
export function copiedTo({ commands }: SingleStage, path: string): boolean {
  return commands.some(({ program, args, cwd, step }) => {
    if (program !== 'cp' && program !== 'mv' && program !== 'install') return false;
    const words = args.filter(({ text }) => !text.startsWith('-'));
    const to = textOf(words.at(-1), step);
    if (words.length !== 2 || to === undefined) return false;
    const target = joinPath(cwd, to);
    if (target === path) return true;
    const from = words[0]?.value ?? '';
    return joinPath(target, from.slice(from.lastIndexOf('/') + 1)) === path;
  });
}
