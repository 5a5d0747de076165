import type { Instruction } from '../syntax/dockerfile/tree.ts';
import { type Reads, reads } from './reads.ts';
import type { StateParts } from './state.ts';
import type { CommandSetting, Setting } from './types.ts';

export const everyState: Reads =
  reads.user | reads.workdir | reads.shell | reads.start | reads.variables | reads.otherSettings;

/** The parts of an image state that are not the same in another one, in whatever objects they come. */
export function stateChanges(before: StateParts, now: StateParts): Reads {
  if (before === now) return reads.nothing;
  let changed: Reads = reads.nothing;
  if (!isSame(before.user, now.user)) changed |= reads.user;
  if (!isSame(before.workdir, now.workdir)) changed |= reads.workdir;
  if (!isSame(before.shell, now.shell)) changed |= reads.shell;
  const startsAlike =
    isSame(before.entrypoint, now.entrypoint) &&
    isSame(before.cmd, now.cmd) &&
    isSame(before.healthcheck, now.healthcheck) &&
    isSame(before.stopSignal, now.stopSignal);
  if (!startsAlike) changed |= reads.start;
  if (before.scope !== now.scope) changed |= reads.variables;
  const isRestSame =
    before.exposed === now.exposed && before.volumes === now.volumes && before.labels === now.labels;
  if (!isRestSame) changed |= reads.otherSettings;
  return changed;
}

function isSame(before: Setting<unknown>, now: Setting<unknown>): boolean {
  return (
    before === now ||
    (before.by === now.by && before.fromBase === now.fromBase && isSameValue(before.value, now.value))
  );
}

/** Of plain values: texts, lists and records of these, and instructions, which are told apart by what they are. */
function isSameValue(before: unknown, now: unknown): boolean {
  if (before === now) return true;
  if (Array.isArray(before) && Array.isArray(now)) {
    return before.length === now.length && before.every((value, i) => value === now[i]);
  }
  if (isCommand(before) && isCommand(now)) {
    return (
      before.form === now.form &&
      isSameSetter(before.instruction, now.instruction) &&
      isSameValue(before.argv, now.argv)
    );
  }
  return false;
}

/** A FROM stands for what the image brings, whatever else it says. */
function isSameSetter(before: Instruction, now: Instruction): boolean {
  return before === now || (before.name === 'FROM' && now.name === 'FROM');
}

function isCommand(value: unknown): value is CommandSetting {
  return typeof value === 'object' && value !== null && 'argv' in value;
}
