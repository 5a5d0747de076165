import { isTar } from '../../model/context/takenPaths.ts';
import { copyWordsOf } from '../../model/context/takeWords.ts';
import type { Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { joinPath, workdirOf } from '../support/containerPaths.ts';
import { runsAs } from '../support/finalUser.ts';

export const copyWithoutChown = defineRule({
  id: 'copy-without-chown',
  summary: 'Files copied below USER belong to root',
  why: 'USER does not matter to COPY and ADD: without --chown, files of the build context belong to root. The program can read them, but not write to them. That is right for code, and wrong for data.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'copy-after-user-without-chown', match: 'narrower' },
    { tool: 'tally', code: 'ruby/state-paths-not-writable-as-non-root', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    root: 'These files belong to root, though USER is {user}. If {user} is to change them, add --chown={user}.',
  },
  fixes: {
    chown: { title: 'Add --chown={user}', safety: 'manual', availability: 'always' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    // Windows knows no owners of that kind.
    if (!stage || stage.base.root.facts.distribution === 'windows') return;
    for (const instruction of stage.instructionsWith('ADD', 'COPY')) {
      // What comes from a stage or an image keeps the owner it has there: https://github.com/moby/moby/pull/38599
      if (instruction.flags.some(({ name }) => name === 'chown' || name === 'from')) continue;
      const step = model.stepOf(instruction);
      const { before } = step;
      const user = before.user.value;
      if (
        user === undefined ||
        !before.user.by ||
        runsAs(before) !== 'unprivileged' ||
        /^container/i.test(user)
      )
        continue;
      if (isForReading(instruction) || isCode(step, stage) || keepsOwners(step)) continue;
      const at = keywordEnd(instruction);
      report({
        at: instruction.keyword.range,
        message: 'root',
        values: { user },
        fixes: [{ fix: 'chown', values: { user }, edits: [{ range: at, newText: ` --chown=${user}` }] }],
      });
    }
  },
});

function keywordEnd({ keyword }: Instruction) {
  return { start: keyword.range.end, end: keyword.range.end };
}

/** Its mode says so: a program, or what nobody may write to. */
function isForReading({ flags }: Instruction): boolean {
  const mode = flags.find(({ name }) => name === 'chmod')?.value;
  if (mode === undefined) return false;
  const digits = /^[0-7]{3,4}$/.test(mode) ? [...mode.slice(-3)].map(Number) : undefined;
  if (!digits) return /[+=][rwst]*x/.test(mode) || /^[^+w]*$/.test(mode);
  return digits.some((digit) => digit % 2 === 1) || digits.every((digit) => (digit & 2) === 0);
}

/** It goes where programs and their settings are, or is what the container starts: best left to root. */
function isCode(step: Step, stage: Stage): boolean {
  const words = copyWordsOf(step);
  if (!words) return false;
  const target = words.to === undefined ? undefined : joinPath(workdirOf(step), words.to);
  if (target !== undefined && systemFolder.test(target)) return true;
  const started = startedFiles(stage);
  const single = words.sources.length === 1 ? fileName(words.to ?? '') : '';
  const isStarted = (text: string): boolean => started.has(fileName(text)) || started.has(single);
  return words.sources.length > 0 && words.sources.every(({ text }) => isStarted(text));
}

const systemFolder =
  /^\/(?:bin|sbin|lib(?:x?32|64)?|etc|opt\/(?:[^/]+\/)*s?bin|usr(?!\/(?:local\/)?src(?:\/|$)))(?:\/|$)/;

/** The file names of all that ENTRYPOINT, CMD and HEALTHCHECK say. */
function startedFiles({ final: { cmd, entrypoint, healthcheck } }: Stage): ReadonlySet<string> {
  const check = healthcheck.value === 'none' ? undefined : healthcheck.value;
  const commands = [entrypoint.value, cmd.value, check];
  const words = commands.flatMap(
    (command) => command?.argv.flatMap((word) => word.split(/[\s;&|"']+/)) ?? [],
  );
  return new Set(words.map(fileName).filter((name) => /\w/.test(name)));
}

function fileName(path: string): string {
  return path.replaceAll(/["']/g, '').replace(/^.*\//s, '');
}

/** A tar archive that is unpacked: its files belong to whom it says. */
function keepsOwners(step: Step): boolean {
  const words = copyWordsOf(step);
  return Boolean(words?.unpacks && words.sources.some(({ text }) => isTar(text.replace(/["']$/, ''))));
}
