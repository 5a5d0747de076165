import type { BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { wordEdits } from '../../text/wordEdits.ts';
import type { FixEdit } from '../rule.ts';
import {
  allThatTakeRecommended,
  missedWithoutRecommended,
  optionAgainstRecommended,
} from './aptRecommended.ts';
import { indentOf, type Joinable, usesTrailingOperators } from './joinRuns.ts';
import { empties, isMountedOver } from './layerPaths.ts';
import { aptManagers, callsOf, isOwnRoot, rootPrefix } from './packageCalls.ts';
import { indexFamilyOf, indexUse } from './packageIndex.ts';
import { aptWithoutRecommends, settingInForce } from './programSettings.ts';
import { isBourne, isPlainChain } from './shellState.ts';
import { laterUser, stageOrderOf } from './stageOrder.ts';

/**
 * RUNs in a row that do nothing but update, install and clean up with apt become one, as the guides write it: update,
 * a single install without recommended packages but those that are missed, its packages sorted, and the lists removed
 * at the end. Comments
 * between them stay, in front of the command that they stood above, and an install that has some to itself. For each RUN
 * of such a row the edits; none where something else is done, the installs differ in more than their packages, or a later
 * RUN needs the lists.
 */
export function aptRows(model: BuildModel): ReadonlyMap<Instruction, readonly FixEdit[]> {
  const edits = new Map<Instruction, readonly FixEdit[]>();
  if (callsOf(model.stepsWith('RUN'), aptManagers).length < 2) return edits;
  const order = stageOrderOf(model);
  for (const stage of model.stages) {
    for (const row of rowsOf(stage, model)) {
      const last = row.at(-1);
      const found = last && rowEdits(row, model);
      if (!found) continue;
      const family = indexFamilyOf('apt-get');
      const user = family && laterUser(last.step, order, (step) => indexUse(step, family));
      if (user?.isCertain) continue;
      for (const { instruction } of row) edits.set(instruction, found);
    }
  }
  return edits;
}

interface AptRun extends Joinable {
  readonly step: Step;
  readonly parts: readonly Part[];
  readonly flags: string;
}

/** A command of a RUN and what it is for. `calls` that do not install are kept as they are written. */
interface Part {
  readonly kind: 'update' | 'upgrade' | 'install' | 'tidy' | 'lists';
  readonly text: string;
  readonly call: PackageCommand | undefined;
}

function rowsOf(stage: Stage, model: BuildModel): readonly (readonly AptRun[])[] {
  const rows: AptRun[][] = [];
  let row: AptRun[] = [];
  const close = () => {
    if (row.length > 1) rows.push(row);
    row = [];
  };
  for (const instruction of stage.instructions) {
    const run = instruction.name === 'RUN' ? aptRunOf(instruction, model) : undefined;
    if (!run || (row[0] && row[0].flags !== run.flags)) close();
    if (run) row.push(run);
  }
  close();
  return rows.filter((one) => {
    const kinds = one.flatMap(({ parts }) => parts.map(({ kind }) => kind));
    return kinds.includes('update') && kinds.includes('install');
  });
}

/** Undefined for a RUN with any command that is not of this kind. */
function aptRunOf(instruction: Instruction, model: BuildModel): AptRun | undefined {
  const step = model.stepOf(instruction);
  const { run } = step;
  const script =
    run?.form === 'shell' && instruction.heredocs.length === 0 ? run.scripts[0]?.script : undefined;
  if (!run || !script || !instruction.shell || !isBourne(script.dialect, model)) return undefined;
  const isTidy = isPlainChain(script) && script.comments.length === 0 && instruction.comments.length === 0;
  if (!isTidy || /[\\`]$/.test(instruction.shell.text)) return undefined;
  const parts = partsOf(step, script);
  const flags = instruction.flags.map(({ name, value }) => `${name}=${value ?? ''}`).sort();
  return parts && { outer: instruction, instruction, script, step, parts, flags: flags.join('\n') };
}

function partsOf(step: Step, script: ShellScript): readonly Part[] | undefined {
  const calls = new Map(step.run?.packageCommands.map((call) => [call.command, call]));
  const parts: Part[] = [];
  for (const { node, operator, negated } of script.body[0]?.items ?? []) {
    if (node.kind !== 'command' || negated || operator === '|' || operator === '|&') return undefined;
    if (node.redirects.length > 0 || node.words.some(({ text }) => text.includes('$('))) return undefined;
    const call = calls.get(node);
    const start = script.source.map.toDerived(node.range.start);
    const text = script.source.text.slice(start, script.source.map.toDerived(node.range.end));
    const kind = call ? kindOf(call) : empties(node, LISTS, step) ? 'lists' : undefined;
    if (!kind || (!call && unwrapCommand(node).name !== 'rm')) return undefined;
    parts.push({ kind, text: text.replace(/\s+/g, ' '), call });
  }
  return parts;
}

const LISTS = '/var/lib/apt/lists';

function kindOf(call: PackageCommand): Part['kind'] | undefined {
  if (!aptManagers.includes(call.manager) || !isOwnRoot(call) || call.mayHideOptions) return undefined;
  switch (call.action) {
    case 'update':
    case 'upgrade':
      return call.action;
    case 'install':
      return call.verb?.value === 'install' && optionsOf(call).every((text) => plainOption.test(text))
        ? 'install'
        : undefined;
    case 'clean':
      return 'tidy';
    case 'remove':
      return call.packages.length === 0 ? 'tidy' : undefined;
    default:
      return undefined;
  }
}

const plainOption = /^(?:-[yq]+|--(?:yes|assume-yes|quiet|no-install-recommends|install-recommends=false))$/;

function optionsOf(call: PackageCommand): readonly string[] {
  return call.options.map(({ text }) => text);
}

function rowEdits(row: readonly AptRun[], model: BuildModel): readonly FixEdit[] | undefined {
  const [first] = row;
  const last = row.at(-1);
  const shell = first?.instruction.shell;
  if (!first || !last || !shell) return undefined;
  const commands = commandsOf(row, model);
  if (!commands) return undefined;
  const { text, escape: token } = model.tree;
  const isTrailing = usesTrailingOperators(row, token);
  const indent = indentOf(row, text) ?? '    ';
  const lineBreak = lineBreakOf(text);
  const lines: string[] = [];
  for (const [index, { written, comments }] of commands.entries()) {
    const operator = index === 0 || isTrailing ? '' : '&& ';
    const end = isTrailing && index < commands.length - 1 ? ' &&' : '';
    const [head = '', ...more] = written;
    const above = comments.map((comment) => `${indent}${comment}`);
    if (index > 0) lines.push(...above);
    lines.push(`${index > 0 ? indent : ''}${operator}${head}`, ...more.map((line) => `${indent}    ${line}`));
    lines.push(`${lines.pop() ?? ''}${end}`);
    // Nothing stands between the keyword and the first command.
    if (index === 0) lines.push(...above);
  }
  const isComment = (line: string) => /^\s*#/.test(line);
  const newText = lines
    .map((line, index) => (isComment(line) || index === lines.length - 1 ? line : `${line} ${token}`))
    .join(lineBreak);
  const { start } = shell.range;
  return wordEdits(text.slice(start, last.instruction.range.end), newText).map(
    ({ range, newText: word }) => ({
      range: { start: start + range.start, end: start + range.end },
      newText: word,
    }),
  );
}

/** In the order in which they are to run, each with the comments that stood above its RUN. */
function commandsOf(runs: readonly AptRun[], model: BuildModel): readonly Command[] | undefined {
  const missedBy = missedIn(runs, model);
  const parts = runs.flatMap((run, index) => {
    const comments = commentsAbove(runs, index, model);
    // What is said of a RUN is said of what it installs.
    const spokenOf = run.parts.find(({ kind }) => kind === 'install') ?? run.parts[0];
    return run.parts.map((part) => ({
      ...part,
      comments: part === spokenOf ? comments : [],
      missed: missedBy(part, run.step),
    }));
  });
  const of = (kind: Part['kind']) => parts.filter((part) => part.kind === kind);
  const [update] = of('update');
  const installs = installsOf(of('install'));
  if (!installs || !update?.call) return undefined;
  const plain = ({ text, comments }: CommentedPart) => ({ written: [text], comments });
  const first: Command = { ...plain(update), comments: of('update').flatMap(({ comments }) => comments) };
  const lists: Command[] = of('lists').map(plain);
  const isMounted = runs.some(({ step: { run } }) => run && isMountedOver(run, LISTS));
  if (lists.length === 0 && !isMounted) {
    lists.push({ written: [`${rootPrefix(update.call)}rm -rf ${LISTS}/*`], comments: [] });
  }
  return [first, ...of('upgrade').map(plain), ...installs, ...of('tidy').map(plain), ...lists];
}

/** What an install brings as recommended, and somebody would miss. */
function missedIn(runs: readonly AptRun[], model: BuildModel): (part: Part, step: Step) => readonly string[] {
  const order = stageOrderOf(model);
  const named = runs.flatMap(({ parts }) => parts.flatMap(({ call }) => (call ? packageWords(call) : [])));
  let isSwitchedOff: ReturnType<typeof settingInForce> | undefined;
  return ({ call }, step) => {
    const { run, stage } = step;
    if (!call || !stage || !run?.once(allThatTakeRecommended).includes(call)) return [];
    isSwitchedOff ??= settingInForce(model, order, aptWithoutRecommends);
    if (isSwitchedOff(stage, call.command.range.start)) return [];
    return missedWithoutRecommended(call, step, stage, order, named);
  };
}

type CommentedPart = Part & { readonly comments: readonly string[]; readonly missed: readonly string[] };

interface Command {
  /** Lines. */
  readonly written: readonly string[];
  readonly comments: readonly string[];
}

/**
 * One install of all packages; where comments speak of some, one of these and of what follows. Undefined where they are not
 * called alike.
 */
function installsOf(parts: readonly CommentedPart[]): readonly Command[] | undefined {
  const calls = parts.flatMap(({ call }) => (call ? [call] : []));
  const [first] = calls;
  if (!first) return undefined;
  const prefix = (call: PackageCommand) => {
    const { words, assignments } = call.command;
    const before = words.slice(0, words.indexOf(call.program) + 1).map(({ text }) => text);
    return [...assignments.map(({ name, value }) => `${name}=${value?.text ?? ''}`), ...before].join(' ');
  };
  if (calls.some((call) => prefix(call) !== prefix(first))) return undefined;
  const options = new Set(calls.flatMap(optionsOf));
  if (!calls.some((call) => call.hasOption('-y', '-qq'))) options.add('-y');
  const withoutRecommended = optionAgainstRecommended(first);
  if (!calls.some((call) => call.hasOption(withoutRecommended))) options.add(withoutRecommended);
  const head = [prefix(first), 'install', ...options].join(' ');
  const commands: Command[] = [];
  const named = new Set(calls.flatMap(packageWords));
  for (const group of groupsOf(parts)) {
    const words = group.flatMap(({ call, missed }) => [
      ...(call ? packageWords(call) : []),
      ...missed.filter((one) => !named.has(one)),
    ]);
    const packages = [...new Set(words)].sort((a, b) => (a < b ? -1 : 1));
    const comments = group.flatMap((part) => part.comments);
    if (packages.length === 0) return undefined;
    const written = packages.length <= 2 ? [`${head} ${packages.join(' ')}`] : [head, ...packages];
    commands.push({ written, comments });
  }
  return commands;
}

/** Installs up to the next one that a comment stands above. */
function groupsOf(parts: readonly CommentedPart[]): readonly (readonly CommentedPart[])[] {
  const groups: CommentedPart[][] = [];
  for (const part of parts) {
    const group = groups.at(-1);
    if (group && part.comments.length === 0) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

function packageWords(call: PackageCommand): readonly string[] {
  return call.packages.map(({ word }) => word.text);
}

/** The comment lines between a RUN and the one above it. */
function commentsAbove(runs: readonly AptRun[], index: number, model: BuildModel): readonly string[] {
  const above = runs[index - 1];
  const run = runs[index];
  if (!above || !run) return [];
  const between = model.tree.text.slice(above.instruction.range.end, run.instruction.range.start);
  return between.split(/\r?\n/).flatMap((line) => (line.trim().startsWith('#') ? [line.trim()] : []));
}
