import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { joinPath } from '../support/containerPaths.ts';
import { linesAbove, topOf } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { buildPath } from '../support/shellToBuild.ts';
import { workdirAfter } from '../support/workdirAfter.ts';

export const preferWorkdir = defineRule({
  id: 'prefer-workdir',
  summary: 'RUN changes its directory with cd',
  why: 'WORKDIR holds for all instructions that follow, makes the directory where it is missing, and is where a reader looks; a cd holds for one RUN.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3003', match: 'same' },
    { tool: 'trivy', code: 'DS-0013', match: 'same' },
    { tool: 'sonar', code: 'S6597', match: 'broader' },
    { tool: 'semgrep', code: 'use-workdir', match: 'same' },
    { tool: 'kics', code: 'RUN-Using-cd', match: 'same' },
  ],
  yieldsTo: ['run-no-effect'],
  references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  concerns: { keywords: ['RUN'], text: /cd/i },
  messages: {
    change:
      'This cd holds for one RUN only. Set the directory with WORKDIR, which holds for all that follow.',
    already: 'WORKDIR is {path} already: this cd changes nothing.',
  },
  fixes: {
    toWorkdir: { title: 'Set WORKDIR {path} above', safety: 'unsafe', availability: 'sometimes' },
    drop: { title: 'Remove this cd', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, run } = step;
      if (instruction.name !== 'RUN' || !run) continue;
      if (!/\bcd\b/.test(model.tree.text.slice(instruction.range.start, instruction.range.end))) continue;
      for (const { script } of run.scripts) {
        const command = movesWhole(script);
        if (!command || !isPlace(command.words[1], step, model)) continue;
        const { start, end } = command.range;
        // To a shell the CR of a line break is a character like any other.
        const at = { start, end: model.tree.text.startsWith('\r\n', end - 1) ? end - 1 : end };
        const path = step.before.workdir.value;
        const isFirst = script.commands[0] === command;
        if (isFirst && path && buildPath(command.words[1], step, model) === path) {
          const removed = removalOf(step, command);
          const fixes = removed && ([{ fix: 'drop', edits: [{ range: removed, newText: '' }] }] as const);
          report({ at, message: 'already', values: { path }, fixes });
        } else report({ at, message: 'change', fixes: workdirFix(step, command, model) });
      }
    }
  },
});

/**
 * The `cd` that a WORKDIR can stand for: what the script begins with, or all that it ends with. One in the middle goes,
 * as a rule, where the commands before it have just put something, and a WORKDIR would split the RUN: what the rest of
 * it deletes would stay in a layer.
 */
function movesWhole(script: ShellScript): ShellCommand | undefined {
  const commands = script.commands.filter(({ context }) => context === 'list');
  const index = commands.findIndex((command) => !isPreparation(command));
  const first = commands[index];
  if (first?.name === 'cd' && first === script.commands[index])
    return isVisit(script, first) ? undefined : first;
  const last = commands.at(-1);
  return last?.name === 'cd' && last === script.commands.at(-1) ? last : undefined;
}

/** It is there for a while, and nobody after it wants to be. */
function isVisit(script: ShellScript, first: ShellCommand): boolean {
  if (/^["']?\/(?:var\/)?tmp(?:[/"']|$)/.test(first.words[1]?.text ?? '')) return true;
  return comesBack(script, first) || isRemoved(script, first);
}

/** `set -eux`, and the making of folders, which WORKDIR does as well. */
function isPreparation({ name, words }: ShellCommand): boolean {
  return name === 'set' || name === 'mkdir' || words.length === 0;
}

/** It is in the directory before once more, which a WORKDIR would have made another. */
function comesBack(script: ShellScript, first: ShellCommand): boolean {
  const { text } = script.source;
  if (/\bOLDPWD\b|~-/.test(text)) return true;
  return script.commands.some(
    (command) => command !== first && command.name === 'cd' && command.words[1]?.text === '-',
  );
}

/** The directory, one above it, or all that is in it, is gone at the end: a WORKDIR would make it anew. */
function isRemoved(script: ShellScript, { words: [, target] }: ShellCommand): boolean {
  const path = `${plainPath(target)}/`;
  return script.commands.some(
    ({ name, words }) =>
      (name === 'rm' || name === 'rmdir') &&
      words.slice(1).some((word) => {
        const gone = plainPath(word).replace(/\/\*$/, '');
        return gone !== '' && path.startsWith(`${gone}/`);
      }),
  );
}

function plainPath(word: ShellWord | undefined): string {
  return word?.text.replaceAll(/["']|\/+$/g, '') ?? '';
}

/** Whether WORKDIR can name it: not where only the shell knows it, as with `-`, `~`, a glob or `$(…)`. */
function isPlace(word: ShellWord | undefined, step: Step, model: BuildModel): boolean {
  if (!word || word.globs) return false;
  if (word.value !== undefined) return word.value !== '' && !word.value.startsWith('-');
  return buildPath(word, step, model) !== undefined;
}

/**
 * `RUN cd dir && the rest`: the rest runs in dir. Nothing where what follows, or the container, would begin in another
 * directory than before. A WORKDIR of the same directory further down moves up.
 */
function workdirFix(step: Step, command: ShellCommand, model: BuildModel) {
  const { instruction } = step;
  const path = buildPath(command.words[1], step, model);
  const removed = removalOf(step, command);
  if (path === undefined || !removed || instruction.isTrigger || movesOn(step, command)) return undefined;
  const follows = workdirAfter(step, model);
  if (follows === 'needs it') return undefined;
  const above = linesAbove(model.tree, instruction, [`${keywordLike(instruction, 'WORKDIR')} ${path}`]);
  if (!above) return undefined;
  const twin = follows?.after.workdir.value;
  const isTwin = twin !== undefined && path.startsWith('/') && joinPath('/', path) === twin;
  const edits = [above, { range: removed, newText: '' }];
  if (isTwin && follows && isAlone(follows.instruction, model))
    edits.push(...linesWithout(model.tree, follows.instruction));
  return [{ fix: 'toWorkdir', values: { path }, edits }] as const;
}

/** It goes on to another directory at once, as a rule one that it makes: one more WORKDIR would be none the better. */
function movesOn({ run }: Step, command: ShellCommand): boolean {
  const rest = run?.commands.filter(({ range }) => range.start > command.range.start) ?? [];
  return rest.find((one) => !isPreparation(one))?.name === 'cd';
}

/** No comment above speaks of it. */
function isAlone(instruction: Instruction, { tree }: BuildModel): boolean {
  return topOf(tree, instruction) === tree.text.lastIndexOf('\n', instruction.range.start - 1) + 1;
}

/** The `cd` and what joins the rest to it. */
function removalOf({ run, instruction }: Step, command: ShellCommand): TextRange | undefined {
  const items = run?.scripts[0]?.script.body[0]?.items;
  const next = items?.[1];
  if (items?.[0]?.node !== command || !next || (next.operator !== '&&' && next.operator !== ';'))
    return undefined;
  if (command.redirects.length > 0 || command.words.length !== 2 || items[0].background) return undefined;
  if (instruction.heredocs.length > 0) return undefined;
  const removed = { start: command.range.start, end: next.range.start };
  return instruction.comments.some(({ range }) => range.start < removed.end) ? undefined : removed;
}
