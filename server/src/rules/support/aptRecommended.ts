import type { PackageCommand, RunModel, Stage, Step } from '../../model/types.ts';
import type { TextEdit } from '../../text/edit.ts';
import { textOf } from './instructionTexts.ts';
import { aptManagers, isOwnRoot } from './packageCalls.ts';
import type { StageOrder } from './stageOrder.ts';

/**
 * Clients of HTTPS that only recommend `ca-certificates`, or whose library does: libcurl3-gnutls of git, for example.
 * https://packages.debian.org/bookworm/libcurl4, https://packages.debian.org/bookworm/wget
 */
const clients: ReadonlySet<string> = new Set([
  ...['curl', 'wget', 'git', 'git-core', 'aria2', 'mercurial', 'w3m', 'apt-transport-https'],
]);

/** Images, by family, that bring the certificates themselves. */
const withCertificates: ReadonlySet<string> = new Set([
  ...['buildpack-deps', 'golang', 'python', 'ruby', 'rust', 'php', 'openjdk', 'eclipse-temurin', 'maven'],
  ...['gradle', 'tomcat', 'gcc', 'dotnet', 'nginx'],
]);

/** The installs of a RUN that bring what their packages recommend. */
export function allThatTakeRecommended({ packageCommands }: RunModel): readonly PackageCommand[] {
  return packageCommands.filter(takesRecommended);
}

/** An install of packages that says nothing about recommended ones; where a variable may say it, it is believed to. */
function takesRecommended(call: PackageCommand): boolean {
  if (!aptManagers.includes(call.manager) || call.verb?.value !== 'install' || call.packages.length === 0)
    return false;
  if (call.mayHideOptions || !isOwnRoot(call)) return false;
  return !call.hasOption(
    '--no-install-recommends',
    '--install-recommends',
    '--install-suggests',
    '--with-recommends',
    '-r',
    '--print-uris',
    '--simulate',
  );
}

export function optionAgainstRecommended({ manager }: PackageCommand): string {
  return manager === 'aptitude' ? '--without-recommends' : '--no-install-recommends';
}

/**
 * The packages that an install has to name once it does not bring recommended ones any more.
 * @param named all that are installed together with its own
 */
export function missedWithoutRecommended(
  call: PackageCommand,
  step: Step,
  stage: Stage,
  order: StageOrder,
  named: readonly string[] = [],
): readonly string[] {
  const needed = neededOfRecommended(call, step, named);
  const isMissed = isFirstWithCertificates(call, step) && needsCertificates(step, stage, order);
  return isMissed ? [certificates, ...needed] : needed;
}

/** The certificates that it brings as recommended are not there yet, as far as its own RUN tells. */
function isFirstWithCertificates(call: PackageCommand, step: Step): boolean {
  const calls = step.run?.once(allThatTakeRecommended);
  return calls?.find((one) => recommendsCertificates(one, step)) === call;
}

function bringsCertificates(step: Step): boolean {
  const calls = step.run?.once(allThatTakeRecommended);
  return calls?.some((one) => recommendsCertificates(one, step)) ?? false;
}

/** Whether an install of apt brings the certificates only because they are recommended. */
function recommendsCertificates(call: PackageCommand, step: Step): boolean {
  const names = packageNames(call, step).names;
  return names.some((name) => clients.has(name)) && !names.includes(certificates);
}

/** The packages of an install, those of variables too; `isComplete` is false where a variable leaves some open. */
export function packageNames(
  { packages }: PackageCommand,
  step: Step,
): { readonly names: readonly string[]; readonly isComplete: boolean } {
  let isComplete = true;
  const names = packages.flatMap(({ name, word }) => {
    if (name !== undefined) return [name];
    const text = step.expand(word.text.replaceAll('"', '')).value;
    if (text === undefined || text.includes('$')) isComplete = false;
    return text?.split(/\s+/) ?? [];
  });
  return { names, isComplete };
}

/**
 * Recommended packages without which one of an install does not do what it is there for: no C compiler gets far without
 * the headers of the C library, nor CMake without what runs its rules.
 * https://packages.debian.org/bookworm/gcc, https://packages.debian.org/bookworm/cmake
 */
