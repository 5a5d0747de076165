import type { Step } from '../../model/types.ts';

/** Whether a SHELL that is put above a step would be the one that another step runs in. */
export function wouldRunIn(step: Step, other: Step): boolean {
  if (other.before.shell.by !== step.before.shell.by) return false;
  if (other.stage === step.stage) return other.instruction.range.start >= step.instruction.range.start;
  for (let at = other.stage; at; at = at.base.stage) if (at === step.stage) return true;
  return false;
}
