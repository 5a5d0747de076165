import type { BuildModel, Step } from '../../model/types.ts';
import type { KeywordName } from '../../syntax/dockerfile/tree.ts';
import { workdirOf } from './containerPaths.ts';
import { runItemsOf } from './runItems.ts';
import { unquoted } from './words.ts';

/**
 * What becomes of the working directory behind a step: `needs it` where something that follows in the stage, or the
 * image that it ends with, may hang on it; else undefined, or the WORKDIR that sets another before anybody asks. That
 * one is left out where a RUN stands between.
 */
export function workdirAfter(step: Step, model: BuildModel): Step | 'needs it' | undefined {
  const { stage, instruction } = step;
  if (!stage) return 'needs it';
  const all = stage.instructions;
  let ran = false;
  for (const next of all.slice(all.indexOf(instruction) + 1)) {
    const at = model.stepOf(next);
    if (next.name === 'WORKDIR') {
      if (!isAbsolute(next.words[0] && unquoted(next.words[0]).text)) return 'needs it';
      return ran ? undefined : at;
    }
    if (needsDirectory(at)) return 'needs it';
    ran ||= next.name === 'RUN';
  }
  // An image that is only copied from has no use for its working directory.
  const isSource = stage.usedBy.length > 0 && stage.usedBy.every(({ base }) => base.stage !== stage);
  return stage !== model.finalStage && isSource ? undefined : 'needs it';
}

function needsDirectory(step: Step): boolean {
  const { instruction } = step;
  if (instruction.name === 'COPY' || instruction.name === 'ADD') {
    const last = instruction.words.at(-1);
    return !isAbsolute(instruction.json?.items.at(-1)?.value ?? (last && unquoted(last).text));
  }
  if (instruction.name === 'RUN') return runNeedsDirectory(step);
  return instruction.name === undefined || !indifferent.has(instruction.name);
}

function runNeedsDirectory(step: Step): boolean {
  if (step.run?.mounts.some(({ target }) => target !== undefined && !isAbsolute(target))) return true;
  const run = runItemsOf(step, workdirOf(step));
  if (!run?.isSequence) return true;
  for (const { command, isFree, isState } of run.items) {
    // From here on it is where it says.
    if (command?.name === 'cd' && isAbsolute(command.words[1]?.value)) return false;
    if (!isFree || (isState && command?.name !== 'set' && command?.words.length !== 0)) return true;
  }
  return false;
}

function isAbsolute(path: string | undefined): boolean {
  return path?.startsWith('/') === true;
}

/** They look at no directory; what a container starts does, at the end. */
const indifferent: ReadonlySet<KeywordName> = new Set([
  'ARG',
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
]);