function neededOfRecommended(call: PackageCommand, step: Step, named: readonly string[]): readonly string[] {
  const { names } = packageNames(call, step);
  const all = [...names, ...named];
  const brings = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const has = (pattern: RegExp) => all.some((name) => pattern.test(name));
  const found: string[] = [];
  if (
    brings(/^gcc(?:-\d+)?$/) &&
    !has(/^(?:g\+\+.*|build-essential|libc6?-dev|python3(?:\.\d+)?-dev|zlib1g-dev)$/)
  )
    found.push('libc6-dev');
  if (brings(/^cmake$/) && !has(/^(?:make|ninja-build|build-essential)$/)) found.push('make');
  const opensSsh = /\bgit@|\bgit\+ssh:\/\/|\bssh:\/\//.test(textOf(step.instruction));
  if (opensSsh && brings(/^git$/) && !has(/^(?:openssh-client|ssh)$/)) found.push('openssh-client');
  return found;
}

/**
 * Whether the certificates that an install brings as recommended are what HTTPS needs in its stage, and those built on
 * it: nothing before has brought them, and there is an address to be called.
 */
function needsCertificates(step: Step, own: Stage, { stepsOf, childrenOf }: StageOrder): boolean {
  const { facts, reference } = own.base.root;
  const { family = '' } = facts;
  if (withCertificates.has(family)) return false;
  // Of Node.js the slim variants remove them again: https://github.com/nodejs/docker-node
  if (family === 'node' && !reference?.tag?.includes('slim')) return false;
  let callsHttps = callsAnHttpsAddress(step);
  for (let stage: Stage | undefined = own; stage; stage = stage.base.stage) {
    for (const each of stepsOf(stage)) {
      callsHttps ||= callsAnHttpsAddress(each);
      const isBefore = each.instruction.range.start < step.instruction.range.start;
      if (isBefore && (namesCertificates(each) || bringsCertificates(each))) return false;
    }
  }
  if (namesCertificates(step)) return false;
  const pending = [...childrenOf(own)];
  for (let stage = pending.pop(); stage && !callsHttps; stage = pending.pop()) {
    callsHttps = stepsOf(stage).some(callsAnHttpsAddress);
    pending.push(...childrenOf(stage));
  }
  return callsHttps;
}

/**
 * In the container, or by a variable that it may be called with. What is fetched in the clear, or by ADD, counts as well:
 * the one should not be, and the other may become a command.
 */
function callsAnHttpsAddress({ instruction }: Step): boolean {
  return callers.has(instruction.name ?? '') && /https?:\/\//.test(textOf(instruction));
}

const callers: ReadonlySet<string> = new Set([
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'ENV',
  'ARG',
  'ADD',
]);

function namesCertificates({ instruction }: Step): boolean {
  return /ca-certificates|\/etc\/ssl\/certs/.test(textOf(instruction));
}

/**
 * Packages as more of an install, each where a sorted list has it, and with what parts the packages there: a blank, or a
 * line break.
 */
export function packagesAdded(
  { command: { words }, packages }: PackageCommand,
  added: readonly string[],
  text: string,
  isExecForm: boolean,
): readonly TextEdit[] {
  const edits = new Map<number, TextEdit>();
  const last = packages.at(-1)?.word;
  for (const one of [...added].sort()) {
    const next = packages.find(({ name }) => name !== undefined && name > one)?.word ?? packages[0]?.word;
    const isLast = packages.length > 1 && packages.every(({ name }) => name !== undefined && name < one);
    const word = isLast ? last : next;
    if (!word) continue;
    const between = text.slice(words[words.indexOf(word) - 1]?.range.end, word.range.start);
    const separator = /^[ \t]*[\\`][ \t]*\r?\n[ \t]*$/.test(between) ? between : ' ';
    const at = isLast ? word.range.end : word.range.start;
    const parts = isExecForm ? [`"${one}"`, ', '] : [one, separator];
    const before = edits.get(at)?.newText ?? '';
    const newText = before + (isLast ? parts.reverse() : parts).join('');
    edits.set(at, { range: { start: at, end: at }, newText });
  }
  return [...edits.values()];
}

export const certificates = 'ca-certificates';
