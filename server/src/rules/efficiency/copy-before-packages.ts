import { packageManager } from '../../knowledge/packageManagers.ts';
import type { BuildModel, PackageCommand } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { type ContextCopy, contextCopyOf, isBroad, mayBeBroad } from '../support/contextCopies.ts';
import { blockOf } from '../support/moveDown.ts';
import { callRange } from '../support/packageCalls.ts';
import { runItemsOf } from '../support/runItems.ts';

export const copyBeforePackages = defineRule({
  id: 'copy-before-packages',
  summary: 'The whole context is copied before packages of the system are installed',
  why: 'A COPY whose files have changed makes every instruction below it run again. Packages of the system do not depend on the sources: above the COPY they are installed once, and taken from the cache from then on.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  // One order mends both.
  yieldsTo: ['copy-before-install'],
  references: [
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
    'https://docs.docker.com/build/building/best-practices/#leverage-build-cache',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    reinstalls: '{command} below runs again whenever any file changes. Install packages first, then copy.',
  },
  fixes: {
    moveUp: { title: 'Move {command} above the {keyword}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      if (!stage.instructionsWith('ADD', 'COPY').some(mayBeBroad)) continue;
      const own = stage.instructions.filter(({ trigger }) => !trigger);
      // With several, only the first can be moved for good.
      const index = own.findIndex((instruction) => {
        const copy = mayBeBroad(instruction) ? contextCopyOf(instruction, model) : undefined;
        return copy !== undefined && isBroad(copy);
      });
      const instruction = own[index];
      const copy = instruction && contextCopyOf(instruction, model);
      const source = instruction?.words[0];
      if (!instruction || !copy || !source || mayBringSettings(copy)) continue;
      const found = installsBelow(own.slice(index + 1), copy, model);
      const [first] = found.installs;
      if (!first) continue;
      const command = `${first.call.manager} ${first.call.verb?.text ?? ''}`.trim();
      const edits = movedUp(instruction, found.movable, model);
      report({
        at: { start: instruction.keyword.range.start, end: source.range.end },
        message: 'reinstalls',
        values: { command },
        related: found.installs.map(({ call }) => ({
          range: callRange(call, model.tree.text),
          message: 'It runs again whenever any file changes',
        })),
        fixes: edits && [{ fix: 'moveUp', values: { command, keyword: instruction.name ?? '' }, edits }],
      });
    }
  },
});

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
  for (const instruction of below) {
    if (instruction.name === 'COPY' || instruction.name === 'ADD') {
      // Another COPY may bring a list of packages, or a key.
      if (/\b(?:apt|apk|yum|dnf|zypp|keyrings|pacman)\b|\/etc\b/.test(instruction.line.text)) break;
      continue;
    }
    if (instruction.name !== 'RUN') {
      if (instruction.name !== undefined && matters.has(instruction.name)) canMove = false;
      continue;
    }
    const step = model.stepOf(instruction);
    const run = runItemsOf(step, copy.target);
    if (!run || step.run?.mounts.some(({ type }) => type === 'bind' || type === 'secret')) break;
    const firstBound = run.items.findIndex(({ isFree }) => !isFree);
    const end = firstBound < 0 ? Number.POSITIVE_INFINITY : (run.items[firstBound]?.range.start ?? 0);
    const call = step.run?.packageCommands.find(
      ({ manager, action, packages, command }) =>
        packageManager(manager)?.scope === 'system' &&
        action === 'install' &&
        packages.length > 0 &&
        packages.every(({ name, kind }) => kind === 'package' && name !== undefined) &&
        command.range.start < end,
    );
    if (call) installs.push({ call });
    if (firstBound >= 0) break;
    if (canMove) movable.push(instruction);
  }
  const moves = movable.some((instruction) => installs.some(({ call }) => holds(instruction, call)));
  return { installs, movable: moves ? movable : [] };
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
