import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { remembered } from '../../text/memo.ts';
import type { TextRange } from '../../text/range.ts';

/** Programs that share the lists of apt. */
export const aptManagers: readonly string[] = ['apt-get', 'apt', 'aptitude'];

/** Whether any RUN of the file calls one of these: what most files do not, most rules need not look for. */
export function usesManager(model: BuildModel, managers: readonly string[]): boolean {
  const used = model.fact(managersUsed);
  return used !== '' && managers.some((manager) => used.includes(`\n${manager}\n`));
}

/** One on each line: a text, since most RUNs that change call none that the others do not. */
function managersUsed(model: BuildModel): string {
  const used = new Set<string>();
  for (const { run } of model.stepsWith('RUN')) {
    for (const { manager } of run?.packageCommands ?? noCalls) used.add(manager);
  }
  return used.size === 0 ? '' : `\n${[...used].sort().join('\n')}\n`;
}

/** From the program's word to the verb's, options between them included; the verb alone where lines lie between. */
export function callRange(call: PackageCommand, text: string): TextRange {
  const verb = call.verb?.range ?? call.program.range;
  const range = { start: Math.min(call.program.range.start, verb.start), end: verb.end };
  return text.slice(range.start, range.end).includes('\n') ? verb : range;
}

/** What it is called with, options left out: `apt-get install`, `go mod download`. */
export function calledAs({ manager, program, verb, command: { words } }: PackageCommand): string {
  if (!verb) return manager;
  const between = words.slice(words.indexOf(program) + 1, words.indexOf(verb));
  const isPhrase = between.every(({ text }) => /^[a-z]+$/.test(text) && text !== manager);
  return [manager, ...(isPhrase ? between : []), verb]
    .map((word) => (typeof word === 'string' ? word : word.text))
    .join(' ');
}

/**
 * Whether a call works on the image's own root: not within a `chroot`, nor with an option that names another root
 * directory (`apk --root`, `dnf --installroot`, apt's `-o Dir=…`).
 */
export const isOwnRoot = remembered(worksOnOwnRoot);

function worksOnOwnRoot(call: PackageCommand): boolean {
  if (call.wrappers.includes('chroot') || call.hasOption('--root', '--installroot')) return false;
  if (call.manager === 'apk') return !call.hasOption('-p');
  if (call.manager === 'zypper') return !call.hasOption('-R');
  if (!aptManagers.includes(call.manager)) return true;
  const settings = call.optionValues('-o');
  return !settings.some((value) => value === undefined || /^(?:Dir|RootDir)\b/i.test(value));
}

/** `sudo`, when the call needs it: what cleans up after it does so as well. */
export function rootPrefix(call: PackageCommand): string {
  const wrapper = call.wrappers.find((name) => name === 'sudo' || name === 'doas');
  return wrapper ? `${wrapper} ` : '';
}

/**
 * The word behind which an author would write another option of an install: the verb, or the last of the short
 * options that follow it (`install -y`, `add -q`).
 */
export function lastLeadingOption(call: PackageCommand): ShellWord {
  const verb = call.verb ?? call.program;
  const { words } = call.command;
  let last = verb;
  for (const word of words.slice(words.indexOf(verb) + 1)) {
    const isSwitch = /^(?:-[yqf]+|--(?:yes|assume-yes|assumeyes|quiet|non-interactive|no-confirm))$/.test(
      word.text,
    );
    if (!isSwitch) break;
    last = word;
  }
  return last;
}

export interface PlacedCall {
  readonly step: Step;
  readonly call: PackageCommand;
}

/** The calls of some managers in some steps, in order of place. */
export function callsOf(steps: readonly Step[], managers: readonly string[]): readonly PlacedCall[] {
  let found: PlacedCall[] | undefined;
  for (const step of steps) {
    for (const call of step.run?.packageCommands ?? noCalls) {
      if (!managers.includes(call.manager)) continue;
      found ??= [];
      found.push({ step, call });
    }
  }
  return found ?? noPlacedCalls;
}

const noCalls: readonly PackageCommand[] = [];
const noPlacedCalls: readonly PlacedCall[] = [];
