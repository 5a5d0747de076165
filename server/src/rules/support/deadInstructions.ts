import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import type { Claim, FixEdit } from '../rule.ts';
import { linesWithout } from './removeInstruction.ts';

/** An instruction that a later one of its stage makes void. */
export interface DeadInstruction {
  readonly instruction: Instruction;
  /** The one that counts: the last of the stage. */
  readonly winner: Instruction;
  readonly edits: readonly FixEdit[];
  readonly claim: Claim;
}

/**
 * All but the last CMD, ENTRYPOINT or HEALTHCHECK of each stage. Triggers of ONBUILD are left out: they run in another
 * build, and there one after the other.
 */
export function deadInstructions(model: BuildModel, keyword: KeywordName): DeadInstruction[] {
  const winners = new Map<Stage | undefined, Instruction>();
  const steps = model.stepsWith(keyword).filter(({ instruction, stage }) => stage && !instruction.isTrigger);
  for (const { stage, instruction } of steps) winners.set(stage, instruction);
  return steps.flatMap(({ stage, instruction }) => {
    const winner = winners.get(stage);
    if (!winner || winner === instruction) return [];
    const edits = linesWithout(model.tree, instruction);
    return [
      { instruction, winner, edits, claim: { kind: 'dead-dropped', instruction: instruction.range.start } },
    ];
  });
}
