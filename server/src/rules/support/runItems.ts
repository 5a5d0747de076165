import type { PackageCommand, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellListItem, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { joinPath, workdirOf } from './containerPaths.ts';
import { type DependencyCall, dependencyCallOf } from './dependencyCalls.ts';
import { environmentOf, isFreeOf } from './sourceFree.ts';

/** A RUN as a sequence of commands and pipelines. */
export interface RunItems {
  readonly instruction: Instruction;
  readonly items: readonly RunItem[];
  /** One command after the other and nothing else: no branch, no `||`, no background. */
  readonly isSequence: boolean;
  readonly script: ShellScript | undefined;
}

export interface RunItem {
  readonly range: TextRange;
  /** What joins it to the one before. */
  readonly operator: string | undefined;
  readonly operatorRange: TextRange | undefined;
  /** It needs nothing of the directory that was asked about. */
  readonly isFree: boolean;
  /** It changes what the items after it see: the directory, variables. */
  readonly leaks: boolean;
  /** It does nothing else. */
  readonly isState: boolean;
  /** Folders it goes into, and so needs to be there. */
  readonly enters: readonly string[];
  /** Folders it makes that nothing may be copied over. */
  readonly creates: readonly string[];
  /** The dependency commands in it, each with where it runs. */
  readonly calls: readonly DependencyCall[];
  /** The only command of the item, when it is one and no pipeline. */
  readonly command: ShellCommand | undefined;
}

/** Undefined when the step runs nothing that can be read. `directory`: what commands may need something of. */
export function runItemsOf(step: Step, directory: string): RunItems | undefined {
  const { run, instruction } = step;
  if (!run) return undefined;
  const known: Known = {
    step,
    directory,
    calls: new Map(run.packageCommands.map((call) => [call.command, call])),
  };
  let cwd = workdirOf(step);
  if (run.form === 'exec') {
    const command = run.commands[0];
    if (!command) return undefined;
    const item = itemOf([command], cwd, known);
    const operator = { range: command.range, operator: undefined, operatorRange: undefined };
    return { instruction, items: [{ command, ...operator, ...item }], isSequence: true, script: undefined };
  }
  const script = run.scripts[0]?.script;
  if (!script || run.scripts.length !== 1) return undefined;
  const items: RunItem[] = [];
  let isSequence = script.body.length <= 1 && script.errors.length === 0;
  let at = 0;
  for (const group of script.body.flatMap((list) => pipelines(list.items))) {
    const first = group[0];
    const last = group.at(-1);
    if (!first || !last) continue;
    const range = { start: first.range.start, end: last.range.end };
    const commands: ShellCommand[] = [];
    for (let next = script.commands[at]; next && next.range.start < range.end; next = script.commands[++at]) {
      commands.push(next);
    }
    const isPlain = group.every((item) => item.node.kind === 'command' && !item.background && !item.negated);
    if (!isPlain || first.operator === '||') isSequence = false;
    const command = group.length === 1 && first.node.kind === 'command' ? first.node : undefined;
    const item = itemOf(commands, cwd, known);
    const { operator, operatorRange } = first;
    items.push({ range, operator, operatorRange, command, ...item, isFree: item.isFree && isPlain });
    cwd = afterItem(command, cwd);
  }
  return { instruction, items, isSequence, script };
}

interface Known {
  readonly step: Step;
  readonly directory: string;
  readonly calls: ReadonlyMap<ShellCommand, PackageCommand>;
}

function pipelines(items: readonly ShellListItem[]): ShellListItem[][] {
  const groups: ShellListItem[][] = [];
  for (const item of items) {
    if (item.operator === '|' || item.operator === '|&') groups.at(-1)?.push(item);
    else groups.push([item]);
  }
  return groups;
}

function itemOf(commands: readonly ShellCommand[], start: string, { step, directory, calls: known }: Known) {
  // Inside a subshell or a branch, a `cd` holds for what follows it.
  let cwd = start;
  const calls: DependencyCall[] = [];
  const creates: string[] = [];
  const enters: string[] = [];
  let isFree = true;
  let leaks = false;
  let isState = true;
  for (const command of commands) {
    const call = known.get(command);
    const need = call && dependencyCallOf(call, cwd);
    if (need) calls.push(need);
    const isMove = command.name === 'cd' || command.name === 'pushd';
    if (!isMove && !isFreeOf(command, call, directory, cwd)) isFree = false;
    const isSetting = isMove || LEAKING.has(command.name ?? '') || command.words.length === 0;
    if (isSetting && !isEchoing(command)) leaks = true;
    if (!isSetting) isState = false;
    const environment = environmentOf(command);
    const folder = environment && staticValue(environment, step);
    if (folder !== undefined) creates.push(joinPath(cwd, folder));
    cwd = afterItem(command, cwd);
    if (isMove) enters.push(cwd);
  }
  return { calls, isFree: isFree && calls.length === 0, leaks, isState, enters, creates };
}

function afterItem(command: ShellCommand | undefined, cwd: string): string {
  if (command?.name !== 'cd' && command?.name !== 'pushd') return cwd;
  const to = command.words.filter((word) => !/^-/.test(word.text))[1];
  if (to?.value === undefined || to.value.startsWith('~')) return joinPath(cwd, '\uFFFC');
  return joinPath(cwd, to.value);
}

/** A word that is static, or one variable of the image. */
function staticValue(word: ShellWord, step: Step): string | undefined {
  if (word.value !== undefined) return word.value;
  const name = /^"?\$\{?(\w+)\}?"?$/.exec(word.text)?.[1];
  const found = name === undefined ? undefined : step.before.env(name);
  return found?.kind === 'defined' ? found.value : undefined;
}

const LEAKING = new Set([
  'export',
  'unset',
  'set',
  'shopt',
  'umask',
  '.',
  'source',
  'alias',
  'eval',
  'exec',
  'trap',
]);

/** `set -ex`: nothing that a chain with `&&` would miss. */
function isEchoing(command: ShellCommand): boolean {
  return command.name === 'set' && command.words.slice(1).every((word) => /^-[eux]+$/.test(word.text));
}
