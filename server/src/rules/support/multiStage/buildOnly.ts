import { buildPackages, sharedPackages } from '../../../knowledge/buildDependencies.ts';
import type { Step } from '../../../model/types.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import { isUnknownPath, joinPath, wayDown } from '../containerPaths.ts';
import { type PlacedCommand, type SingleStage, textOf } from './singleStage.ts';

/**
 * Whether all that the RUNs of a stage do is done for the build, so that nothing of it is missed where only the
 * artifacts cross. `products` are the paths that cross; `isKnown` says of a command that it is understood.
 */
export function isAllForTheBuild(
  subject: SingleStage,
  products: readonly string[],
  isKnown: (placed: PlacedCommand) => boolean,
): boolean {
  const accounts = accountRuns(subject);
  return subject.commands.every(
    (placed) => isKnown(placed) || isForBuild(placed, products) || accounts.has(placed.step.instruction),
  );
}

function isForBuild(placed: PlacedCommand, products: readonly string[]): boolean {
  const { program, call, command, cwd, step, args } = placed;
  if (command.words.length === 0) return true;
  if (program === undefined) return false;
  if (harmless.has(program)) return command.redirects.every(({ operator }) => !operator.includes('>'));
  if (call && systemManagers.has(call.manager)) {
    return call.packages.every(({ name }) => isBuildPackage(name));
  }
  if (program === 'rm') return true;
  const paths = args.filter(({ text }) => !text.startsWith('-'));
  const targets = paths.map((word) => {
    const text = textOf(word, step);
    return text === undefined ? undefined : joinPath(cwd, text);
  });
  if (program === 'mkdir') return targets.every((path) => isInside(path, step));
  if (program === 'chmod') return targets.slice(1).every((path) => isCarried(path, products));
  if (program === 'cp' || program === 'mv' || program === 'ln') {
    const last = targets.at(-1);
    return isCarried(last, products) || isInside(last, step);
  }
  return false;
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

/** RUNs that only make accounts: whoever parts the stages makes them again where they are needed. */
export function accountRuns({ commands }: SingleStage): ReadonlySet<Instruction> {
  const runs = new Set<Instruction>();
  const others = new Set<Instruction>();
  for (const placed of commands) {
    const { instruction } = placed.step;
    (isAccountCommand(placed) && instruction.heredocs.length === 0 ? runs : others).add(instruction);
  }
  for (const other of others) runs.delete(other);
  return runs;
}

function isAccountCommand({ program }: PlacedCommand): boolean {
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
