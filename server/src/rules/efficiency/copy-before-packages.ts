import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { type ContextCopy, contextCopyOf, isBroad, mayBeBroad } from '../support/contextCopies.ts';
import { blockOf } from '../support/moveDown.ts';
import { calledAs, callRange } from '../support/packageCalls.ts';
import { runItemsOf } from '../support/runItems.ts';
import { isSource } from '../support/unreadSources.ts';

export const copyBeforePackages = defineRule({
  id: 'copy-before-packages',
  summary: 'Sources are copied before packages that do not need them',
  why: 'A COPY whose files have changed makes every instruction below it run again. Packages of the system, and those that are named on the command line, do not depend on the sources: above the COPY they are installed once, and taken from the cache from then on.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  // One order mends both.
  yieldsTo: ['copy-before-install', 'sources-before-install'],
  references: [
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
    'https://docs.docker.com/build/building/best-practices/#leverage-build-cache',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    reinstalls: '{command} below runs again whenever any file changes. Install packages first, then copy.',
    reinstallsForSome:
      '{command} below runs again whenever {sources} changes, and reads nothing of it. Install packages first, then copy.',
  },
  fixes: {
    moveUp: { title: 'Move {command} above the {keyword}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      const copies = stage.instructionsWith('ADD', 'COPY');
      if (!copies.some(mayBeBroad) && !copies.some(namesSources)) continue;
      const own = stage.instructions.filter(({ trigger }) => !trigger);
      // With several, only the first can be moved for good.
      const index = own.findIndex((instruction) => bringsSources(instruction, model));
      const instruction = own[index];
      const copy = instruction && contextCopyOf(instruction, model);
      const words = instruction?.words.slice(0, -1) ?? [];
      const last = instruction && namesSources(instruction) ? words.at(-1) : words[0];
      if (!instruction || !copy || !last || mayBringSettings(copy)) continue;
      const found = installsBelow(own.slice(index + 1), copy, model);
      const [first] = found.installs;
      if (!first) continue;
      const command = calledAs(first.call);
      const edits = movedUp(instruction, found.movable, model);
      const at = { start: instruction.keyword.range.start, end: last.range.end };
      const rest = {
        at,
        related: found.installs.map(({ call }) => ({
          range: callRange(call, model.tree.text),
          message: 'It runs again whenever any file changes',
        })),
        fixes: edits && [
          { fix: 'moveUp' as const, values: { command, keyword: instruction.name ?? '' }, edits },
        ],
      };
      if (isBroad(copy)) report({ ...rest, message: 'reinstalls', values: { command } });
      else {
        const sources = new Intl.ListFormat('en', { type: 'disjunction' }).format(
          words.map(({ text }) => text),
        );
        report({ ...rest, message: 'reinstallsForSome', values: { command, sources } });
      }
    }
  },
});

function bringsSources(instruction: Instruction, model: BuildModel): boolean {
  if (namesSources(instruction)) return contextCopyOf(instruction, model) !== undefined;
  const copy = mayBeBroad(instruction) ? contextCopyOf(instruction, model) : undefined;
  return copy !== undefined && isBroad(copy);
}

/** Nothing but folders and files that are called as sources are. */
function namesSources({ name, words }: Instruction): boolean {
  return name === 'COPY' && words.length > 1 && words.slice(0, -1).every(({ text }) => isSource(text));
}

/** Files that a package manager reads, or scripts on the way of programs, may be among what is copied. */
function mayBringSettings({ target }: ContextCopy): boolean {
  return (
    target === '/' ||
    (/^\/(?:etc|usr|var|bin|sbin)(?:\/|$)/.test(target) &&
      !/^\/(?:var\/www|usr\/(?:src|share|local\/\w+\/))/.test(target))
  );
}

interface Install {
  readonly call: PackageCommand;
}

/** Installs that need nothing of what is copied, up to the first RUN that may need it and prepare one. */
function installsBelow(below: readonly Instruction[], copy: ContextCopy, model: BuildModel) {
  const installs: Install[] = [];
  const movable: Instruction[] = [];
  let canMove = true;
  const targets = new Set([copy.target]);
  for (const instruction of below) {
    if (instruction.name === 'COPY' || instruction.name === 'ADD') {
      // Another COPY may bring a list of packages, or a key.
      if (/\b(?:apt|apk|yum|dnf|zypp|keyrings|pacman)\b|\/etc\b/.test(instruction.line.text)) break;
      const other = contextCopyOf(instruction, model);
      if (other) targets.add(other.target);
      continue;
    }
    if (instruction.name !== 'RUN') {
      if (instruction.name !== undefined && matters.has(instruction.name)) canMove = false;
      continue;
    }
    const step = model.stepOf(instruction);
    if (step.run?.mounts.some(({ type }) => type === 'bind' || type === 'secret')) break;
    const end = firstBound(step, targets);
    if (end === undefined) break;
    const call = step.run?.packageCommands.find(
      ({ action, packages, command }) =>
        action === 'install' &&
        packages.length > 0 &&
        packages.every(({ name, kind }) => kind === 'package' && name !== undefined) &&
        !packages.every(({ name }) => isInstaller.test(name ?? '')) &&
        // What comes before needs nothing of the sources: packages of the system, or of a language and for all projects.
        command.range.start < end,
    );
    if (call) installs.push({ call });
    if (end < Number.POSITIVE_INFINITY) break;
    if (canMove) movable.push(instruction);
  }
  const moves = movable.some((instruction) => installs.some(({ call }) => holds(instruction, call)));
  return { installs, movable: moves ? movable : [] };
}

/** What pip brings up to date before it installs the project: too little to speak of. */
const isInstaller = /^(?:pip|setuptools|wheel)$/;

/** Where the first command of a RUN starts that may need something of what is copied; infinity where none does. */
function firstBound(step: Step, targets: ReadonlySet<string>): number | undefined {
  let start = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    const run = runItemsOf(step, target);
    if (!run) return undefined;
    start = Math.min(start, run.items.find(({ isFree }) => !isFree)?.range.start ?? start);
  }
  return start;
}

function holds({ range }: Instruction, { command }: PackageCommand): boolean {
  return range.start <= command.range.start && command.range.start < range.end;
}

/** What a RUN sees of the instructions before it. */
const matters: ReadonlySet<string> = new Set(['ARG', 'ENV', 'USER', 'SHELL', 'WORKDIR', 'VOLUME']);

/** The RUNs with their comments go above the COPY with its own. */
function movedUp(copy: Instruction, runs: readonly Instruction[], model: BuildModel): TextEdit[] | undefined {
  if (runs.length === 0) return undefined;
  const place = blockOf(model.tree, copy);
  const blocks = runs.map((run) => blockOf(model.tree, run));
  if (!place || blocks.some((block) => block === undefined)) return undefined;
  const moved = blocks.flatMap((block) => block ?? []);
  const gap =
    place.blankBelow.start === place.blankBelow.end
      ? ''
      : model.tree.text.slice(place.blankBelow.start, place.blankBelow.end);
  const text = moved.map((block) => block.text).join('');
  const { start } = place.range;
  const isLast = !model.tree.text.slice(0, moved.at(-1)?.range.end).endsWith('\n');
  if (isLast) return undefined;
  return [
    { range: { start, end: start }, newText: text + gap },
    ...moved.map(({ range, isApart, blankBelow }) => ({
      range: { start: range.start, end: isApart ? blankBelow.end : range.end },
      newText: '',
    })),
  ];
}
